//! What is shown for 24 hours: it has no caption and no location.

use super::{AiGenerated, VideoSource, kind::kind};
use crate::value::{MediaUrl, tag::StoryTags};

kind! {
    /// A photo story: a JPEG of at most 8 MiB, best in 9:16 (reference §2.6).
    PhotoStory
    /// The JPEG.
    image_url: MediaUrl, new(MediaUrl);
    /// Tags people.
    user_tags: StoryTags, with_user_tags;
    /// Labels it as made by AI.
    is_ai_generated: AiGenerated, with_ai_generated;
}

kind! {
    /// A video story: an MP4 or MOV of 3 s to 60 s and at most 100 MB, best in
    /// 9:16 (reference §2.6).
    VideoStory
    #[serde(flatten)]
    video: VideoSource, new(impl Into<VideoSource>);
    /// Tags people.
    user_tags: StoryTags, with_user_tags;
    /// Labels it as made by AI.
    is_ai_generated: AiGenerated, with_ai_generated;
}
