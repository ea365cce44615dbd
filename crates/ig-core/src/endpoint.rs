//! One type for each endpoint: what to send, what it asks, what comes back.

mod create_container;
mod list_media;
mod list_stories;
mod page;
mod publish_container;
mod publishing_limit;
mod read_container;
mod read_media;
mod search_pages;
#[cfg(test)]
mod testing;
mod upload_video;
mod video_status;

use http::{Request, Response};
use serde::de::DeserializeOwned;

pub use self::{
    create_container::{CarouselContainer, Container, CreateContainer, CreatedContainer},
    list_media::ListMedia,
    list_stories::ListStories,
    page::{Cursor, Page, Paged},
    publish_container::{PublishContainer, PublishedMedia},
    publishing_limit::{PublishingLimit, QuotaUsage},
    read_container::{ContainerState, ContainerStatus, ReadContainer},
    read_media::{Media, ReadMedia},
    search_pages::{FoundPage, Location, SearchPages},
    upload_video::{UploadVideo, UploadedVideo},
    video_status::{VideoError, VideoPhase, VideoStatus},
};
use crate::{BuildError, Context, DecodeError, Draft, Requirement, ResponseError};

/// What happens when a request is carried out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing: it only reads.
    Read,
    /// Waste, but no harm: a second container that nobody publishes.
    Repeatable,
    /// Harm: a second post.
    Once,
}

/// An endpoint of the Graph API.
///
/// Implementors describe; [`EndpointExt`] builds and reads. The two are apart
/// so that the code of the first is compiled once and the second cannot be
/// overridden.
pub trait Endpoint {
    /// What a success holds.
    type Response;

    /// The endpoint's name, for logs: `"POST /{user}/media"`.
    const NAME: &'static str;

    /// What happens when it is carried out twice.
    const EFFECT: Effect;

    /// What it asks of the token.
    const REQUIRES: Requirement;

    /// What to send.
    fn draft(&self) -> Draft;

    /// Reads the body of a success (2xx).
    ///
    /// # Errors
    ///
    /// When the body is not what the endpoint promises.
    fn decode(body: &[u8]) -> Result<Self::Response, DecodeError>;
}

/// What every [`Endpoint`] can do.
pub trait EndpointExt: Endpoint {
    /// The request, ready for any HTTP client.
    ///
    /// # Errors
    ///
    /// When `context` does not make a valid URL and header.
    fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError> {
        context.request(&self.draft())
    }

    /// Reads a response from any HTTP client.
    ///
    /// # Errors
    ///
    /// When the response is no success or not what the endpoint promises.
    fn read(response: &Response<impl AsRef<[u8]>>) -> Result<Self::Response, ResponseError> {
        let (status, headers, body) =
            (response.status(), response.headers(), response.body().as_ref());
        if !status.is_success() {
            return Err(ResponseError::from_failure(status, headers, body));
        }
        Self::decode(body).map_err(|unread| {
            // An error in Meta's own formats is one whatever the status.
            match ResponseError::from_failure(status, headers, body) {
                error @ (ResponseError::Api(_) | ResponseError::Upload(_)) => error,
                _ => unread.into(),
            }
        })
    }
}

impl<E: Endpoint + ?Sized> EndpointExt for E {}

/// Reads JSON. The source of the error keeps the place and not the text, which
/// may be anything.
fn json<T: DeserializeOwned>(what: &'static str, body: &[u8]) -> Result<T, DecodeError> {
    serde_json::from_slice(body).map_err(|error| {
        let place =
            format!("{:?} at line {} column {}", error.classify(), error.line(), error.column());
        DecodeError::new(what).with_source(place)
    })
}
