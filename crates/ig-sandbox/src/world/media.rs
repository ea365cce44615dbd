//! Media objects: posts.

use ig_core::Timestamp;

use super::{Container, Kind, Picture, Place, Tag};

/// A post.
#[derive(Clone, Debug)]
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
    pub(crate) picture: Option<Picture>,
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
            picture: container.picture,
        }
    }

    /// The path of the permalink: the sandbox is its own instagram.com.
    pub(crate) fn path(&self) -> String {
        match self.kind {
            Kind::Photo => format!("/p/{}/", self.shortcode),
            Kind::Reel => format!("/reel/{}/", self.shortcode),
        }
    }
}
