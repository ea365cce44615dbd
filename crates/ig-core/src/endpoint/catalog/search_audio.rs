//! `GET /ig_audio`
//!
//! Finds music and original sounds that a reel may carry. Only
//! graph.facebook.com has it, since 2026-06-01. ([changelog], §2.2)
//!
//! [changelog]: https://developers.facebook.com/documentation/instagram-platform/changelog

use std::time::Duration;

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        AudioId, UserId,
        permission::{Permission, Requirement},
        word::words,
    },
    wire::{DecodeError, Draft, json},
};

/// Finds sounds for a reel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchAudio {
    user: UserId,
    kind: AudioType,
    search_query: Option<String>,
}

impl SearchAudio {
    /// The sounds of a kind that `user` may use and that are heard most now.
    pub fn new(user: UserId, kind: AudioType) -> Self {
        Self { user, kind, search_query: None }
    }

    /// Only those whose title or artist matches `search_query`.
    #[must_use]
    pub fn with_query(mut self, search_query: impl Into<String>) -> Self {
        self.search_query = Some(search_query.into());
        self
    }
}

words! {
    /// What kind of sound to look for.
    AudioType {
        Music = "music",
        OriginalSound = "original_sound",
    }
}

/// A sound that a reel may carry. The reference names no fields but the list:
/// these are the ones that public clients read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audio {
    /// Its id: the `audio_id` of an `audio_configuration`.
    pub audio_id: AudioId,
    /// `music` or `original_sound`, in Meta's words.
    pub audio_type: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Whose music it is.
    pub display_artist: Option<String>,
    /// How long it is.
    pub duration: Option<Duration>,
    /// Where it can be heard in part, for a time; music of a label has none.
    pub download_url: Option<String>,
    /// Where it can be heard on Instagram.
    pub on_platform_audio_preview_link: Option<String>,
    /// Whether a post that carries it may become an ad.
    pub is_ads_eligible: Option<bool>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(alias = "data")]
    audio: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    #[serde(alias = "id")]
    audio_id: Option<AudioId>,
    audio_type: Option<String>,
    title: Option<String>,
    display_artist: Option<String>,
    /// In milliseconds.
    duration_in_ms: Option<u64>,
    download_url: Option<String>,
    on_platform_audio_preview_link: Option<String>,
    is_ads_eligible: Option<bool>,
}

impl Endpoint for SearchAudio {
    type Response = Vec<Audio>;

    const NAME: &'static str = "GET /ig_audio";
    const EFFECT: Effect = Effect::Read;
    /// As public clients found it: the reference names none.
    const REQUIRES: Requirement = Requirement::All(&[
        Requirement::Has(Permission::InstagramBasic),
        Requirement::Has(Permission::InstagramContentPublish),
    ]);

    fn draft(&self) -> Draft {
        let draft = Draft::get("ig_audio")
            .with_query("audio_type", self.kind.as_str())
            .with_query("user_id", self.user.as_str())
            .for_facebook_only();
        match &self.search_query {
            Some(search_query) => draft.with_query("search_query", search_query),
            None => draft,
        }
    }

    fn decode(body: &[u8]) -> Result<Vec<Audio>, DecodeError> {
        const WHAT: &str = "not a list of sounds";
        let Wire { audio } = json(WHAT, body)?;
        let read = audio.into_iter().map(|found| {
            Some(Audio {
                audio_id: found.audio_id?,
                audio_type: found.audio_type,
                title: found.title,
                display_artist: found.display_artist,
                duration: found.duration_in_ms.map(Duration::from_millis),
                download_url: found.download_url,
                on_platform_audio_preview_link: found.on_platform_audio_preview_link,
                is_ads_eligible: found.is_ads_eligible,
            })
        });
        read.collect::<Option<_>>().ok_or_else(|| DecodeError::new(WHAT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_kind_and_the_query_are_sent() {
        let search = |kind| SearchAudio::new("17841400008460056".parse().unwrap(), kind);
        let path = "GET https://graph.facebook.com/v26.0/ig_audio?audio_type=";
        assert_eq!(
            sent(&search(AudioType::Music)),
            format!("{path}music&user_id=17841400008460056")
        );
        assert_eq!(
            sent(&search(AudioType::OriginalSound).with_query("a b")),
            format!("{path}original_sound&user_id=17841400008460056&search_query=a+b")
        );
        assert!(is_for_facebook_only(&search(AudioType::Music)));
    }

    #[test]
    fn the_documented_sample_is_read() {
        let found = got::<SearchAudio>(200, data!("search_audio_sample__200")).unwrap();
        assert_eq!(found[0].audio_id.as_str(), "1234567890123456");
        assert_eq!(found[0].duration, Some(Duration::from_millis(184_500)));
        assert_eq!((found[0].download_url.as_deref(), found[0].is_ads_eligible), (None, None));
        assert_eq!((found[1].audio_id.as_str(), found[1].title.as_deref()), ("77", None));
        assert_eq!(got::<SearchAudio>(200, r#"{"audio":[]}"#).unwrap(), []);
        assert!(got::<SearchAudio>(200, r#"{"audio":[{"audio_id":null}]}"#).is_err());
    }
}
