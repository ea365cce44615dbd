//! What a file is meant for, since the same file may be taken for one use and not for another.

use std::fmt;

use serde::Serialize;

/// What a file is to be in a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Use {
    /// A photo that is a post of its own.
    FeedPhoto,
    /// A photo in a carousel.
    CarouselPhoto,
    /// A film in a carousel.
    CarouselVideo,
    /// A reel.
    Reel,
    /// The picture that stands for a reel until it plays.
    ReelCover,
    /// A photo in a story.
    StoryPhoto,
    /// A film in a story.
    StoryVideo,
}

impl Use {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::FeedPhoto,
        Self::CarouselPhoto,
        Self::CarouselVideo,
        Self::Reel,
        Self::ReelCover,
        Self::StoryPhoto,
        Self::StoryVideo,
    ];

    /// Whether it is a film that is asked for, and not a photo.
    pub fn is_film(self) -> bool {
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
