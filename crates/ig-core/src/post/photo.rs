//! A photo in the feed.

use super::{AddOn, AiGenerated, AltText, Collaborators, Describe, PaidPartnership, kind::kind};
use crate::{
    value::{
        Caption, MediaUrl, PageId,
        tag::{ProductTags, UserTags},
    },
    wire::Draft,
};

kind! {
    /// A photo in the feed: a JPEG of at most 8 MiB, from 4:5 to 1.91:1
    /// (reference §2.6).
    Photo
    /// The JPEG.
    image_url: MediaUrl, new(MediaUrl);
    /// Sets the caption.
    caption: Caption, with_caption, caption;
    /// Says what is to be seen, for those who cannot see it.
    alt_text: AltText, with_alt_text;
    /// Tags people.
    user_tags: UserTags, with_user_tags, user_tags;
    /// Sets the location: a Page that has coordinates. One without is refused
    /// by Instagram with `INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID`
    /// (reference §8).
    location_id: PageId, with_location, location_id;
    /// Tags products (only with Facebook Login).
    product_tags: ProductTags, with_product_tags, product_tags;
    /// Invites co-authors.
    collaborators: Collaborators, with_collaborators, collaborators;
    /// Labels it as a paid partnership (only with Facebook Login).
    paid_partnership: PaidPartnership, with_paid_partnership, paid_partnership;
    /// Labels it as made by AI.
    is_ai_generated: AiGenerated, with_ai_generated;
    /// Adds a poll or a comment prompt to the caption (only with Facebook Login).
    add_on: AddOn, with_add_on, add_on;
}

/// A photo's URL: where there is a video, [`VideoSource`](super::VideoSource) says
/// so itself.
impl Describe for MediaUrl {
    fn describe(&self, draft: Draft) -> Draft {
        draft.with_media_url("image_url", self)
    }
}

/// A location.
impl Describe for PageId {
    fn describe(&self, draft: Draft) -> Draft {
        draft.with_field("location_id", self.as_str())
    }
}

impl Describe for Caption {
    fn describe(&self, draft: Draft) -> Draft {
        draft.with_field("caption", self.as_str())
    }
}
