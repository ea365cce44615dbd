//! Optional parameters that cannot be accepted.

use super::Refusal;

impl Refusal {
    /// A parameter that this host does not have, worded as R50.
    pub(crate) fn not_allowed(name: &str) -> Self {
        Self::new(100, format!("(#100) param {name} is not allowed"))
    }

    /// R50, of which only `param … is not allowed` was captured: a parameter that a carousel item
    /// must not have.
    pub(crate) fn not_on_items(name: &str) -> Self {
        Self::new(100, format!("(#100) param {name} is not allowed for carousel items"))
    }

    /// The documented user message; the message is not known.
    pub(crate) fn product_with_position() -> Self {
        Self::new(100, "Invalid parameter")
            .subcode(2_207_035)
            .transient(false)
            .user_message("Product tag positions should not be specified for video media.")
    }

    /// The documented user message; the message is not known.
    pub(crate) fn product_without_position() -> Self {
        Self::new(100, "Invalid parameter")
            .subcode(2_207_036)
            .transient(false)
            .user_message("Product tag positions are required for photo media.")
    }

    /// The documented user message; the message is not known.
    pub(crate) fn unknown_product() -> Self {
        let text = "We couldn't add all of your product tags. The product ID may be incorrect, the \
                    product may be deleted, or you may not have permission to tag the product.";
        Self::new(100, "Invalid parameter").subcode(2_207_037).transient(false).user_message(text)
    }

    /// The documented user message, without the duration of the video, which is not known yet; the
    /// message is not known.
    pub(crate) fn thumb_offset_out_of_range() -> Self {
        let text = "Thumbnail offset must be greater than or equal to 0 and less than video \
                    duration";
        Self::new(1, "Invalid parameter").subcode(2_207_057).transient(false).user_message(text)
    }

    /// Too many sponsors, the account itself, or an unknown account. The documents only name the
    /// exception; code and envelope are a guess.
    pub(crate) fn invalid_sponsor() -> Self {
        Self::new(100, "(#100) INSTAGRAM_PLATFORM_API__INVALID_PARAM")
    }

    /// The account may not label partnerships. The documents only name the exception; code and
    /// envelope are a guess.
    pub(crate) fn no_partnerships() -> Self {
        Self::new(100, "(#100) INSTAGRAM_PLATFORM_API__PERMISSION")
    }

    /// R48: this call is not for media of this type.
    pub(crate) fn wrong_media_type() -> Self {
        Self::new(-1, "Fatal")
            .subcode(2_207_073)
            .transient(false)
            .title("Media Type Not Supported")
            .user_message("The media type is not supported for this endpoint")
    }
}
