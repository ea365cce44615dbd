//! What the world was, for the next start.

use std::collections::BTreeMap;

use ig_core::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Container, Deed, Media, Phase, World, tokens::SavedTokens};
use crate::upload::{Kept, sha256};

/// What has changed, or everything.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Saved {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    containers: Vec<SavedContainer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media: Vec<(usize, Media)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<Vec<(Timestamp, u64, Deed)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<SavedTokens>,
    /// The names of the files that were fetched, by their numbers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    copies: BTreeMap<u64, String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedContainer {
    place: usize,
    container: Container,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept: Option<SavedKept>,
}

/// A film on its way: how much came, and the names of the files that hold what is held of it.
#[derive(Debug, Serialize, Deserialize)]
struct SavedKept {
    length: u64,
    head: String,
    tail: String,
}

/// The files that go along, by their names.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// So many things go into one record, so that no record is long.
const CHUNK: usize = 1000;

impl Saved {
    pub(crate) fn is_empty(&self) -> bool {
        self.containers.is_empty()
            && self.media.is_empty()
            && self.later.is_none()
            && self.tokens.is_none()
            && self.copies.is_empty()
    }

    /// The names of all files that it speaks of.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let kept = self.containers.iter().filter_map(|it| it.kept.as_ref());
        let parts = kept.flat_map(|kept| [kept.head.as_str(), kept.tail.as_str()]);
        parts.chain(self.copies.values().map(String::as_str))
    }
}

impl World {
    /// From now on, changes are noted.
    pub(crate) fn watch(&mut self) {
        self.containers.watch();
        self.media.watch();
        self.copies.watch();
        self.tokens.has_changed = true;
    }

    /// What has changed since the last time, with the files that are new.
    pub(crate) fn changes(&mut self, files: &mut Files) -> Saved {
        let containers = self.containers.changes();
        let containers = containers.map(|(place, it)| saved(place, it, files)).collect();
        let media = self.media.changes().map(|(place, media)| (place, media.clone())).collect();
        let later = std::mem::take(&mut self.later_changed).then(|| self.later());
        let tokens = std::mem::take(&mut self.tokens.has_changed).then(|| self.tokens.save());
        Saved { containers, media, later, tokens, copies: self.copies.changes(files) }
    }

    /// Everything, in pieces. The files have been given out before.
    pub(crate) fn everything(&self) -> Vec<Saved> {
        let mut pieces = vec![Saved {
            later: Some(self.later()),
            tokens: Some(self.tokens.save()),
            copies: self.copies.names(),
            ..Saved::default()
        }];
        let mut ignored = Files::new();
        let containers = self.containers.iter().enumerate();
        let containers: Vec<_> = containers.collect();
        for chunk in containers.chunks(CHUNK) {
            let containers = chunk.iter().map(|(place, it)| saved(*place, it, &mut ignored));
            pieces.push(Saved { containers: containers.collect(), ..Saved::default() });
        }
        let media: Vec<_> = self.media.iter().enumerate().collect();
        for chunk in media.chunks(CHUNK) {
            let media = chunk.iter().map(|(place, media)| (*place, (*media).clone())).collect();
            pieces.push(Saved { media, ..Saved::default() });
        }
        pieces
    }

    /// Makes it so again. `None` if it does not fit on what is there.
    pub(crate) fn restore(
        &mut self,
        saved: Saved,
        file: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Option<()> {
        for SavedContainer { place, mut container, kept } in saved.containers {
            if let (Some(kept), Some(upload)) = (kept, &mut container.upload) {
                upload.kept = Kept::of_parts(kept.length, file(&kept.head)?, file(&kept.tail)?);
            }
            self.containers.put(place, container)?;
        }
        for (place, media) in saved.media {
            self.shortcodes.insert(media.shortcode.clone());
            self.media.put(place, media)?;
        }
        if let Some(later) = saved.later {
            self.deeds = later.iter().map(|(_, deed, _)| *deed).max().unwrap_or(0).max(self.deeds);
            self.later = later.into_iter().map(|(at, deed, it)| ((at, deed), it)).collect();
        }
        if let Some(tokens) = saved.tokens {
            self.tokens.restore(tokens);
        }
        for (copy, name) in saved.copies {
            self.copies.put(copy, file(&name)?, name);
        }
        Some(())
    }

    fn later(&self) -> Vec<(Timestamp, u64, Deed)> {
        self.later.iter().map(|((at, deed), it)| (*at, *deed, it.clone())).collect()
    }
}

fn saved(place: usize, container: &Container, files: &mut Files) -> SavedContainer {
    let upload = container.upload.as_ref().filter(|upload| upload.phase == Phase::InProgress);
    let kept = upload.map(|upload| {
        let [head, tail] = upload.kept.parts().map(|part| {
            let name = sha256(part);
            files.insert(name.clone(), part.to_vec());
            name
        });
        SavedKept { length: upload.kept.length(), head, tail }
    });
    SavedContainer { place, container: container.clone(), kept }
}
