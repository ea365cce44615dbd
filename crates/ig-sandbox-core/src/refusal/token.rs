//! Tokens and codes that are no longer valid, and grants that lack something.

use crate::{
    time::{self, Timestamp},
    world::BadCode,
};

use super::Refusal;

impl Refusal {
    /// R20.
    pub(crate) fn expired_token(expired: Timestamp, now: Timestamp) -> Self {
        let message = format!(
            "Error validating access token: Session has expired on {}. The current time is {}.",
            time::session(expired),
            time::session(now)
        );
        Self::new(190, message).subcode(463)
    }

    /// The error of a token after the person has removed the app (reference §10.4, 190/458).
    pub(crate) fn revoked_token() -> Self {
        let message = "Error validating access token: The user has not authorized application";
        Self::new(190, message).subcode(458)
    }

    /// R14.
    pub(crate) fn no_permission() -> Self {
        Self::new(10, "(#10) Application does not have permission for this action")
    }

    /// R16.
    pub(crate) fn requires(scope: &str) -> Self {
        Self::new(10, format!("(#10) Requires {scope} permission to manage the object"))
    }

    /// An invalid code. The texts are those of the live API in public logs; that of an unknown code is
    /// from memory.
    pub(crate) fn bad_code(why: BadCode) -> Self {
        match why {
            BadCode::Unknown => Self::new(100, "Invalid verification code format."),
            BadCode::Used => {
                Self::new(100, "This authorization code has been used.").subcode(36009)
            }
            BadCode::Expired => {
                Self::new(100, "This authorization code has expired.").subcode(36007)
            }
            BadCode::Redirect => Self::other_redirect(100).subcode(36008),
        }
    }

    /// A code with another redirect URI than its dialog, worded as in public logs of both hosts.
    pub(crate) fn other_redirect(code: i64) -> Self {
        let message = "Error validating verification code. Please make sure your redirect_uri is \
                       identical to the one you used in the OAuth dialog request";
        Self::new(code, message)
    }

    /// A wrong app secret, worded as in public logs.
    pub(crate) fn bad_secret() -> Self {
        Self::new(1, "Error validating client secret.")
    }

    /// An unknown app. From memory of the live API, not captured.
    pub(crate) fn bad_app() -> Self {
        let message = "Error validating application. Cannot get application info due to a system \
                       error.";
        Self::new(101, message)
    }

    /// `debug_token` with a token that may not inspect, worded as in public logs.
    pub(crate) fn no_debugger() -> Self {
        let message = "(#100) You must provide an app access token, or a user access token that is \
                       an owner or developer of the app";
        Self::new(100, message)
    }

    /// A token that cannot be refreshed yet, or never: the text is our own.
    pub(crate) fn no_refresh(why: &str) -> Self {
        Self::new(100, format!("(#100) The access token cannot be refreshed: {why}"))
    }

    /// The error in the form of `api.instagram.com` (reference §9.4).
    pub(crate) fn at_api_instagram(mut self) -> Self {
        self.more.is_flat = true;
        self
    }

    /// This host's error for all invalid codes.
    pub(crate) fn no_matching_code() -> Self {
        Self::new(400, "Matching code was not found or was already used").at_api_instagram()
    }
}
