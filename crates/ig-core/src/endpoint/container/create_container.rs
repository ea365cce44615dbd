//! `POST /{ig-user-id}/media`
//!
//! Makes a media container. It lives for 24 hours, and nothing is public until
//! it is published. ([reference], §2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media

use serde::{Deserialize, Deserializer};

use crate::{
    endpoint::{ContainerStatus, Effect, Endpoint},
    post::Container,
    value::{
        ContainerId, UploadUri, UserId,
        permission::{PUBLISHING, Requirement},
    },
    wire::{DecodeError, Describe, Draft, json},
};

/// Makes a container.
///
/// For photos Meta fetches and judges the file during the call, for videos
/// later (reference §2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateContainer {
    user: UserId,
    container: Container,
}

impl CreateContainer {
    /// A container of `user` that holds `container`.
    pub fn new(user: UserId, container: impl Into<Container>) -> Self {
        Self { user, container: container.into() }
    }

    /// The request for a container of `user` that holds `container`.
    pub(crate) fn draft_of(user: &UserId, container: &impl Describe) -> Draft {
        container.describe(Draft::post([user.as_str(), "/media"].concat()))
    }
}

/// The reply to [`CreateContainer`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CreatedContainer {
    /// The new container.
    pub id: ContainerId,
    /// How far it is, where the server says so at once.
    #[serde(default)]
    pub status_code: Option<ContainerStatus>,
    /// Where its video is uploaded to, where it waits for one.
    #[serde(default, deserialize_with = "lenient")]
    pub uri: Option<UploadUri>,
}

/// What cannot be read is not there: the id counts.
fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UploadUri>, D::Error> {
    let text = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(text.as_ref().and_then(|text| text.as_str()).and_then(|text| text.parse().ok()))
}

impl Endpoint for CreateContainer {
    type Response = CreatedContainer;

    const NAME: &'static str = "POST /{user}/media";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        Self::draft_of(&self.user, &self.container)
    }

    fn decode(body: &[u8]) -> Result<CreatedContainer, DecodeError> {
        json("not a container id", body)
    }
}

#[cfg(test)]
mod tests;
