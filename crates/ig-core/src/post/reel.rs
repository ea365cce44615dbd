//! A video of its own.

use super::{
    AddOn, AiGenerated, AudioConfiguration, AudioName, Collaborators, Cover, PaidPartnership,
    ShareToFeed, TrialParams, VideoSource, kind::kind,
};
use crate::value::{
    Caption, PageId,
    tag::{VideoProductTags, VideoTags},
};

kind! {
    /// A video of its own, published as a reel: an MP4 or MOV of 3 s to 15 min
    /// (reference §2.6).
    Reel
    #[serde(flatten)]
    video: VideoSource, new(impl Into<VideoSource>);
    /// Sets the caption.
    caption: Caption, with_caption, caption;
    /// Tags people.
    user_tags: VideoTags, with_user_tags, user_tags;
    /// Sets the location, as [`Photo::with_location`](super::Photo::with_location)
    /// does.
    location_id: PageId, with_location, location_id;
    /// Tags products (only with Facebook Login).
    product_tags: VideoProductTags, with_product_tags, product_tags;
    /// Invites co-authors.
    collaborators: Collaborators, with_collaborators, collaborators;
    /// Sets the cover: a picture, or a moment of the video.
    cover: Cover, with_cover;
    /// Says whether it is shown in the feed too, or only on the reels tab.
    share_to_feed: ShareToFeed, with_share_to_feed;
    /// Names its own sound, once and for all.
    audio_name: AudioName, with_audio_name;
    /// Adds music (only with Facebook Login).
    audio_configuration: AudioConfiguration, with_audio_configuration, audio_configuration;
    /// Shows it to strangers first.
    trial_params: TrialParams, with_trial_params;
    /// Labels it as a paid partnership (only with Facebook Login).
    paid_partnership: PaidPartnership, with_paid_partnership, paid_partnership;
    /// Labels it as made by AI.
    is_ai_generated: AiGenerated, with_ai_generated;
    /// Adds a poll or a comment prompt to the caption (only with Facebook Login).
    add_on: AddOn, with_add_on, add_on;
}
