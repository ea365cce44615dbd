//! The intended use of a file: the same file may be accepted for one use and not for another.

use std::fmt;

use serde::Serialize;

/// The intended use of a file in a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Use {
    /// A single photo in the feed.
    FeedPhoto,
    /// A photo in a carousel.
    CarouselPhoto,
    /// A video in a carousel.
    CarouselVideo,
    /// A reel.
    Reel,
    /// The cover of a reel.
    ReelCover,
    /// A photo in a story.
    StoryPhoto,
    /// A video in a story.
    StoryVideo,
}

impl Use {
    /// All uses.
    pub const ALL: [Self; 7] = [
        Self::FeedPhoto,
        Self::CarouselPhoto,
        Self::CarouselVideo,
        Self::Reel,
        Self::ReelCover,
        Self::StoryPhoto,
        Self::StoryVideo,
    ];

    /// Whether the use needs a video, and not a photo.
    pub fn is_video(self) -> bool {
        match self {
            Self::CarouselVideo | Self::Reel | Self::StoryVideo => true,
            Self::FeedPhoto | Self::CarouselPhoto | Self::ReelCover | Self::StoryPhoto => false,
        }
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FeedPhoto => "photo",
            Self::CarouselPhoto => "carousel photo",
            Self::CarouselVideo => "carousel video",
            Self::Reel => "reel",
            Self::ReelCover => "reel cover",
            Self::StoryPhoto => "story photo",
            Self::StoryVideo => "story video",
        })
    }
}
