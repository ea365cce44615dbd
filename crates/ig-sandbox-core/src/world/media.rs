//! Media objects: posts, and the pictures and videos of carousels.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Container, DAY, Kind, Named, Picture, Place, RareDetails, Tag};

/// A post, or a part of a carousel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Media {
    pub(crate) id: String,
    pub(crate) owner: String,
    pub(crate) container_id: String,
    pub(crate) shortcode: String,
    pub(crate) published_at: Timestamp,
    pub(crate) kind: Kind,
    /// As it was sent.
    pub(crate) caption: Option<String>,
    pub(crate) alt_text: Option<String>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) place: Option<Box<Place>>,
    pub(crate) details: RareDetails,
    pub(crate) picture: Option<Picture>,
    /// The media objects of a carousel's pictures and videos, in their order.
    pub(crate) children: Vec<String>,
    pub(crate) is_comment_enabled: bool,
    /// A post that was deleted still counts towards the quota.
    pub(crate) is_deleted: bool,
}

impl Named for Media {
    fn id(&self) -> &str {
        &self.id
    }

    /// Parts of carousels are in no list.
    fn owner(&self) -> Option<&str> {
        (!self.kind.is_item()).then_some(&self.owner)
    }
}

impl Media {
    pub(super) fn new(
        id: String,
        shortcode: String,
        published_at: Timestamp,
        container: &Container,
    ) -> Self {
        let draft = &container.draft;
        Self {
            id,
            owner: draft.owner.clone(),
            container_id: container.id.clone(),
            shortcode,
            published_at,
            kind: draft.kind,
            caption: draft.caption.clone(),
            alt_text: draft.alt_text.clone(),
            tags: draft.tags.clone(),
            place: draft.place.clone(),
            details: draft.details.clone(),
            picture: container.picture,
            children: Vec::new(),
            is_comment_enabled: true,
            is_deleted: false,
        }
    }

    /// The time when a story leaves the list of stories.
    pub(crate) fn ends_at(&self) -> Option<Timestamp> {
        self.kind.is_story().then(|| self.published_at.after(DAY))
    }

    /// The path of the permalink: the sandbox is its own instagram.com. Carousel items have none.
    /// That of stories is our own; the reference has none.
    pub(crate) fn path(&self) -> Option<String> {
        let shortcode = &self.shortcode;
        match self.kind {
            Kind::Photo | Kind::Carousel => Some(format!("/p/{shortcode}/")),
            Kind::Reel => Some(format!("/reel/{shortcode}/")),
            Kind::PhotoStory | Kind::VideoStory => Some(format!("/stories/{shortcode}/")),
            Kind::PhotoItem | Kind::VideoItem => None,
        }
    }
}
