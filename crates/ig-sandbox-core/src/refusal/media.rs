//! Files, captions, tags and places that Instagram does not accept.

use crate::handling::FetchError;

use super::Refusal;

impl Refusal {
    /// R5: the file could not be fetched. The end of the captured user message is cut off; the last
    /// two words are our own. A server that takes too long has a separate error, whose message is not
    /// known.
    pub(crate) fn not_fetched(uri: &str, why: &FetchError) -> Self {
        if *why == FetchError::TimedOut {
            return Self::new(-2, "Timeout")
                .subcode(2_207_003)
                .transient(true)
                .user_message("It takes too long to download the media.")
                .with_note(why.to_string());
        }
        // The words that are reported (reference §17.8); where in the text they stand is our own.
        let cause = match why {
            FetchError::Robots => Some("Restricted by robots.txt".to_owned()),
            FetchError::Status(status) => Some(format!("HTTP error code {status}")),
            _ => None,
        };
        let refusal = Self::not_media(uri).with_note(why.to_string());
        match cause {
            Some(cause) => refusal.user_message(format!(
                "The media could not be fetched from this URI: {uri}. {cause}"
            )),
            None => refusal,
        }
    }

    /// R5: the file is neither a photo nor a video, or its URL is invalid.
    pub(crate) fn not_media(uri: &str) -> Self {
        Self::new(9004, "Only photo or video can be accepted as media type.")
            .subcode(2_207_052)
            .transient(false)
            .title("Media download has failed. The media URI doesn't meet our requirements.")
            .user_message(format!(
                "The media could not be fetched from this URI: {uri}. Please check the \
                 limitations of the media."
            ))
    }

    /// The documented error for an image of another format than JPEG, which names the format.
    pub(crate) fn wrong_format(format: &str) -> Self {
        let text =
            format!("The image format {format} is not supported. Supported formats are: JPEG.");
        Self::new(36001, "The image format is not supported.")
            .subcode(2_207_005)
            .transient(false)
            .title("Invalid Image Format")
            .user_message(text)
    }

    /// R7: an image that cannot be read; its user message ends with these dots.
    pub(crate) fn unreadable_image() -> Self {
        let text = "The image could not be processed because its format is not \
                    supported...";
        Self::new(36001, "The image format is not supported.")
            .subcode(2_207_083)
            .transient(false)
            .title("Invalid Image Format")
            .user_message(text)
    }

    /// R9.
    pub(crate) fn image_too_large() -> Self {
        Self::new(36000, "The image size is too large.")
            .subcode(2_207_004)
            .transient(false)
            .title("Image size too large")
            .user_message("The image is too large to download. It should be less than 8 MiB.")
    }

    /// R8, and the documented user message.
    pub(crate) fn wrong_ratio(ratio: &str) -> Self {
        let text = format!(
            "The submitted image with aspect ratio {ratio} cannot be published. Please submit an \
             image with a valid aspect ratio."
        );
        Self::new(36003, "The aspect ratio is not supported")
            .subcode(2_207_009)
            .transient(false)
            .user_message(text)
    }

    /// R10, and the documented user message; also for too many hashtags and mentions.
    pub(crate) fn caption_too_long(length: usize) -> Self {
        let text = format!(
            "The submitted image's caption was {length} characters long. The maximum number of \
             characters permitted for a caption is 2200. Please submit media with a shorter \
             caption."
        );
        Self::new(36004, "The caption was too long.")
            .subcode(2_207_010)
            .transient(false)
            .user_message(text)
    }

    /// The documented user message; the message is not known.
    pub(crate) fn too_many_tags(most: usize) -> Self {
        Self::new(100, "Invalid parameter")
            .subcode(2_207_040)
            .transient(false)
            .user_message(format!("Cannot use more than {most} tags per created media."))
    }

    /// R11: a name that no account has.
    pub(crate) fn unknown_username() -> Self {
        Self::new(110, "Invalid user id").subcode(2_207_018)
    }

    /// The documents only name the exception; code and envelope are a guess.
    pub(crate) fn invalid_location() -> Self {
        Self::new(100, "(#100) INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID")
    }

    /// The documented user message; the message is not known.
    pub(crate) fn unknown_media_type(media_type: &str) -> Self {
        Self::new(100, "Invalid parameter")
            .subcode(2_207_023)
            .transient(false)
            .user_message(format!("The media type {media_type} is unknown."))
    }
}
