//! What the clients on top of this crate have in common.

use crate::BoxError;

/// The most bytes of a response that a client reads: 1 MiB. The API's replies are
/// far smaller; a larger one is not read, and the request may have taken effect.
pub const MAX_RESPONSE: u64 = 1024 * 1024;

/// A client could not be set up: a setting or the TLS backend is unusable.
/// Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up")]
#[non_exhaustive]
pub struct SetupError(#[source] BoxError);

impl SetupError {
    /// The client could not be set up because of `source`.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self(source.into())
    }
}
