//! Media objects: posts, and the pictures and videos of carousels.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Container, DAY, Details, Kind, Named, Picture, Place, Tag};

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
    pub(crate) place: Option<Place>,
    pub(crate) details: Details,
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
}

impl Media {
    pub(super) fn new(
        id: String,
        shortcode: String,
        published_at: Timestamp,
        container: &Container,
    ) -> Self {
        let draft = container.draft.clone();
        Self {
            id,
            owner: draft.owner,
            container_id: container.id.clone(),
            shortcode,
            published_at,
            kind: draft.kind,
            caption: draft.caption,
            alt_text: draft.alt_text,
            tags: draft.tags,
            place: draft.place,
            details: draft.details,
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
