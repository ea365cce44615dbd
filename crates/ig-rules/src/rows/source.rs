//! The sources that several rows have.

use crate::Source;

const MEDIA: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/ig-user/media";
const ERRORS: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/error-codes";

/// Meta's reference of the call that makes a container: "Image Specifications", "Reel
/// Specifications", "Story Specifications" and the parameters.
pub(super) const fn media(section: &'static str) -> Source {
    Source::new(MEDIA, "2026-09-11", section)
}

/// Meta's table of errors.
pub(super) const fn errors(section: &'static str) -> Source {
    Source::new(ERRORS, "2026-06-02", section)
}
