//! Everything that can go wrong, in layers that say whether anything was sent.

mod api;
mod fetch_failure;
mod plain;
mod response;
mod table;
mod transport;
mod upload;

use std::error::Error as StdError;

pub use self::{
    api::ApiError,
    fetch_failure::FetchFailure,
    response::{DecodeError, HttpError, ResponseError},
    table::{Actor, Code, ErrorClass, KNOWN_ERRORS, KnownError},
    transport::{Delivery, TransportError},
    upload::UploadError,
};
use crate::value::{MediaUrl, UploadUri};

type BoxError = Box<dyn StdError + Send + Sync>;

/// A single call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be built. Nothing was sent.
    #[error("the request could not be built")]
    Build(#[from] BuildError),
    /// No response came. See [`TransportError::delivery`].
    #[error("no response came")]
    Transport(#[from] TransportError),
    /// A response came and it was no success.
    #[error(transparent)]
    Response(#[from] ResponseError),
}

/// A request could not be built. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The token is empty or has bytes that cannot stand in a header.
    #[error("the access token is empty or has characters that no token has; was it cut or quoted?")]
    TokenNotAHeader,
    /// The API base is not a scheme, a host and perhaps a path.
    #[error(
        "the API base must be a scheme, a host and perhaps a path, like https://graph.facebook.com"
    )]
    NotABase,
    /// The API base would send the token unencrypted over a network.
    #[error(
        "the API base must be https, since the token would travel in the clear; http is only for this machine"
    )]
    InTheClear,
    /// Not a version of the Graph API.
    #[error("not a version of the Graph API, like v26.0")]
    NotAVersion,
    /// A public API was asked to fetch a medium from a local host, of a URL that
    /// [`MediaUrl::local`] made.
    #[error(
        "{url} is on this machine or a private network, which a public API cannot reach; \
         `MediaUrl::local` is for a context whose API base is itself local: put the file on a \
         public server, or set the base with `Context::with_api_base`"
    )]
    #[non_exhaustive]
    UnreachableMedia {
        /// The medium.
        url: MediaUrl,
    },
    /// graph.instagram.com does not have this endpoint, or one of the parameters.
    #[error(
        "only graph.facebook.com has this endpoint or parameter: it needs a token from Facebook Login"
    )]
    FacebookOnly,
    /// A post with a poll or a comment prompt has no caption (reference §17.2, D-CAP).
    #[error("a poll and a comment prompt need a caption, which is the question")]
    NoCaption,
    /// It needs an access token, and the context has none.
    #[error("this call needs an access token, and there is none")]
    NoToken,
    /// A reply named a place to upload to that is not Meta's.
    #[error(
        "the server named {uri} to upload to, which is neither Meta's upload host nor the API base: the access token does not go there"
    )]
    #[non_exhaustive]
    UploadElsewhere {
        /// The place.
        uri: UploadUri,
    },
    /// The path is not valid in a URL.
    #[error("the path is not valid in a URL")]
    #[non_exhaustive]
    NotAUrl {
        /// The cause.
        source: BoxError,
    },
}

impl BuildError {
    /// The path is not valid in a URL.
    pub fn not_a_url(source: impl Into<BoxError>) -> Self {
        Self::NotAUrl { source: source.into() }
    }
}
