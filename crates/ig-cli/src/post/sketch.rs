//! The format of a post file, which the command-line options also produce: one shape for each kind,
//! without anything that Instagram does not accept.
//!
//! The names are those of the parameters of `POST /{ig-user-id}/media`, because those are what a
//! search for help finds. The schema in `schema/post.schema.json` is generated from these types.

use ig_core::{
    Caption,
    id::PageId,
    post::{
        AddOn, AiGenerated, AltText, AudioConfiguration, AudioName, Collaborators, ExtraParameters,
        PaidPartnership, ShareToFeed, ThumbOffset,
    },
    tag::{ProductTags, StoryTags, UserTags, VideoProductTags, VideoTags},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::schema;
use crate::medium::Given;

/// A post: one of the five kinds.
#[derive(Clone, Debug)]
pub(crate) enum Sketch {
    Photo(Box<PhotoSketch>),
    Reel(Box<ReelSketch>),
    PhotoStory(Box<PhotoStorySketch>),
    VideoStory(Box<VideoStorySketch>),
    Carousel(Box<CarouselSketch>),
}

/// A photo in the feed
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Photo")]
#[serde(deny_unknown_fields)]
pub(crate) struct PhotoSketch {
    /// The JPEG: its public URL, or a path, which only a sandbox accepts
    #[schemars(with = "String", length(min = 1))]
    pub(crate) medium: Given,
    /// The text under the post: 2200 characters, 30 hashtags and 20 mentions at most
    #[schemars(with = "Option<String>", length(max = 2200))]
    pub(crate) caption: Option<Caption>,
    /// Alt text: a description for people who cannot see it
    #[schemars(with = "Option<String>", length(max = 1000))]
    pub(crate) alt_text: Option<AltText>,
    /// People, each with a position
    #[serde(default)]
    #[schemars(with = "Vec<schema::UserTag>", length(max = 20))]
    pub(crate) user_tags: UserTags,
    /// Products, each with a position (only Facebook Login)
    #[serde(default)]
    #[schemars(with = "Vec<schema::ProductTag>", length(max = 20))]
    pub(crate) product_tags: ProductTags,
    /// The location, as a Page id
    #[schemars(with = "Option<schema::Id>")]
    pub(crate) location_id: Option<PageId>,
    /// Collaborators to invite
    #[schemars(with = "Option<schema::Collaborators>")]
    pub(crate) collaborators: Option<Collaborators>,
    /// A paid partnership: the ids of its sponsors, or an empty list (only Facebook Login)
    #[schemars(with = "Option<schema::Sponsors>")]
    pub(crate) paid_partnership: Option<PaidPartnership>,
    /// Whether it is labelled as made with AI
    #[schemars(with = "Option<bool>")]
    pub(crate) is_ai_generated: Option<AiGenerated>,
    /// A poll or a comment prompt, whose question is the caption (only Facebook Login)
    #[schemars(with = "Option<schema::AddOn>")]
    pub(crate) add_on: Option<AddOn>,
    /// Parameters that this version does not know
    #[serde(default)]
    #[schemars(with = "schema::Extra")]
    pub(crate) extra: ExtraParameters,
}

/// A video in the feed and on the reels tab
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Reel")]
#[serde(deny_unknown_fields)]
pub(crate) struct ReelSketch {
    /// The MP4 or MOV: its public URL, or a path
    #[schemars(with = "String", length(min = 1))]
    pub(crate) medium: Given,
    /// Whether the upload host fetches the URL
    #[serde(default)]
    pub(crate) hosted: bool,
    /// The text under the post: 2200 characters, 30 hashtags and 20 mentions at most
    #[schemars(with = "Option<String>", length(max = 2200))]
    pub(crate) caption: Option<Caption>,
    /// People, without a position
    #[serde(default)]
    #[schemars(with = "Vec<schema::VideoTag>", length(max = 20))]
    pub(crate) user_tags: VideoTags,
    /// Products, without a position (only Facebook Login)
    #[serde(default)]
    #[schemars(with = "Vec<schema::VideoProductTag>", length(max = 30))]
    pub(crate) product_tags: VideoProductTags,
    /// The location, as a Page id
    #[schemars(with = "Option<schema::Id>")]
    pub(crate) location_id: Option<PageId>,
    /// Collaborators to invite
    #[schemars(with = "Option<schema::Collaborators>")]
    pub(crate) collaborators: Option<Collaborators>,
    /// The cover, a JPEG: its public URL, or a path, which only a sandbox accepts; or else
    /// `thumb_offset`
    #[schemars(with = "Option<String>")]
    pub(crate) cover_url: Option<Given>,
    /// The position of the frame to use as the cover, in milliseconds from the start
    #[schemars(with = "Option<u64>")]
    pub(crate) thumb_offset: Option<ThumbOffset>,
    /// Whether it is also shown in the feed, or only on the reels tab
    #[schemars(with = "Option<bool>")]
    pub(crate) share_to_feed: Option<ShareToFeed>,
    /// A name for its original audio, which can be set only once
    #[schemars(with = "Option<String>", length(min = 1))]
    pub(crate) audio_name: Option<AudioName>,
    /// The music for it (only Facebook Login)
    #[schemars(with = "Option<schema::AudioConfiguration>")]
    pub(crate) audio_configuration: Option<AudioConfiguration>,
    /// Non-followers see it first
    pub(crate) trial_params: Option<TrialSketch>,
    /// A paid partnership: the ids of its sponsors, or an empty list (only Facebook Login)
    #[schemars(with = "Option<schema::Sponsors>")]
    pub(crate) paid_partnership: Option<PaidPartnership>,
    /// Whether it is labelled as made with AI
    #[schemars(with = "Option<bool>")]
    pub(crate) is_ai_generated: Option<AiGenerated>,
    /// A poll or a comment prompt, whose question is the caption (only Facebook Login)
    #[schemars(with = "Option<schema::AddOn>")]
    pub(crate) add_on: Option<AddOn>,
    /// Parameters that this version does not know
    #[serde(default)]
    #[schemars(with = "schema::Extra")]
    pub(crate) extra: ExtraParameters,
}

/// A photo that is shown for 24 hours
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PhotoStory")]
#[serde(deny_unknown_fields)]
pub(crate) struct PhotoStorySketch {
    /// The JPEG: its public URL, or a path, which only a sandbox accepts
    #[schemars(with = "String", length(min = 1))]
    pub(crate) medium: Given,
    /// People, with or without a position
    #[serde(default)]
    #[schemars(with = "Vec<schema::StoryTag>", length(max = 20))]
    pub(crate) user_tags: StoryTags,
    /// Whether it is labelled as made with AI
    #[schemars(with = "Option<bool>")]
    pub(crate) is_ai_generated: Option<AiGenerated>,
    /// Parameters that this version does not know
    #[serde(default)]
    #[schemars(with = "schema::Extra")]
    pub(crate) extra: ExtraParameters,
}

/// A video that is shown for 24 hours
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "VideoStory")]
#[serde(deny_unknown_fields)]
pub(crate) struct VideoStorySketch {
    /// The MP4 or MOV: its public URL, or a path
    #[schemars(with = "String", length(min = 1))]
    pub(crate) medium: Given,
    /// Whether the upload host fetches the URL
    #[serde(default)]
    pub(crate) hosted: bool,
    /// People, with or without a position
    #[serde(default)]
    #[schemars(with = "Vec<schema::StoryTag>", length(max = 20))]
    pub(crate) user_tags: StoryTags,
    /// Whether it is labelled as made with AI
    #[schemars(with = "Option<bool>")]
    pub(crate) is_ai_generated: Option<AiGenerated>,
    /// Parameters that this version does not know
    #[serde(default)]
    #[schemars(with = "schema::Extra")]
    pub(crate) extra: ExtraParameters,
}

