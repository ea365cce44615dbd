//! The kinds of post: the columns of reference §2.3.

use serde::{Deserialize, Serialize};

/// What a container, or a post made of it, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Photo,
    Reel,
    PhotoStory,
    VideoStory,
    /// A picture of a carousel.
    PhotoItem,
    /// A video of a carousel.
    VideoItem,
    Carousel,
}

impl Kind {
    /// A reel reads back as `VIDEO`.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Photo | Self::PhotoStory | Self::PhotoItem => "IMAGE",
            Self::Reel | Self::VideoStory | Self::VideoItem => "VIDEO",
            Self::Carousel => "CAROUSEL_ALBUM",
        }
    }

    pub(crate) fn media_product_type(self) -> &'static str {
        match self {
            Self::Photo | Self::PhotoItem | Self::VideoItem | Self::Carousel => "FEED",
            Self::Reel => "REELS",
            Self::PhotoStory | Self::VideoStory => "STORY",
        }
    }

    /// The required parameter of a container of this kind.
    pub(crate) fn required_parameter(self) -> &'static str {
        match self {
            Self::Photo | Self::PhotoStory | Self::PhotoItem => "image_url",
            Self::Reel | Self::VideoStory | Self::VideoItem => "video_url",
            Self::Carousel => "children",
        }
    }

    pub(crate) fn is_photo(self) -> bool {
        matches!(self, Self::Photo | Self::PhotoStory | Self::PhotoItem)
    }

    pub(crate) fn is_story(self) -> bool {
        matches!(self, Self::PhotoStory | Self::VideoStory)
    }

    /// Whether it is part of a carousel and cannot be published by itself.
    pub(crate) fn is_item(self) -> bool {
        matches!(self, Self::PhotoItem | Self::VideoItem)
    }
}
