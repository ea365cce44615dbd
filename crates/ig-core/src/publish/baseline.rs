//! Which media object is ours: what is new, fits, and is no older than the
//! publish (reference §7.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::state::Loaded;
use crate::{MediaId, Post, Timestamp, endpoint::Media};

/// The newest media before a publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Baseline {
    ids: Vec<MediaId>,
    /// When the newest of them was published, by the server's clock. A media
    /// object that is older came to light by the deletion of a newer one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<Timestamp>,
}

impl Baseline {
    pub(super) fn of(page: &[Media]) -> Self {
        Self {
            ids: page.iter().map(|media| media.id.clone()).collect(),
            newest: page.iter().filter_map(Media::published_at).max(),
        }
    }

    fn precedes(&self, media: &Media) -> bool {
        let older = media.published_at().zip(self.newest).is_some_and(|(at, newest)| at < newest);
        !self.ids.contains(&media.id) && !older
    }
}

/// Whether anything is known by which a new media object can be told.
pub(super) fn can_tell(at: &Loaded) -> bool {
    at.baseline.is_some() || at.since.is_some()
}

/// The media objects on `page` that may be the container's. One is a match,
/// several are none: the newest is never taken blindly.
pub(super) fn candidates(page: Vec<Media>, at: &Loaded, post: &Post) -> Vec<MediaId> {
    /// The server's clocks may differ among themselves, and a media object's
    /// timestamp has no fractions.
    const TOLERANCE: Duration = Duration::from_secs(5);
    if !can_tell(at) {
        return Vec::new();
    }
    let is_new = |media: &Media| {
        let not_before = at.since.map(|since| since.before(TOLERANCE));
        let too_old = media.published_at().zip(not_before).is_some_and(|(at, since)| at < since);
        !too_old && at.baseline.as_ref().is_none_or(|baseline| baseline.precedes(media))
    };
    page.into_iter()
        .filter(|media| is_new(media) && fits(media, post))
        .map(|media| media.id)
        .collect()
}

/// Meta strips `@` and may change white space (reference §7.2, §7.3).
fn fits(media: &Media, post: &Post) -> bool {
    let kind = match post {
        Post::Photo(_) => "IMAGE",
        Post::Reel(_) => "VIDEO",
    };
    let ours = post.caption().map_or("", |caption| caption.as_str());
    let theirs = media.caption.as_deref().unwrap_or_default();
    media.media_type.as_deref().is_none_or(|word| word == kind) && words(ours).eq(words(theirs))
}

fn words(caption: &str) -> impl Iterator<Item = String> {
    let bare = caption.replace('@', "");
    let words: Vec<String> = bare.split_whitespace().map(Into::into).collect();
    words.into_iter()
}
