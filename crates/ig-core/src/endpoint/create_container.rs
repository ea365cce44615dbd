//! `POST /{ig-user-id}/media`
//!
//! Makes a media container. It lives for 24 hours, and nothing is public until
//! it is published. ([reference], §2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media

use serde::Deserialize;

use super::{ContainerStatus, Effect, Endpoint, json};
use crate::{
    CarouselItem, ContainerId, DecodeError, Draft, Photo, Post, Reel, Requirement, UserId,
    permission::PUBLISHING,
};

/// Makes a container.
///
/// For photos Meta fetches and judges the file during the call, for videos
/// later (reference §2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateContainer {
    user: UserId,
    container: Container,
}

/// What a container is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A post of its own.
    Post(Post),
    /// A part of a carousel.
    CarouselItem(CarouselItem),
}

impl CreateContainer {
    /// A container of `user` that holds `container`.
    pub fn new(user: UserId, container: impl Into<Container>) -> Self {
        Self { user, container: container.into() }
    }
}

macro_rules! into_container {
    ($($kind:ty => $variant:ident,)*) => {$(
        impl From<$kind> for Container {
            fn from(kind: $kind) -> Self {
                Self::$variant(kind.into())
            }
        }
    )*};
}

into_container! {
    Post => Post,
    Photo => Post,
    Reel => Post,
    CarouselItem => CarouselItem,
}

/// The reply to [`CreateContainer`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CreatedContainer {
    /// The new container.
    pub id: ContainerId,
    /// How far it is, where the server says so at once.
    #[serde(default)]
    pub status_code: Option<ContainerStatus>,
}

impl Endpoint for CreateContainer {
    type Response = CreatedContainer;

    const NAME: &'static str = "POST /{user}/media";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        let draft = Draft::post(format!("{}/media", self.user));
        match &self.container {
            Container::Post(post) => post.describe(draft),
            Container::CarouselItem(item) => item.describe(draft),
        }
    }

    fn decode(body: &[u8]) -> Result<CreatedContainer, DecodeError> {
        json("not a container id", body)
    }
}
