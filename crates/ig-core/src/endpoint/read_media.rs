//! `GET /{ig-media-id}`
//!
//! Reads a published media object. ([reference], §7.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media

use serde::Deserialize;

use super::{Effect, Endpoint, json};
use crate::{DecodeError, Draft, MediaId, Requirement, Timestamp, permission::READING};

/// What is asked for of a media object.
pub(super) const FIELDS: &str =
    "id,caption,media_type,media_product_type,permalink,shortcode,timestamp";

/// Reads a media object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadMedia {
    media: MediaId,
}

impl ReadMedia {
    /// Reads `media`.
    pub fn new(media: MediaId) -> Self {
        Self { media }
    }
}

/// A published media object. What has no value is absent from the reply.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// Its caption, from which Meta removes `@` unless the app's user has
    /// admin-equivalent tasks.
    #[serde(default)]
    pub caption: Option<String>,
    /// `IMAGE`, `VIDEO` (a reel too) or `CAROUSEL_ALBUM`.
    #[serde(default)]
    pub media_type: Option<String>,
    /// `FEED`, `REELS`, `STORY` or `AD`.
    #[serde(default)]
    pub media_product_type: Option<String>,
    /// Where people see it: `https://www.instagram.com/p/{shortcode}/`.
    #[serde(default)]
    pub permalink: Option<String>,
    /// Its name in the permalink.
    #[serde(default)]
    pub shortcode: Option<String>,
    /// When it was published, as Meta writes it: `2019-09-26T22:36:43+0000`.
    #[serde(default)]
    pub timestamp: Option<String>,
}

impl Media {
    /// When it was published, to the second.
    pub fn published_at(&self) -> Option<Timestamp> {
        self.timestamp.as_deref().and_then(Timestamp::from_graph)
    }
}

impl Endpoint for ReadMedia {
    type Response = Media;

    const NAME: &'static str = "GET /{media}";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        Draft::get(self.media.as_str()).with_query("fields", FIELDS)
    }

    fn decode(body: &[u8]) -> Result<Media, DecodeError> {
        json("not a media object", body)
    }
}
