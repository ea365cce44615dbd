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

#[cfg(test)]
mod tests {
    use super::{super::testing::*, *};
    use crate::{Actor, ErrorClass};

    #[test]
    fn the_fields_are_asked_for() {
        assert_eq!(
            sent(&ReadMedia::new("17895695668004550".parse().unwrap())),
            "GET https://graph.facebook.com/v25.0/17895695668004550\
             ?fields=id%2Ccaption%2Cmedia_type%2Cmedia_product_type%2Cpermalink%2Cshortcode%2Ctimestamp"
        );
    }

    #[test]
    fn all_but_the_id_may_be_absent() {
        let media = got::<ReadMedia>(200, data!("read_media_sample__200")).unwrap();
        assert_eq!(media.permalink.as_deref(), Some("https://www.instagram.com/p/B38Xyp6nqsS/"));
        let at = media.published_at().map(|at| at.to_string());
        assert_eq!(at.as_deref(), Some("2019-09-26T22:36:43Z"));
        let bare = got::<ReadMedia>(200, r#"{"id":"1","timestamp":"soon"}"#).unwrap();
        assert_eq!((bare.caption.as_deref(), bare.published_at()), (None, None));
        assert!(got::<ReadMedia>(200, r#"{"caption":"x"}"#).is_err());
    }

    #[test]
    fn an_expired_session_is_typed() {
        let error = refused::<ReadMedia>(400, data!("read_media_session__400"));
        assert_eq!((error.class(), error.actor()), (ErrorClass::Auth, Actor::Developer));
    }
}