/// A carousel of photos and videos: all of them or none are published
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Carousel")]
#[serde(deny_unknown_fields)]
pub(crate) struct CarouselSketch {
    /// Its items, in order; they are cropped to the aspect ratio of the first
    #[schemars(length(min = 2, max = 20))]
    pub(crate) items: Vec<ItemSketch>,
    /// The text under the post: 2200 characters, 30 hashtags and 20 mentions at most
    #[schemars(with = "Option<String>", length(max = 2200))]
    pub(crate) caption: Option<Caption>,
    /// The location, as a Page id
    #[schemars(with = "Option<schema::Id>")]
    pub(crate) location_id: Option<PageId>,
    /// Collaborators to invite
    #[schemars(with = "Option<schema::Collaborators>")]
    pub(crate) collaborators: Option<Collaborators>,
    /// A paid partnership: the ids of its sponsors, or an empty list (only Facebook Login)
    #[schemars(with = "Option<schema::Sponsors>")]
    pub(crate) paid_partnership: Option<PaidPartnership>,
    /// Whether it is labelled as made with AI
    #[schemars(with = "Option<bool>")]
    pub(crate) is_ai_generated: Option<AiGenerated>,
    /// A poll or a comment prompt, whose question is the caption (only Facebook Login)
    #[schemars(with = "Option<schema::AddOn>")]
    pub(crate) add_on: Option<AddOn>,
    /// Parameters that this version does not know
    #[serde(default)]
    #[schemars(with = "schema::Extra")]
    pub(crate) extra: ExtraParameters,
}

