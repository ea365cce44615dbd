//! `GET /{ig-media-id}`
//!
//! Reads a published media object. ([reference], §7.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        MediaId, Timestamp, UserId,
        permission::{READING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// What is asked for of a media object.
pub(super) const FIELDS: &str =
    "id,caption,media_type,media_product_type,permalink,shortcode,timestamp";

/// Reads a media object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadMedia {
    media: MediaId,
    details: bool,
    copyright: bool,
}

/// What else there is to ask for. Left out are `view_count`, which can be read
/// only through Business Discovery and fails the call (error 36104), and the
/// older API's `legacy_instagram_media_id`.
const DETAILS: &str = "media_url,thumbnail_url,username,owner,like_count,comments_count,\
                       is_comment_enabled,is_shared_to_feed,alt_text,is_ai_generated,\
                       media_audio_type";

impl ReadMedia {
    /// Reads `media`: what tells which post it is.
    pub fn new(media: MediaId) -> Self {
        Self { media, details: false, copyright: false }
    }

    /// Asks for the rest too: its file, its counts and its settings. A server
    /// that does not know one of these fields refuses the whole call.
    #[must_use]
    pub fn with_details(mut self) -> Self {
        self.details = true;
        self
    }

    /// Asks whether it contains material of someone else. Only a video has this
    /// information: for other media the call fails (error 9005).
    #[must_use]
    pub fn with_copyright_check(mut self) -> Self {
        self.copyright = true;
        self
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
    /// Where its file is, for a time; absent where Meta flagged it.
    #[serde(default)]
    pub media_url: Option<String>,
    /// Where the picture that stands for a video is, for a time.
    #[serde(default)]
    pub thumbnail_url: Option<String>,
    /// The name of the account that published it.
    #[serde(default)]
    pub username: Option<String>,
    /// The account that published it, where it is the token's own.
    #[serde(default)]
    pub owner: Option<MediaOwner>,
    /// How many like it; absent where its owner hides it.
    #[serde(default)]
    pub like_count: Option<u64>,
    /// How many comments it has, replies included.
    #[serde(default)]
    pub comments_count: Option<u64>,
    /// Whether people may comment on it.
    #[serde(default)]
    pub is_comment_enabled: Option<bool>,
    /// Of a reel: whether the feed shows it, beside the tab of reels.
    #[serde(default)]
    pub is_shared_to_feed: Option<bool>,
    /// What it shows, for those who cannot see it.
    #[serde(default)]
    pub alt_text: Option<String>,
    /// Whether it is labelled as made by an AI.
    #[serde(default)]
    pub is_ai_generated: Option<bool>,
    /// `MUSIC` or `ORIGINAL_SOUND`.
    #[serde(default)]
    pub media_audio_type: Option<String>,
    /// Whether it holds what is another's.
    #[serde(default)]
    pub copyright_check_information: Option<CopyrightCheck>,
}

/// The account that published a media object.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct MediaOwner {
    /// Its id.
    pub id: UserId,
}

/// Whether a media object holds what is another's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CopyrightCheck {
    /// How far the check is.
    #[serde(default)]
    pub status: Option<CopyrightStatus>,
}

/// How far a check for what is another's is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CopyrightStatus {
    /// How far it is, in Meta's words.
    #[serde(default)]
    pub status: Option<String>,
    /// Whether something was found.
    #[serde(default)]
    pub matches_found: Option<bool>,
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
        let mut fields = FIELDS.to_owned();
        if self.details {
            fields = fields + "," + DETAILS;
        }
        if self.copyright {
            fields += ",copyright_check_information";
        }
        Draft::get(self.media.as_str()).with_query("fields", fields)
    }

    fn decode(body: &[u8]) -> Result<Media, DecodeError> {
        json("not a media object", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_fields_are_asked_for() {
        let read = || ReadMedia::new("17895695668004550".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17895695668004550\
             ?fields=id%2Ccaption%2Cmedia_type%2Cmedia_product_type%2Cpermalink%2Cshortcode%2Ctimestamp";
        assert_eq!(sent(&read()), path);
        assert_eq!(
            sent(&read().with_details()),
            format!(
                "{path}%2Cmedia_url%2Cthumbnail_url%2Cusername%2Cowner%2Clike_count\
                 %2Ccomments_count%2Cis_comment_enabled%2Cis_shared_to_feed%2Calt_text\
                 %2Cis_ai_generated%2Cmedia_audio_type"
            )
        );
        let checked = sent(&read().with_copyright_check());
        assert_eq!(checked, format!("{path}%2Ccopyright_check_information"));
    }

    #[test]
    fn the_details_are_read_where_they_are_there() {
        let media = got::<ReadMedia>(200, data!("read_media_details__200")).unwrap();
        assert_eq!(media.owner.unwrap().id.as_str(), "17841400008460056");
        assert_eq!((media.like_count, media.comments_count), (Some(39), Some(4)));
        assert_eq!((media.is_comment_enabled, media.is_shared_to_feed), (Some(true), Some(false)));
        assert_eq!(media.is_ai_generated, Some(true));
        assert_eq!(media.alt_text.as_deref(), Some("A man at a jukebox"));
        assert_eq!(media.media_audio_type.as_deref(), Some("MUSIC"));
        assert!(media.media_url.is_some() && media.thumbnail_url.is_some());
        let status = media.copyright_check_information.unwrap().status.unwrap();
        assert_eq!(status.matches_found, Some(false));
        assert_eq!(status.status.as_deref(), Some("completed"));
    }

    #[test]
    fn the_documented_sample_is_read_and_a_time_may_be_anything() {
        let media = got::<ReadMedia>(200, data!("read_media_sample__200")).unwrap();
        assert_eq!(media.permalink.as_deref(), Some("https://www.instagram.com/p/B38Xyp6nqsS/"));
        let at = media.published_at().map(|at| at.to_string());
        assert_eq!(at.as_deref(), Some("2019-09-26T22:36:43Z"));
        let bare = got::<ReadMedia>(200, r#"{"id":"1","timestamp":"soon"}"#).unwrap();
        assert_eq!((bare.caption.as_deref(), bare.published_at()), (None, None));
    }
}
