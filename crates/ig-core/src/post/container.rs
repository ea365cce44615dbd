//! What a container is to hold: a post, or a part of one.

use super::{
    Carousel, CarouselItem, ImageItem, InvalidCarousel, Photo, PhotoStory, Reel, VideoItem,
    VideoStory,
};
use crate::{
    value::ContainerId,
    wire::{Describe, Draft},
};

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

impl Container {
    fn parts(&self) -> Parts<'_> {
        match self {
            Self::Photo(photo) => Parts::Photo(photo),
            Self::Reel(reel) => Parts::Reel(reel),
            Self::PhotoStory(story) => Parts::PhotoStory(story),
            Self::VideoStory(story) => Parts::VideoStory(story),
            Self::CarouselItem(item) => Parts::CarouselItem(item),
            Self::Carousel(CarouselContainer { carousel, children }) => {
                Parts::Carousel(carousel, children)
            }
        }
    }
}

impl Describe for Container {
    fn describe(&self, draft: Draft) -> Draft {
        self.parts().describe(draft)
    }
}

/// What a container is to hold, in the post that it is of.
#[derive(Clone, Copy)]
pub(crate) enum Parts<'a> {
    Photo(&'a Photo),
    Reel(&'a Reel),
    PhotoStory(&'a PhotoStory),
    VideoStory(&'a VideoStory),
    CarouselItem(&'a CarouselItem),
    Carousel(&'a Carousel, &'a [ContainerId]),
}

/// A carousel's own parameters, without its items'.
impl Describe for Parts<'_> {
    fn describe(&self, draft: Draft) -> Draft {
        let typed = |draft: Draft, media_type| draft.with_field("media_type", media_type);
        match *self {
            Self::Photo(photo) => photo.describe(draft),
            Self::Reel(reel) => reel.describe(typed(draft, "REELS")),
            Self::PhotoStory(story) => story.describe(typed(draft, "STORIES")),
            Self::VideoStory(story) => story.describe(typed(draft, "STORIES")),
            Self::CarouselItem(item) => item.describe(draft),
            Self::Carousel(carousel, children) => {
                let children: Vec<&str> = children.iter().map(ContainerId::as_str).collect();
                let draft = typed(draft, "CAROUSEL").with_field("children", children.join(","));
                carousel.describe(draft)
            }
        }
    }
}
