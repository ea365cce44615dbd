//! Containers that cannot be published now.

use super::Refusal;

impl Refusal {
    /// R3: the container is not `FINISHED`.
    pub(crate) fn not_ready() -> Self {
        Self::new(9007, "Media ID is not available")
            .subcode(2_207_027)
            .transient(false)
            .title("Cannot Publish")
            .user_message("The media is not ready for publishing, please wait for a moment")
    }

    /// A video that was made with `media_type=VIDEO`, as captured on 2026-02-26
    /// (I:MookieLian/n8n-nodes-instagram#9).
    pub(crate) fn video_alone() -> Self {
        let text = "Media created with media_type=VIDEO is a carousel item and cannot be published \
                    as a standalone post. To publish a standalone video, use media_type=REELS \
                    instead.";
        Self::new(100, "Invalid parameter")
            .subcode(2_207_089)
            .transient(false)
            .title("Carousel item cannot be published standalone")
            .user_message(text)
    }

    /// The documented user message; the message is not known.
    pub(crate) fn no_builder(creation_id: &str) -> Self {
        let text = format!(
            "The media builder with creation id = {creation_id} does not exist or has been expired."
        );
        Self::new(24, "The requested resource does not exist")
            .subcode(2_207_008)
            .transient(false)
            .user_message(text)
    }

    /// The documented user message; the message is not known.
    pub(crate) fn quota_reached() -> Self {
        let text = "You reached maximum number of posts that is allowed to be published by Content \
                    Publishing API.";
        Self::new(9, "Application request limit reached")
            .subcode(2_207_042)
            .transient(false)
            .user_message(text)
    }

    /// More than 400 containers in 24 hours. The real server's reply is not known: this is our own.
    pub(crate) fn too_many_containers() -> Self {
        let message = "(#9) You reached maximum number of containers that is allowed to be created \
                       in 24 hours.";
        Self::new(9, message)
    }

    /// The publish of a carousel item. The real server's reply is not known: this is our own.
    pub(crate) fn carousel_item() -> Self {
        let message = "(#100) A carousel item cannot be published without its carousel";
        Self::new(100, message)
    }
}
