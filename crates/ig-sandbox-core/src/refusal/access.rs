//! Tokens and objects that do not exist.

use http::Method;

use super::{METHOD, Refusal};

impl Refusal {
    /// R21: the token is unknown.
    pub(crate) fn bad_token() -> Self {
        Self::new(190, "Invalid OAuth access token - Cannot parse access token")
    }

    /// R22: there is no token. Captured only on `/me`; the sandbox uses it everywhere.
    pub(crate) fn no_token() -> Self {
        let message = "An active access token must be used to query information about the current \
                       user.";
        Self::new(2500, message)
    }

    /// R25: the object does not exist, belongs to another account, or does not support the request.
    pub(crate) fn no_object(method: &Method, id: &str) -> Self {
        let message = format!(
            "Unsupported {} request. Object with ID '{id}' does not exist, cannot be loaded due to \
             missing permissions, or does not support this operation. Please read the Graph API \
             documentation at https://developers.facebook.com/docs/graph-api",
            method.as_str().to_ascii_lowercase(),
        );
        Self::new(100, message).subcode(33).kind(METHOD)
    }

    /// R46: a field that only Business Discovery has.
    pub(crate) fn only_in_discovery() -> Self {
        let message = "(#36104) You do not have permission to access this field outside of the \
                       Business Discovery API.";
        Self::new(36104, message)
    }

    /// A word instead of an id. From memory of the live API, not captured.
    pub(crate) fn no_alias(alias: &str) -> Self {
        let message =
            format!("(#803) Some of the aliases you requested do not exist: {}", short(alias));
        Self::new(803, message)
    }

    /// R34: no such path; captured with 500 on one host, known as 400 on this one.
    pub(crate) fn no_path(path: &str) -> Self {
        Self::new(2500, format!("Unknown path components: {}", short(path)))
    }

    /// R15: an account that is not professional.
    pub(crate) fn not_a_business() -> Self {
        Self::new(10, "(#10) The user is not an Instagram Business")
    }

    /// R47.
    pub(crate) fn bad_proof() -> Self {
        Self::new(100, "Invalid appsecret_proof provided in the API argument").kind(METHOD)
    }

    /// R29: the outage of May 2026, when nodes that existed could not be read.
    pub(crate) fn read_outage() -> Self {
        Self::new(100, "Authorization Error").subcode(33).kind(METHOD)
    }
}

/// Echoes are cut, so that a long path does not become a long header.
fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
