//! What to do about a token, and why it cannot be renewed.

use ig_core::Timestamp;
use serde::Serialize;

/// What to do about a token now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
#[non_exhaustive]
pub enum Freshness {
    /// Its expiry is not known: ask the server.
    Unknown,
    /// It does not expire.
    NeverExpires,
    /// Too young to be renewed, and renewal is not needed.
    #[non_exhaustive]
    Fresh {
        /// The time from which it can be renewed.
        renewable_from: Timestamp,
    },
    /// It lives for hours: exchange it for a long-lived one before it expires.
    #[non_exhaustive]
    ShortLived {
        /// When it expires.
        expires: Timestamp,
    },
    /// It can be renewed, but need not be yet.
    #[non_exhaustive]
    Renewable {
        /// The time by which it should be renewed.
        renew_by: Timestamp,
    },
    /// It expires soon: renew it now.
    #[non_exhaustive]
    RenewNow {
        /// When it expires.
        expires: Timestamp,
    },
    /// The app's access to the person's data ends soon, and renewing the token
    /// does not extend it: the person has to sign in before then.
    #[non_exhaustive]
    SignInSoon {
        /// When the access ends.
        data_access_expires: Timestamp,
    },
    /// It has expired, or the app's access to the person's data has: only a new
    /// login helps.
    #[non_exhaustive]
    Expired {
        /// When it expired.
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
        /// The time from which it can be renewed.
        from: Timestamp,
    },
    /// It has expired.
    #[error("the token expired at {since} and cannot be renewed: sign in again to get a new one")]
    #[non_exhaustive]
    Expired {
        /// When it expired.
        since: Timestamp,
    },
    /// It does not expire.
    #[error("the token does not expire: there is nothing to renew")]
    #[non_exhaustive]
    Needless,
}
