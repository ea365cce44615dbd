//! Which media object is ours: what is new, fits, and is no older than the
//! publish (reference §7.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::state::Loaded;
use crate::{MediaId, Post, Timestamp, endpoint::Media, publish::Surface};

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

/// Whether the words of a post tell it from any other: those of a story are not
/// in the list, and a caption may be none, or be without a letter.
pub(super) fn words_tell(post: &Post) -> bool {
    let letters = post.caption().is_some_and(|caption| letters(caption.as_str()).next().is_some());
    letters && post.surface() == Surface::Feed
}

/// Whether anything is known by which a new media object can be told.
pub(super) fn can_tell(at: &Loaded) -> bool {
    at.baseline.is_some() || at.since.is_some()
}

/// The media objects on a page that are new, by how well they fit the post.
pub(super) struct Candidates {
    /// Those that are the post, as far as their words and kind tell. One is a
    /// match, several are none: the newest is never taken blindly.
    pub(super) fitting: Vec<MediaId>,
    /// Whether there is one that may be the post, were its words changed or not
    /// there yet: with such a one its absence is not proven.
    pub(super) possible: bool,
}

impl Candidates {
    pub(super) fn among(page: Vec<Media>, at: &Loaded, post: &Post) -> Self {
        let ours = post.caption().map_or("", |caption| caption.as_str());
        let mut candidates = Self { fitting: Vec::new(), possible: false };
        for media in page.into_iter().filter(|media| is_kind(media, post)) {
            let age = age(&media, at);
            if age == Age::Older {
                continue;
            }
            candidates.possible |= match &media.caption {
                Some(theirs) => letters(theirs).eq(letters(ours)),
                None => true,
            };
            let theirs = media.caption.as_deref().unwrap_or_default();
            if age == Age::Newer && words(theirs).eq(words(ours)) {
                candidates.fitting.push(media.id);
            }
        }
        candidates
    }
}

/// Whether a media object is older or newer than the publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Older,
    /// Older by so little that the server's clocks may differ: neither ours for
    /// sure nor anybody else's.
    Unclear,
    Newer,
}

/// Where there is no baseline the server's clock tells, and the one that dates
/// replies may be ahead of the one that dates media.
fn age(media: &Media, at: &Loaded) -> Age {
    const APART: Duration = Duration::from_secs(10 * 60);
    let is_newer = match (&at.baseline, at.since) {
        (Some(baseline), _) => baseline.precedes(media),
        (None, Some(since)) => match media.published_at() {
            Some(at) if at < since.before(APART) => false,
            Some(at) if at < since => return Age::Unclear,
            _ => true,
        },
        (None, None) => false,
    };
    if is_newer { Age::Newer } else { Age::Older }
}

fn is_kind(media: &Media, post: &Post) -> bool {
    media.media_type.as_deref().is_none_or(|word| word == post.media_type())
}

/// Whether a caption that came back is the one that was sent, as far as a match goes.
pub(crate) fn is_same_caption(theirs: &str, ours: &str) -> bool {
    words(theirs).eq(words(ours))
}

/// Meta strips `@` and may change white space (reference §7.2, §7.3).
fn words(caption: &str) -> impl Iterator<Item = String> {
    let bare = caption.replace('@', "");
    let words: Vec<String> = bare.split_whitespace().map(Into::into).collect();
    words.into_iter()
}

/// What is left of a caption whatever is done to its white space, its marks and
/// the way its accents are written: ASCII letters and digits without an accent.
fn letters(caption: &str) -> impl Iterator<Item = char> {
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let next = caption.chars().skip(1).map(Some).chain([None]);
    let pairs = caption.chars().zip(next);
    pairs
        .filter(move |(c, next)| c.is_ascii_alphanumeric() && !next.as_ref().is_some_and(is_accent))
        .map(|(c, _)| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_outlive_what_is_done_to_a_caption() {
        let ours = "#Café Noël with @therock!";
        for theirs in
            ["#Cafe\u{301} Noe\u{308}l with therock!", "#Café  Noël\nwith\u{200b} THEROCK"]
        {
            assert!(letters(ours).eq(letters(theirs)), "{theirs}");
        }
        assert!(!letters(ours).eq(letters("#Café Noël")));
        assert!(letters("日本").eq(letters("中国")), "nothing to tell them by");
    }
}
