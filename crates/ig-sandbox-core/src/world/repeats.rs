//! Posts that repeat another one: what a client makes that publishes once more when a reply is lost.

use std::{collections::BTreeMap, time::Duration};

use crate::time::Timestamp;

use super::{Kind, Media, Phase, Source, World};

/// Two posts of the same content within this time are one post that was made twice; later ones may
/// be meant.
const WINDOW: Duration = Duration::from_secs(600);

/// How many earlier posts of the same caption a post is compared with.
const MOST: usize = 50;

/// A post that repeats another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat<'a> {
    pub(crate) post: &'a Media,
    /// The first of them.
    pub(crate) of: &'a Media,
    pub(crate) why: Why,
}

/// By what a post is known as a repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Both came of the same container: `media_publish` was sent twice for it.
    Container,
    /// Both came of containers of their own, have the same account, kind, caption and files, and
    /// were published within [`WINDOW`].
    Content,
}

impl World {
    /// All posts that repeat another one, in the order of publishing: deleted ones too, since they
    /// were public. Parts of carousels are not looked at by themselves.
    pub(crate) fn repeats(&self) -> Vec<Repeat<'_>> {
        let mut earlier: BTreeMap<(&str, &str, Kind), Vec<&Media>> = BTreeMap::new();
        let mut firsts: BTreeMap<&str, &Media> = BTreeMap::new();
        let mut repeats = Vec::new();
        for post in self.media.iter().filter(|media| !media.kind.is_item()) {
            let caption = post.caption.as_deref().unwrap_or_default();
            let same = earlier.entry((&post.owner, caption, post.kind)).or_default();
            let found = same.iter().rev().take(MOST).find_map(|other| {
                let why = self.why(other, post)?;
                Some((*other, why))
            });
            if let Some((other, why)) = found {
                // The first of a row is what all of it repeats.
                let of = firsts.get(other.id.as_str()).copied().unwrap_or(other);
                firsts.insert(&post.id, of);
                repeats.push(Repeat { post, of, why });
            }
            same.push(post);
        }
        repeats
    }

    fn why(&self, one: &Media, other: &Media) -> Option<Why> {
        if one.container_id == other.container_id {
            return Some(Why::Container);
        }
        let is_soon = other.published_at <= one.published_at.after(WINDOW);
        (is_soon && self.has_same_files(&one.container_id, &other.container_id))
            .then_some(Why::Content)
    }

    /// Whether two containers are made of the same files: by their URLs, their bytes or the hash of
    /// what was uploaded; for carousels, part by part.
    fn has_same_files(&self, one: &str, other: &str) -> bool {
        let (Some(one), Some(other)) = (self.containers.get(one), self.containers.get(other))
        else {
            return false;
        };
        match (&one.draft.source, &other.draft.source) {
            (Source::Children(ones), Source::Children(others)) => {
                ones.len() == others.len()
                    && ones
                        .iter()
                        .zip(others)
                        .all(|(one, other)| one == other || self.has_same_files(one, other))
            }
            (Source::Url(one), Source::Url(other)) if one == other => true,
            _ => {
                let hash = |upload: &Option<Box<super::Upload>>| match upload.as_ref()?.phase {
                    Phase::Complete(ref hash) => hash.clone(),
                    _ => None,
                };
                let bytes = |picture: Option<super::Picture>| self.copies.read(picture?.copy);
                let has_same = |a: Option<&[u8]>, b| a.is_some() && a == b;
                let (hashes, others) = (hash(&one.upload), hash(&other.upload));
                hashes.is_some() && hashes == others
                    || has_same(bytes(one.picture), bytes(other.picture))
            }
        }
    }
}

impl Repeat<'_> {
    /// How long after the first one it was published.
    pub(crate) fn after(&self) -> Duration {
        let since = |at: Timestamp| at.since(self.of.published_at);
        since(self.post.published_at)
    }
}
