//! `POST /{ig-media-id}`
//!
//! Turns the comments of a published media object on or off: nothing else of it
//! can be changed. ([reference], §7.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        MediaId,
        permission::{COMMENTING, Requirement},
    },
    wire::{DecodeError, Draft, success},
};

/// Turns comments on or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateMedia {
    media: MediaId,
    comment_enabled: bool,
}

impl UpdateMedia {
    /// Lets people comment on `media`.
    pub fn enabling_comments(media: MediaId) -> Self {
        Self { media, comment_enabled: true }
    }

    /// Turns off comments on `media`.
    pub fn disabling_comments(media: MediaId) -> Self {
        Self { media, comment_enabled: false }
    }
}

impl Endpoint for UpdateMedia {
    type Response = ();

    const NAME: &'static str = "POST /{media}";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = COMMENTING;

    fn draft(&self) -> Draft {
        Draft::post(self.media.as_str())
            .with_field("comment_enabled", self.comment_enabled.to_string())
    }

    fn decode(body: &[u8]) -> Result<(), DecodeError> {
        success("not an update", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_setting_is_in_the_form() {
        let media = || "17895695668004550".parse().unwrap();
        let path = "POST https://graph.facebook.com/v26.0/17895695668004550\ncomment_enabled=";
        assert_eq!(sent(&UpdateMedia::enabling_comments(media())), format!("{path}true"));
        assert_eq!(sent(&UpdateMedia::disabling_comments(media())), format!("{path}false"));
    }

    #[test]
    fn only_a_success_is_an_update() {
        got::<UpdateMedia>(200, data!("update_media_sample__200")).unwrap();
        got::<UpdateMedia>(200, r#"{"success":true,"later":1}"#).unwrap();
        for body in [r#"{"success":false}"#, "{}", r#"{"id":"1"}"#] {
            assert!(got::<UpdateMedia>(200, body).is_err(), "{body}");
        }
    }
}