/// A part of a carousel
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Item")]
#[serde(rename_all = "snake_case")]
pub(crate) enum ItemSketch {
    Photo(PhotoItemSketch),
    Video(VideoItemSketch),
}

/// A photo in a carousel
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PhotoItem")]
#[serde(deny_unknown_fields)]
pub(crate) struct PhotoItemSketch {
    /// The JPEG: its public URL, or a path, which only a sandbox accepts
    #[schemars(with = "String", length(min = 1))]
    pub(crate) medium: Given,
    /// Alt text: a description for people who cannot see it
    #[schemars(with = "Option<String>", length(max = 1000))]
    pub(crate) alt_text: Option<AltText>,
    /// People, each with a position
    #[serde(default)]
    #[schemars(with = "Vec<schema::UserTag>", length(max = 20))]
    pub(crate) user_tags: UserTags,
    /// Products, each with a position (only Facebook Login)
    #[serde(default)]
    #[schemars(with = "Vec<schema::ProductTag>", length(max = 20))]
    pub(crate) product_tags: ProductTags,
    /// Parameters that this version does not know
    #[serde(default)]
    #[schemars(with = "schema::Extra")]
    pub(crate) extra: ExtraParameters,
}

/// A video in a carousel
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "VideoItem")]
#[serde(deny_unknown_fields)]
pub(crate) struct VideoItemSketch {
    /// The MP4 or MOV: its public URL, or a path
    #[schemars(with = "String", length(min = 1))]
    pub(crate) medium: Given,
    /// Whether the upload host fetches the URL
    #[serde(default)]
    pub(crate) hosted: bool,
    /// People, without a position
    #[serde(default)]
    #[schemars(with = "Vec<schema::VideoTag>", length(max = 20))]
    pub(crate) user_tags: VideoTags,
    /// Products, without a position (only Facebook Login)
    #[serde(default)]
    #[schemars(with = "Vec<schema::VideoProductTag>", length(max = 30))]
    pub(crate) product_tags: VideoProductTags,
    /// The position of the frame to use as the cover, in milliseconds from the start
    #[schemars(with = "Option<u64>")]
    pub(crate) thumb_offset: Option<ThumbOffset>,
    /// Parameters that this version does not know
    #[serde(default)]
    #[schemars(with = "schema::Extra")]
    pub(crate) extra: ExtraParameters,
}

/// How a trial reel reaches the followers
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "TrialParams")]
#[serde(deny_unknown_fields)]
pub(crate) struct TrialSketch {
    pub(crate) graduation_strategy: GraduationSketch,
}

/// Who decides when followers see it: the owner, in the app, or its performance
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "GraduationStrategy")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum GraduationSketch {
    Manual,
    SsPerformance,
}
