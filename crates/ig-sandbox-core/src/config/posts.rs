//! The options for the kinds of post and the people in them.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Config;

/// The start of usernames that no account has.
const NOBODY: &str = "nobody";

impl Config {
    /// In which words a carousel of one part or of too many is refused.
    #[must_use]
    pub fn with_carousel_refusal(mut self, words: CarouselRefusal) -> Self {
        self.carousel_refusal = words;
        self
    }

    /// How many products can be tagged in one photo or video; 5 by default, as the reference says.
    /// The shopping guide says 20, and 30 for reels (reference §16, 3).
    #[must_use]
    pub fn with_max_product_tags(mut self, most: usize) -> Self {
        self.max_product_tags = most;
        self
    }

    /// What becomes of `media_type=VIDEO` without `is_carousel_item`.
    #[must_use]
    pub fn with_video_alone(mut self, video_alone: VideoAlone) -> Self {
        self.video_alone = video_alone;
        self
    }

    /// Whether the account may label paid partnerships.
    #[must_use]
    pub fn with_partnerships(mut self, partnerships: Partnerships) -> Self {
        self.partnerships = partnerships;
        self
    }

    /// Usernames that no account has, besides all that start with `nobody`: a post that tags or
    /// invites them is refused with 110/2207018. Every other well-formed username belongs to an
    /// account.
    #[must_use]
    pub fn with_unknown_usernames(
        mut self,
        usernames: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.unknown_usernames = usernames.into_iter().map(Into::into).collect();
        self
    }

    /// Whether an account has this username.
    pub(crate) fn knows(&self, username: &str) -> bool {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
        (1..=30).contains(&username.len())
            && username.bytes().all(is_plain)
            && !username.starts_with(NOBODY)
            && !self.unknown_usernames.iter().any(|unknown| unknown == username)
    }
}

/// In which words a carousel of one part or of too many is refused: both are known, and which of
/// them comes when is not (reference §16, 11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CarouselRefusal {
    /// 100/2207028, as in the table of errors.
    #[default]
    Documented,
    /// "Unsupported post type. The post has too little or too many attachments …", as captured.
    Observed,
}

/// Whether the account may label paid partnerships.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Partnerships {
    /// It may.
    #[default]
    Eligible,
    /// It may not, and gets `INSTAGRAM_PLATFORM_API__PERMISSION`.
    NotEligible,
}

/// What becomes of `media_type=VIDEO` without `is_carousel_item`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VideoAlone {
    /// It is part of a carousel, and publishing it by itself is refused with 100/2207089, as
    /// captured in 2026.
    #[default]
    Item,
    /// It becomes a reel, as in the first edition of the guide and until 2023.
    Reel,
}
