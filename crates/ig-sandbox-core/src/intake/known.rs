//! The names that anything here reads.

/// Every name that an endpoint asks [`Params`](super::Params) for, in the order of the alphabet.
/// A parameter of a refused request is only reported as not read if it is not one of them: the
/// endpoint may not have come as far.
const NAMES: &[&str] = &[
    "access_token",
    "after",
    "alt_text",
    "appsecret_proof",
    "appsecret_time",
    "audio_configuration",
    "audio_name",
    "audio_type",
    "batch",
    "before",
    "branded_content_sponsor_ids",
    "caption",
    "catalog_id",
    "children",
    "client_id",
    "client_secret",
    "code",
    "collaborators",
    "comment_enabled",
    "cover_url",
    "creation_id",
    "debug",
    "fb_exchange_token",
    "fields",
    "file_size",
    "file_url",
    "grant_type",
    "image_url",
    "include_headers",
    "input_token",
    "is_ai_generated",
    "is_carousel_item",
    "is_comment_prompt_used",
    "is_paid_partnership",
    "is_poll_duration_extended",
    "limit",
    "location_id",
    "media_type",
    "method",
    "offset",
    "permission",
    "poll_attachment",
    "product_tags",
    "q",
    "redirect_uri",
    "search_query",
    "share_to_feed",
    "since",
    "status",
    "thumb_offset",
    "trial_params",
    "until",
    "upload_type",
    "user_id",
    "user_tags",
    "video_url",
];

/// Whether an endpoint reads parameters of this name.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order() {
        assert!(NAMES.is_sorted());
    }
}
