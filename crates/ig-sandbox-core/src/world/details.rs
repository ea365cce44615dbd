//! The optional parameters of a post besides its media, caption, tags and place.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Optional parameters of reference §2.2, as they were accepted, without those that the kind of
/// post does not have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct Details {
    /// Products tagged in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub product_tags: Vec<ProductTag>,
    /// Usernames of the accounts invited to be its authors too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub collaborators: Vec<String>,
    /// The URL of a reel's cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_url: Option<String>,
    /// Which frame is the thumbnail, in milliseconds from the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumb_offset: Option<u64>,
    /// Whether a reel is in the feed as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_to_feed: Option<bool>,
    /// The name of a reel's own sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_name: Option<String>,
    /// The sound that is put under a reel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_configuration: Option<AudioConfiguration>,
    /// How a trial reel comes to be seen by followers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial_params: Option<TrialParams>,
    /// Whether it is labelled as made by a machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_ai_generated: Option<bool>,
    /// Whether it is labelled as a paid partnership; sponsors imply it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_paid_partnership: Option<bool>,
    /// The accounts that paid for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branded_content_sponsor_ids: Vec<String>,
    /// The poll beside the caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    /// Whether the caption asks for comments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_comment_prompt_used: Option<bool>,
}

/// A poll beside a caption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct Poll {
    /// What people choose from, two to four.
    pub options: Vec<String>,
    /// Whether it has no end; three days otherwise.
    pub is_duration_extended: bool,
}

/// A product tagged in a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct ProductTag {
    /// The product, or a variant of it.
    pub product_id: String,
    /// From the left edge, 0 to 1; photos only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<f64>,
    /// From the top edge, 0 to 1; photos only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<f64>,
}

/// The sound that is put under a reel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct AudioConfiguration {
    /// The sound.
    pub audio_id: String,
    /// How loud it is, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_volume: Option<u64>,
    /// How loud the video's own sound is, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_volume: Option<u64>,
}

/// How a trial reel comes to be seen by followers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[non_exhaustive]
pub struct TrialParams {
    /// `MANUAL` or `SS_PERFORMANCE`.
    pub graduation_strategy: String,
}
