//! `POST /{ig-user-id}/media`
//!
//! Makes a media container. It lives for 24 hours, and nothing is public until
//! it is published. ([reference], §2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media

use serde::{Deserialize, Deserializer};

use super::{ContainerStatus, Effect, Endpoint, json};
use crate::{
    Carousel, CarouselItem, ContainerId, Draft, Photo, PhotoStory, Reel, UserId, VideoStory,
    error::DecodeError,
    permission::{PUBLISHING, Requirement},
    post::{Describe, ImageItem, InvalidCarousel, VideoItem},
    upload::UploadUri,
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
    /// A photo in the feed.
    Photo(Photo),
    /// A video of its own.
    Reel(Reel),
    /// A photo story.
    PhotoStory(PhotoStory),
    /// A video story.
    VideoStory(VideoStory),
    /// A part of a carousel.
    CarouselItem(CarouselItem),
    /// A carousel whose parts are containers.
    Carousel(CarouselContainer),
}

/// A carousel whose parts are containers, each `FINISHED`: until then the call
/// fails, or the publish does (reference §2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarouselContainer {
    carousel: Carousel,
    children: Vec<ContainerId>,
}

impl CarouselContainer {
    /// `carousel`, whose items are the containers `children`, in this order.
    ///
    /// # Errors
    ///
    /// When there are more or fewer of them than items.
    pub fn new(carousel: Carousel, children: Vec<ContainerId>) -> Result<Self, InvalidCarousel> {
        let (containers, items) = (children.len(), carousel.items().as_slice().len());
        match containers == items {
            true => Ok(Self::of(carousel, children)),
            false => Err(InvalidCarousel::Children { containers, items }),
        }
    }

    /// One container for each item.
    pub(crate) fn of(carousel: Carousel, children: Vec<ContainerId>) -> Self {
        Self { carousel, children }
    }
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
    Photo => Photo,
    Reel => Reel,
    PhotoStory => PhotoStory,
    VideoStory => VideoStory,
    CarouselItem => CarouselItem,
    ImageItem => CarouselItem,
    VideoItem => CarouselItem,
    CarouselContainer => Carousel,
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
    /// Where its film is uploaded to, where it waits for one.
    #[serde(default, deserialize_with = "lenient")]
    pub uri: Option<UploadUri>,
}

/// What cannot be read is not there: the id counts.
fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UploadUri>, D::Error> {
    let text = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(text.as_ref().and_then(|text| text.as_str()).and_then(|text| text.parse().ok()))
}

impl Endpoint for CreateContainer {
    type Response = CreatedContainer;

    const NAME: &'static str = "POST /{user}/media";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        let draft = Draft::post(format!("{}/media", self.user));
        let typed = |media_type| draft.clone().with_field("media_type", media_type);
        match &self.container {
            Container::Photo(photo) => photo.describe(draft),
            Container::Reel(reel) => reel.describe(typed("REELS")),
            Container::PhotoStory(story) => story.describe(typed("STORIES")),
            Container::VideoStory(story) => story.describe(typed("STORIES")),
            Container::CarouselItem(item) => item.describe(draft),
            Container::Carousel(CarouselContainer { carousel, children }) => {
                let children: Vec<&str> = children.iter().map(ContainerId::as_str).collect();
                carousel.describe(typed("CAROUSEL").with_field("children", children.join(",")))
            }
        }
    }

    fn decode(body: &[u8]) -> Result<CreatedContainer, DecodeError> {
        json("not a container id", body)
    }
}

#[cfg(test)]
mod tests;
