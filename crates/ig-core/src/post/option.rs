//! What a post may have besides its media and its caption (reference §2.2).

use std::str::FromStr;

use ig_rules::{Finding, post as rules};
use serde::{Deserialize, Serialize};

use super::Describe;
use crate::{
    value::{AudioId, UserId, tag::Username},
    wire::Draft,
};

/// An option that Instagram would refuse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOption {
    /// The alternative text is too long.
    #[error("the alternative text has {0} characters; Instagram takes at most 1000")]
    AltText(usize),
    /// The audio's name is empty.
    #[error("the name of the audio is empty: leave it out to keep the original one")]
    AudioName,
    /// Beyond the loudest.
    #[error("{0} is not a volume: give a number from 0 (silent) to 100")]
    Volume(u32),
    /// Too many collaborators, or none.
    #[error("{0} collaborators; Instagram takes 1 to 5")]
    Collaborators(usize),
    /// Too many sponsors, or none.
    #[error("{0} sponsors; Instagram takes 1 or 2, or none by name")]
    Sponsors(usize),
    /// Too few or too many options of a poll.
    #[error("{0} options of a poll; Instagram takes 2 to 4")]
    PollOptions(usize),
    /// An option of a poll, by its number from 1, with nothing to read in it.
    #[error("option {0} of the poll is empty: give it a text, or leave it out")]
    EmptyPollOption(usize),
}

/// What is to be seen in a picture, for those who cannot see it: at most
/// [1000 characters](Self::MAX_CHARS).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct AltText(Box<str>);

impl AltText {
    /// The most characters.
    pub const MAX_CHARS: usize = rules::ALT_TEXT.bound.max();
}

impl FromStr for AltText {
    type Err = InvalidOption;

    fn from_str(text: &str) -> Result<Self, InvalidOption> {
        let chars = text.chars().count();
        match chars <= Self::MAX_CHARS {
            true => Ok(Self(text.into())),
            false => Err(InvalidOption::AltText(chars)),
        }
    }
}

/// The name of a reel's own sound. It can be set once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct AudioName(Box<str>);

impl FromStr for AudioName {
    type Err = InvalidOption;

    fn from_str(text: &str) -> Result<Self, InvalidOption> {
        match text.trim().is_empty() {
            true => Err(InvalidOption::AudioName),
            false => Ok(Self(text.into())),
        }
    }
}

macro_rules! try_from_string {
    ($($name:ident)*) => {$(
        impl TryFrom<String> for $name {
            type Error = InvalidOption;

            fn try_from(text: String) -> Result<Self, InvalidOption> {
                text.parse()
            }
        }
    )*};
}

try_from_string! { AltText AudioName }

impl Describe for AltText {
    fn describe(&self, draft: Draft) -> Draft {
        draft.with_field("alt_text", &*self.0)
    }
}

impl Describe for AudioName {
    fn describe(&self, draft: Draft) -> Draft {
        draft.with_field("audio_name", &*self.0)
    }
}

macro_rules! yes_or_no {
    ($(#[$meta:meta])* $name:ident, $parameter:literal, $yes:literal, $no:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "bool", into = "bool")]
        #[expect(clippy::exhaustive_enums, reason = "the parameter is a boolean")]
        pub enum $name {
            #[doc = $yes]
            Yes,
            #[doc = $no]
            No,
        }

        impl From<bool> for $name {
            fn from(yes: bool) -> Self {
                if yes { Self::Yes } else { Self::No }
            }
        }

        impl From<$name> for bool {
            fn from(answer: $name) -> Self {
                answer == $name::Yes
            }
        }

        impl Describe for $name {
            fn describe(&self, draft: Draft) -> Draft {
                draft.with_field($parameter, bool::from(*self).to_string())
            }
        }
    };
}

yes_or_no! {
    /// Whether a reel is shown in the feed too. What holds where nothing is said
    /// is not documented (reference §16, U8).
    ShareToFeed, "share_to_feed", "In the feed and on the reels tab.", "Only on the reels tab."
}
yes_or_no! {
    /// Whether a post is labelled as made by AI (since 2026-06-22).
    AiGenerated, "is_ai_generated", "It is labelled.", "It is not."
}

/// The volume of a sound, from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32")]
pub struct Volume(u32);

impl TryFrom<u32> for Volume {
    type Error = InvalidOption;

    fn try_from(volume: u32) -> Result<Self, InvalidOption> {
        if volume <= 100 { Ok(Self(volume)) } else { Err(InvalidOption::Volume(volume)) }
    }
}

/// The music under a reel (since 2026-06-01, only with Facebook Login). A video
/// without a sound of its own needs a [video volume](Self::with_video_volume) of
/// 0: with another it has been seen to fail with 2207082 (reference §10.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AudioConfiguration {
    audio_id: AudioId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audio_volume: Option<Volume>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    video_volume: Option<Volume>,
}

