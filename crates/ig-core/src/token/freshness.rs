//! What a token's life asks for, and why it cannot be renewed.

use serde::Serialize;

use crate::Timestamp;

/// What a token's life asks for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
#[non_exhaustive]
pub enum Freshness {
    /// Nothing is known of its end: ask the server.
    Unknown,
    /// It does not expire.
    NeverExpires,
    /// Too young to be renewed, and there is no need to.
    #[non_exhaustive]
    Fresh {
        /// From when on it can be renewed.
        renewable_from: Timestamp,
    },
    /// It lives for hours: exchange it for a long-lived one before it ends.
    #[non_exhaustive]
    ShortLived {
        /// When it ends.
        expires: Timestamp,
    },
    /// It can be renewed, and need not be.
    #[non_exhaustive]
    Renewable {
        /// By when it should be.
        renew_by: Timestamp,
    },
    /// Little is left: renew it now.
    #[non_exhaustive]
    RenewNow {
        /// When it ends.
        expires: Timestamp,
    },
    /// The app's access to the person's data ends soon, and renewing the token
    /// does not prolong it: the person has to sign in before then.
    #[non_exhaustive]
    SignInSoon {
        /// When it ends.
        data_access_expires: Timestamp,
    },
    /// It has ended, or the app's access to the person's data has: only a new
    /// login helps.
    #[non_exhaustive]
    Expired {
        /// When it ended.
        since: Timestamp,
    },
}

/// A token cannot be renewed now. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CannotRenew {
    /// Instagram Login refuses it in the first 24 hours.
    #[error(
        "the token is less than 24 hours old, and Instagram refuses to refresh it before {from}: \
         try again then"
    )]
    #[non_exhaustive]
    TooEarly {
        /// From when on it can be.
        from: Timestamp,
    },
    /// It has ended.
    #[error("the token expired at {since} and cannot be renewed: sign in again to get a new one")]
    #[non_exhaustive]
    Expired {
        /// When.
        since: Timestamp,
    },
    /// It does not expire.
    #[error("the token does not expire: there is nothing to renew")]
    #[non_exhaustive]
    Needless,
}
