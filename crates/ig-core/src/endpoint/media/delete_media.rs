//! `DELETE /{ig-media-id}`
//!
//! Deletes a published media object. Only graph.facebook.com has it, since
//! 2025-12-03. ([reference], §7.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        MediaId,
        permission::{DELETING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Deletes a media object, for good.
///
/// A second deletion of the same id does no harm: it is refused with 100/33. So
/// where the reply to the first was lost, that error says that it is gone, or
/// that it never could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteMedia {
    media: MediaId,
}

impl DeleteMedia {
    /// Deletes `media`.
    pub fn new(media: MediaId) -> Self {
        Self { media }
    }
}

/// The reply to [`DeleteMedia`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeletedMedia {
    /// What was deleted, where the server says it.
    pub deleted_id: Option<MediaId>,
}

#[derive(Deserialize)]
struct Wire {
    success: bool,
    deleted_id: Option<MediaId>,
}

impl Endpoint for DeleteMedia {
    type Response = DeletedMedia;

    const NAME: &'static str = "DELETE /{media}";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = DELETING;

    fn draft(&self) -> Draft {
        Draft::delete(self.media.as_str()).for_facebook_only()
    }

    fn decode(body: &[u8]) -> Result<DeletedMedia, DecodeError> {
        const WHAT: &str = "not a deletion";
        let Wire { success, deleted_id } = json(WHAT, body)?;
        if success { Ok(DeletedMedia { deleted_id }) } else { Err(DecodeError::new(WHAT)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn nothing_but_the_id_is_sent() {
        let delete = DeleteMedia::new("17895695668004550".parse().unwrap());
        assert_eq!(sent(&delete), "DELETE https://graph.facebook.com/v26.0/17895695668004550");
        assert!(is_for_facebook_only(&delete));
    }

    #[test]
    fn only_a_success_is_a_deletion() {
        let deleted = got::<DeleteMedia>(200, data!("delete_media_sample__200")).unwrap();
        assert_eq!(deleted.deleted_id.unwrap().as_str(), "17895695668004550");
        let bare = got::<DeleteMedia>(200, r#"{"success":true,"later":1}"#).unwrap();
        assert_eq!(bare.deleted_id, None);
        for body in [r#"{"success":false}"#, "{}", "true"] {
            assert!(got::<DeleteMedia>(200, body).is_err(), "{body}");
        }
    }
}
