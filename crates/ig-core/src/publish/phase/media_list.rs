//! The list in which the post is to show, and which media object in it is ours:
//! what is new, fits, and is no older than the publish (reference §7.3).

use std::time::Duration;

use super::{ReadyContainer, Trouble, Turn, read as read_reply};
use crate::{
    endpoint::{ListMedia, ListStories, Media},
    flow::Call,
    post::{Post, Surface},
    publish::PublishPlan,
    value::{MediaId, caption::words},
    wire::Reply,
};

/// How long a story is in its list.
const SHOWN: Duration = Duration::from_secs(24 * 3600);

/// The call that lists it: stories have a list of their own.
pub(crate) fn call(plan: &PublishPlan) -> Call {
    let user = plan.user().clone();
    match plan.post().surface() {
        Surface::Stories => Call::new(&ListStories::new(user)),
        Surface::Feed => Call::new(&ListMedia::new(user)),
    }
}

/// The reply to that call.
pub(crate) fn read(plan: &PublishPlan, reply: Reply) -> Result<Vec<Media>, Trouble> {
    let page = match plan.post().surface() {
        Surface::Stories => read_reply::<ListStories>(reply),
        Surface::Feed => read_reply::<ListMedia>(reply),
    };
    page.map(|page| page.data)
}

/// Whether a story has left the list, by the server's clock: a container that
/// was not published has expired by then.
pub(crate) fn is_over(turn: &Turn<'_>, container: &ReadyContainer) -> bool {
    let since = by_server(turn, container).unwrap_or_else(|| turn.now.since(container.created));
    turn.plan.post().surface() == Surface::Stories && SHOWN <= since
}

/// A story is shown for a day and then leaves the list: what is new there by
/// then may be another. Both clocks are asked, since either may be slow.
pub(crate) fn may_be_over(turn: &Turn<'_>, container: &ReadyContainer) -> bool {
    let own = turn.now.since(container.created);
    let since = own.max(by_server(turn, container).unwrap_or_default());
    turn.plan.post().surface() == Surface::Stories && SHOWN <= since
}

/// How long ago it was published, by the server's clock.
fn by_server(turn: &Turn<'_>, container: &ReadyContainer) -> Option<Duration> {
    container.since.zip(turn.clock.server()).map(|(since, now)| now.since(since))
}

/// Whether the words of a post tell it from any other: those of a story are not
/// in the list, and a caption may be empty, or be without a letter.
pub(crate) fn words_tell(post: &Post) -> bool {
    let letters = post.caption().is_some_and(|caption| letters(caption.as_str()).next().is_some());
    letters && post.surface() == Surface::Feed
}

/// The media objects on a page that are new, by how well they fit the post.
pub(crate) struct Candidates {
    /// Those that are the post, as far as their words and kind tell. One is a
    /// match, several are not: the newest is never taken blindly.
    pub(crate) fitting: Vec<MediaId>,
    /// Whether there is one that may be the post, were its words changed or not
    /// there yet: with such a one its absence is not proven.
    pub(crate) possible: bool,
}

impl Candidates {
    pub(crate) fn among(page: Vec<Media>, container: &ReadyContainer, post: &Post) -> Self {
        let ours = post.caption().map_or("", |caption| caption.as_str());
        let mut candidates = Self { fitting: Vec::new(), possible: false };
        for media in page.into_iter().filter(|media| is_kind(media, post)) {
            let age = age(&media, container);
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

/// Without a baseline the server's clock decides, and the clock that dates
/// replies may be ahead of the one that dates media.
fn age(media: &Media, container: &ReadyContainer) -> Age {
    const APART: Duration = Duration::from_secs(10 * 60);
    let is_newer = match (&container.baseline, container.since) {
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