impl AudioConfiguration {
    /// The music `audio_id`.
    pub fn new(audio_id: AudioId) -> Self {
        Self { audio_id, audio_volume: None, video_volume: None }
    }

    /// Sets how loud the music is.
    #[must_use]
    pub fn with_audio_volume(mut self, volume: Volume) -> Self {
        self.audio_volume = Some(volume);
        self
    }

    /// Sets how loud the video's own sound is.
    #[must_use]
    pub fn with_video_volume(mut self, volume: Volume) -> Self {
        self.video_volume = Some(volume);
        self
    }
}

impl Describe for AudioConfiguration {
    fn describe(&self, draft: Draft) -> Draft {
        json(draft, "audio_configuration", self).for_facebook_only()
    }
}

/// How a trial reel, which strangers see first, comes before the followers
/// (since 2025-12-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "graduation_strategy", rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TrialParams {
    /// The owner decides, in the app.
    Manual,
    /// Instagram decides, by how it is received.
    SsPerformance,
}

impl Describe for TrialParams {
    fn describe(&self, draft: Draft) -> Draft {
        json(draft, "trial_params", self)
    }
}

/// Co-authors that are invited: 1 to [5](Self::MAX). Meta's documents name 3 in one place and 5 in
/// another, so that over 3 there is a [warning](Self::warnings) (reference §17.9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Username>")]
pub struct Collaborators(Vec<Username>);

impl Collaborators {
    /// The most co-authors.
    pub const MAX: usize = rules::COLLABORATORS.bound.max();

    /// What may go wrong with so many: more than all documents allow.
    pub fn warnings(&self) -> Vec<Finding> {
        let (count, row) = (self.0.len(), &rules::COLLABORATORS_DOCUMENTED);
        let is_broken = row.bound.max() < count;
        is_broken.then(|| row.broken(format!("{count} collaborators"))).into_iter().collect()
    }
}

impl TryFrom<Vec<Username>> for Collaborators {
    type Error = InvalidOption;

    fn try_from(names: Vec<Username>) -> Result<Self, InvalidOption> {
        match (1..=Self::MAX).contains(&names.len()) {
            true => Ok(Self(names)),
            false => Err(InvalidOption::Collaborators(names.len())),
        }
    }
}

impl Describe for Collaborators {
    fn describe(&self, draft: Draft) -> Draft {
        json(draft, "collaborators", &self.0)
    }
}

/// A paid partnership, with its sponsors or without (since 2026-04-22,
/// only with Facebook Login).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<UserId>")]
pub struct PaidPartnership(Vec<UserId>);

impl PaidPartnership {
    /// The most sponsors.
    pub const MAX: usize = 2;

    /// A label that names no sponsor.
    pub fn unnamed() -> Self {
        Self::default()
    }

    /// A label that names `sponsors`: professional accounts, by their Instagram
    /// ids, and not the author's own.
    ///
    /// # Errors
    ///
    /// When there is none or there are more than [2](Self::MAX).
    pub fn with(sponsors: Vec<UserId>) -> Result<Self, InvalidOption> {
        match sponsors.is_empty() {
            true => Err(InvalidOption::Sponsors(0)),
            false => sponsors.try_into(),
        }
    }
}

impl TryFrom<Vec<UserId>> for PaidPartnership {
    type Error = InvalidOption;

    fn try_from(sponsors: Vec<UserId>) -> Result<Self, InvalidOption> {
        match sponsors.len() <= Self::MAX {
            true => Ok(Self(sponsors)),
            false => Err(InvalidOption::Sponsors(sponsors.len())),
        }
    }
}

impl Describe for PaidPartnership {
    fn describe(&self, draft: Draft) -> Draft {
        let draft = draft.with_field("is_paid_partnership", "true").for_facebook_only();
        match self.0.is_empty() {
            true => draft,
            // An array of integers (reference §2.2), which our ids are not.
            false => {
                let ids: Vec<&str> = self.0.iter().map(UserId::as_str).collect();
                draft.with_field("branded_content_sponsor_ids", format!("[{}]", ids.join(",")))
            }
        }
    }
}

/// A map or a list is JSON in one field (reference §12.1).
fn json(draft: Draft, parameter: &'static str, value: &impl Serialize) -> Draft {
    draft.with_field(parameter, serde_json::to_string(value).unwrap_or_default())
}
