//! `POST /{ig-user-id}/media_publish`
//!
//! Makes a container public. There is no idempotency key, and what a second
//! publish of one container does is not documented. ([reference], §4)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media_publish

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor},
};

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        ContainerId, MediaId, UserId,
        permission::{PUBLISHING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Publishes a container. [`PublishFlow`](crate::PublishFlow) does it safely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishContainer {
    user: UserId,
    container: ContainerId,
}

impl PublishContainer {
    /// Publishes `container` to `user`.
    pub fn new(user: UserId, container: ContainerId) -> Self {
        Self { user, container }
    }
}

/// The reply to [`PublishContainer`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedMedia {
    /// The new media object.
    pub id: MediaId,
    /// What else the reply says, by its key, as JSON. The reply to a post with a poll or a
    /// comment prompt says whether that is there, under a name that is not known (reference
    /// §17.2): a key that lacks says nothing about the post.
    pub others: BTreeMap<String, String>,
}

impl<'de> Deserialize<'de> for PublishedMedia {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Id,
    Other(String),
}

impl<'de> Visitor<'de> for Fields {
    type Value = PublishedMedia;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a media object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PublishedMedia, A::Error> {
        let (mut id, mut others) = (None, BTreeMap::new());
        while let Some(key) = map.next_key()? {
            match key {
                Key::Id if id.is_some() => return Err(de::Error::duplicate_field("id")),
                Key::Id => id = Some(map.next_value()?),
                Key::Other(name) => {
                    others.insert(name, map.next_value::<serde_json::Value>()?.to_string());
                }
            }
        }
        let id = id.ok_or_else(|| de::Error::missing_field("id"))?;
        Ok(PublishedMedia { id, others })
    }
}

impl Endpoint for PublishContainer {
    type Response = PublishedMedia;

    const NAME: &'static str = "POST /{user}/media_publish";
    const EFFECT: Effect = Effect::Once;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        Draft::post([self.user.as_str(), "/media_publish"].concat())
            .with_field("creation_id", self.container.as_str())
    }

    fn decode(body: &[u8]) -> Result<PublishedMedia, DecodeError> {
        json("not a media id", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_guides_request_is_sent_word_for_word() {
        let (user, container) = ("17841405822304914", "17889455560051444");
        assert_eq!(
            sent(&PublishContainer::new(user.parse().unwrap(), container.parse().unwrap())),
            "POST https://graph.facebook.com/v26.0/17841405822304914/media_publish\n\
             creation_id=17889455560051444"
        );
    }

    #[test]
    fn only_a_media_id_is_a_success() {
        let read = |body| got::<PublishContainer>(200, body);
        let media = read(data!("publish_container_sample__200")).unwrap();
        assert_eq!(media.id.as_str(), "17920238422030506");
        assert!(media.others.is_empty());
        let said = read(r#"{"id":"1","poll":{"attached":false},"later":"x"}"#).unwrap();
        let others: Vec<_> = said.others.iter().map(|(name, json)| (&**name, &**json)).collect();
        assert_eq!(others, [("later", r#""x""#), ("poll", r#"{"attached":false}"#)]);
        for body in ["{}", r#"{"id":""}"#, r#"{"success":true}"#, r#"{"id":"1792023842"#] {
            assert!(read(body).is_err(), "{body}");
        }
    }

    /// In one form or another: an object, or its text.
    #[test]
    fn an_error_may_hold_the_original_response() {
        let body = data!("publish_container_original_response__400");
        let text =
            body.replace(r#"{"id":"17920238422030506"}"#, r#""{\"id\":\"17920238422030506\"}""#);
        for body in [body, &text] {
            let error = refused::<PublishContainer>(400, body);
            let id = error.original_id.expect("the id in the error");
            assert_eq!(id.as_str(), "17920238422030506");
        }
        let other = body.replace(r#"{"id":"17920238422030506"}"#, "[7]");
        assert_eq!(refused::<PublishContainer>(400, &other).original_id, None);
    }
}
