//! A container that is ready to be published, and the media that were there before.

use serde::Deserialize;

use crate::{
    endpoint::Media,
    value::{ContainerId, MediaId, Timestamp},
    wire::json::as_array,
};

/// A container that is ready, and what was done with it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct ReadyContainer {
    pub(crate) id: ContainerId,
    /// When it was created, by the flow's own clock.
    #[serde(rename = "made")]
    pub(crate) created: Timestamp,
    /// Sends of `media_publish` that may have taken effect.
    pub(crate) publishes: u32,
    /// The server's time before the first publish, where it is known.
    #[serde(default)]
    pub(crate) since: Option<Timestamp>,
    /// The newest media before the first publish.
    #[serde(default)]
    pub(crate) baseline: Option<NewestMedia>,
}

as_array! { ReadyContainer { id, created, publishes; since, baseline } }

impl ReadyContainer {
    pub(crate) fn new(id: ContainerId, created: Timestamp) -> Self {
        Self { id, created, publishes: 0, baseline: None, since: None }
    }

    /// Whether anything is known by which a new media object can be recognised.
    pub(crate) fn can_tell(&self) -> bool {
        self.baseline.is_some() || self.since.is_some()
    }
}

/// The newest media before a publish.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct NewestMedia {
    ids: Vec<MediaId>,
    /// When the newest of them was published, by the server's clock. A media
    /// object that is older came to light by the deletion of a newer one.
    #[serde(default)]
    newest: Option<Timestamp>,
}

as_array! { NewestMedia { ids; newest } }

impl NewestMedia {
    pub(crate) fn of(page: &[Media]) -> Self {
        Self {
            ids: page.iter().map(|media| media.id.clone()).collect(),
            newest: page.iter().filter_map(Media::published_at).max(),
        }
    }

    /// Whether `media` was published after these.
    pub(crate) fn precedes(&self, media: &Media) -> bool {
        let older = media.published_at().zip(self.newest).is_some_and(|(at, newest)| at < newest);
        !self.ids.contains(&media.id) && !older
    }
}
