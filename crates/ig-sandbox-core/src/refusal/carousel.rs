//! Carousels and stories that cannot be created.

use crate::config::CarouselRefusal;

use super::Refusal;

impl Refusal {
    /// Too few or too many children: the documented error, or R49, whose code is a guess.
    pub(crate) fn wrong_child_count(words: CarouselRefusal, most: usize) -> Self {
        match words {
            CarouselRefusal::Documented => {
                let text = format!(
                    "Your post won't work as a carousel. Carousels need at least 2 photos/videos \
                     and no more than {most} photos/videos."
                );
                Self::new(100, "Invalid parameter")
                    .subcode(2_207_028)
                    .transient(false)
                    .user_message(text)
            }
            CarouselRefusal::Observed => {
                let message = "Unsupported post type. The post has too little or too many \
                               attachments to qualify as a carousel.";
                Self::new(100, message)
            }
        }
    }

    /// A child that does not exist, or belongs to another account: the documented user message; the
    /// message is not known.
    pub(crate) fn no_media(id: &str) -> Self {
        Self::new(24, "The requested resource does not exist")
            .subcode(2_207_006)
            .transient(false)
            .user_message(format!("The media with {id} cannot be found"))
    }

    /// A child that was created more than 24 hours ago: the documented user message; the message is
    /// not known.
    pub(crate) fn media_expired() -> Self {
        let text = "The media you are trying to access has expired. Please try to upload again.";
        Self::new(-2, "Media expired").subcode(2_207_020).transient(false).user_message(text)
    }

    /// A child that ended in `ERROR`. The real server's reply is not known; this is the documented
    /// error for media that must be created again.
    pub(crate) fn child_failed(id: &str) -> Self {
        Self::new(-1, "Fatal")
            .subcode(2_207_032)
            .transient(false)
            .user_message("Create media fail, please try to re-create media")
            .with_note(format!("the child {id} ended in ERROR"))
    }

    /// A child that was not created as an item; the text is our own.
    pub(crate) fn no_child(id: &str) -> Self {
        let message = format!(
            "(#100) The media {id} cannot be part of a carousel: it was made without \
             is_carousel_item=true"
        );
        Self::new(100, message)
    }

    /// One child in two places; the text is our own.
    pub(crate) fn child_twice(id: &str) -> Self {
        Self::new(100, format!("(#100) The media {id} is in children twice"))
    }

    /// A reel, story or carousel as an item; the text is our own.
    pub(crate) fn no_carousel_item(media_type: &str) -> Self {
        let message =
            format!("(#100) Param is_carousel_item must be false with media_type {media_type}");
        Self::new(100, message)
    }

    /// A story with both a picture and a video; the text is our own.
    pub(crate) fn two_files() -> Self {
        Self::new(100, "(#100) A story has either image_url or video_url, not both")
    }
}
