//! `POST /{ig-user-id}/media_publish`
//!
//! Makes a container public. There is no idempotency key, and what a second
//! publish of one container does is not documented. ([reference], §4)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media_publish

use serde::Deserialize;

use super::{Effect, Endpoint, json};
use crate::{
    ContainerId, DecodeError, Draft, MediaId, Requirement, UserId, permission::PUBLISHING,
};

/// Publishes a container. [`PublishFlow`](crate::PublishFlow) does it safely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishContainer {
    user: UserId,
    container: ContainerId,
}

impl PublishContainer {
    /// Publishes `container` to `user`.
    pub fn new(user: UserId, container: ContainerId) -> Self {
        Self { user, container }
    }
}

/// The reply to [`PublishContainer`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PublishedMedia {
    /// The new media object.
    pub id: MediaId,
}

impl Endpoint for PublishContainer {
    type Response = PublishedMedia;

    const NAME: &'static str = "POST /{user}/media_publish";
    const EFFECT: Effect = Effect::Once;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        Draft::post(format!("{}/media_publish", self.user))
            .with_field("creation_id", self.container.as_str())
    }

    fn decode(body: &[u8]) -> Result<PublishedMedia, DecodeError> {
        json("not a media id", body)
    }
}
