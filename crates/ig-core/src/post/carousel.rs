//! Photos and videos, side by side: all of them or none.

use std::fmt;

use ig_rules::{Finding, post as rules};
use serde::{Deserialize, Serialize};

use super::{
    AddOn, AiGenerated, AltText, Collaborators, Describe, Medium, PaidPartnership, ThumbOffset,
    VideoSource, kind::kind,
};
use crate::{
    value::{
        Caption, MediaUrl, PageId,
        tag::{ProductTags, UserTags, VideoProductTags, VideoTags},
    },
    wire::Draft,
};

kind! {
    /// 2 to 20 photos and videos in one post. Pictures are cut to the ratio of
    /// the first (reference §2.6).
    Carousel
    /// What is in it.
    items: CarouselItems, new(CarouselItems);
    /// Sets the caption.
    caption: Caption, with_caption, caption;
    /// Sets the location, as [`Photo::with_location`](super::Photo::with_location)
    /// does.
    location_id: PageId, with_location, location_id;
    /// Invites co-authors.
    collaborators: Collaborators, with_collaborators, collaborators;
    /// Labels it as a paid partnership (only with Facebook Login).
    paid_partnership: PaidPartnership, with_paid_partnership, paid_partnership;
    /// Labels it as made by AI.
    is_ai_generated: AiGenerated, with_ai_generated;
    /// Adds a poll or a comment prompt to the caption (only with Facebook Login).
    add_on: AddOn, with_add_on, add_on;
}

kind! {
    /// A photo in a carousel: it has no caption and no location of its own.
    ImageItem
    /// The JPEG.
    image_url: MediaUrl, new(MediaUrl);
    /// Says what is to be seen, for those who cannot see it.
    alt_text: AltText, with_alt_text;
    /// Tags people.
    user_tags: UserTags, with_user_tags;
    /// Tags products (only with Facebook Login).
    product_tags: ProductTags, with_product_tags, product_tags;
}

kind! {
    /// A video in a carousel: `media_type=VIDEO`, which ended for posts of their
    /// own on 2023-11-09 (reference §2.2).
    VideoItem
    #[serde(flatten)]
    video: VideoSource, new(impl Into<VideoSource>);
    /// Tags people.
    user_tags: VideoTags, with_user_tags;
    /// Tags products (only with Facebook Login).
    product_tags: VideoProductTags, with_product_tags, product_tags;
    /// Sets the moment that stands for it.
    thumb_offset: ThumbOffset, with_thumb_offset;
}

/// A part of a carousel: it is never published by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CarouselItem {
    /// A photo.
    Image(ImageItem),
    /// A video.
    Video(VideoItem),
}

impl CarouselItem {
    /// Where its bytes are.
    pub fn medium(&self) -> Medium<'_> {
        match self {
            Self::Image(image) => Medium::Url(image.image_url()),
            Self::Video(video) => video.video().medium(),
        }
    }

    pub(crate) fn video(&self) -> Option<&VideoSource> {
        match self {
            Self::Image(_) => None,
            Self::Video(item) => Some(item.video()),
        }
    }
}

impl From<ImageItem> for CarouselItem {
    fn from(image: ImageItem) -> Self {
        Self::Image(image)
    }
}

impl From<VideoItem> for CarouselItem {
    fn from(video: VideoItem) -> Self {
        Self::Video(video)
    }
}

impl Describe for CarouselItem {
    fn describe(&self, draft: Draft) -> Draft {
        match self {
            Self::Image(image) => image.describe(draft),
            // Without the type the server presumes an image and asks for
            // `image_url` (reference §2.3).
            Self::Video(video) => video.describe(draft.with_field("media_type", "VIDEO")),
        }
        .with_field("is_carousel_item", "true")
    }
}

/// The items of a carousel: [2](Self::MIN) to [20](Self::MAX). Meta's documents name 10 in one
/// place and 20 in another, so that over 10 there is a [warning](Self::warnings) (reference §17.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<CarouselItem>")]
pub struct CarouselItems(Vec<CarouselItem>);

/// A carousel that Instagram would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidCarousel {
    /// Too few or too many items: this many.
    Count(usize),
    /// There are so many containers for so many items.
    #[non_exhaustive]
    Children {
        /// Containers.
        containers: usize,
        /// Items.
        items: usize,
    },
}

impl std::error::Error for InvalidCarousel {}

impl fmt::Display for InvalidCarousel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(1) => f.write_str(
                "a carousel has 2 to 20 photos and videos, and this one has 1: \
                 post it as a photo or a reel",
            ),
            Self::Count(count) => write!(
                f,
                "a carousel has 2 to 20 photos and videos, and this one has {count}: \
                 nothing is left out to make it fit"
            ),
            Self::Children { containers, items } => {
                write!(f, "{containers} containers for a carousel of {items} items")
            }
        }
    }
}

impl CarouselItems {
    /// The fewest items.
    pub const MIN: usize = rules::CAROUSEL_ITEMS.bound.min();

    /// The most items.
    pub const MAX: usize = rules::CAROUSEL_ITEMS.bound.max();

    /// What may go wrong with so many: more than all documents allow.
    pub fn warnings(&self) -> Vec<Finding> {
        let (count, row) = (self.0.len(), &rules::CAROUSEL_ITEMS_DOCUMENTED);
        let is_broken = row.bound.max() < count;
        is_broken.then(|| row.broken(format!("{count} photos and videos"))).into_iter().collect()
    }

    /// The items.
    pub fn as_slice(&self) -> &[CarouselItem] {
        &self.0
    }
}

impl TryFrom<Vec<CarouselItem>> for CarouselItems {
    type Error = InvalidCarousel;

    fn try_from(items: Vec<CarouselItem>) -> Result<Self, InvalidCarousel> {
        match (Self::MIN..=Self::MAX).contains(&items.len()) {
            true => Ok(Self(items)),
            false => Err(InvalidCarousel::Count(items.len())),
        }
    }
}

/// The items are containers by the time the carousel is made.
impl Describe for CarouselItems {
    fn describe(&self, draft: Draft) -> Draft {
        draft
    }
}
