//! Where a video comes from, and the picture that stands for it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Describe, Medium};
use crate::{
    value::{MediaUrl, NamedSource},
    wire::Draft,
};

/// Where a video comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VideoSource {
    /// Meta fetches it while it processes the container.
    #[serde(rename = "video_url")]
    Url(MediaUrl),
    /// The driver uploads it, and goes on where it broke off (reference §3).
    #[serde(rename = "file")]
    Upload(NamedSource),
    /// The upload host fetches it (reference §3.2): another road to the same
    /// end, for servers that Meta's other fetcher does not get on with.
    #[serde(rename = "file_url")]
    Hosted(MediaUrl),
}

impl VideoSource {
    /// Where the bytes are.
    pub fn medium(&self) -> Medium<'_> {
        match self {
            Self::Url(url) | Self::Hosted(url) => Medium::Url(url),
            Self::Upload(source) => Medium::Source(source),
        }
    }

    /// Whether the bytes go to the upload host once there is a container.
    pub(crate) fn is_uploaded(&self) -> bool {
        matches!(self, Self::Upload(_) | Self::Hosted(_))
    }
}

impl From<MediaUrl> for VideoSource {
    fn from(url: MediaUrl) -> Self {
        Self::Url(url)
    }
}

impl From<NamedSource> for VideoSource {
    fn from(source: NamedSource) -> Self {
        Self::Upload(source)
    }
}

impl Describe for VideoSource {
    fn describe(&self, draft: Draft) -> Draft {
        match self {
            Self::Url(url) => draft.with_media_url("video_url", url),
            Self::Upload(_) | Self::Hosted(_) => draft.with_field("upload_type", "resumable"),
        }
    }
}

/// A reel's cover. A picture wins over a moment where both are sent (reference
/// §2.2), so it is one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cover {
    /// A JPEG of at most 8 MB.
    #[serde(rename = "cover_url")]
    Url(MediaUrl),
    /// A moment of the video.
    #[serde(rename = "thumb_offset")]
    Offset(ThumbOffset),
}

impl Describe for Cover {
    fn describe(&self, draft: Draft) -> Draft {
        match self {
            Self::Url(url) => draft.with_media_url("cover_url", url),
            Self::Offset(offset) => offset.describe(draft),
        }
    }
}

/// The moment of a video that stands for it, in whole milliseconds from its
/// start. 0 is a moment too, and is sent. One after the end is refused with
/// 1/2207057.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ThumbOffset(u64);

impl ThumbOffset {
    /// `millis` from the start.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// How long after the start.
    pub const fn duration(self) -> Duration {
        Duration::from_millis(self.0)
    }
}

impl Describe for ThumbOffset {
    fn describe(&self, draft: Draft) -> Draft {
        draft.with_field("thumb_offset", self.0.to_string())
    }
}
