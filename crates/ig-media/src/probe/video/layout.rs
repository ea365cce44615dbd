//! The boxes of the file itself, in their order.

use std::io::{self, Read, Seek};

use super::{
    super::{
        boxes::Walk,
        fragments::{self, Take},
        reach::Indexes,
        source::Source,
    },
    Index,
};
use crate::Moov;

/// After so many fragments it is worth looking for a shorter way to the end.
const MANY: usize = 16;

/// So many fragments say enough about the pictures, if the end is known.
const ENOUGH: usize = 512;

/// What is kept for the shorter way: not all of the limit goes into fragments.
const RESERVE: u64 = 256 * 1024;

/// The boxes of the file.
pub(super) struct Layout {
    pub(super) index: Index,
    pub(super) place: Moov,
    pub(super) has_media: bool,
    pub(super) missing_bytes: u64,
    pub(super) has_fragments: bool,
    /// Whether the file was read to its end, with every fragment in it.
    pub(super) is_all: bool,
    /// Whether only the limit, and not the end of the given bytes, stopped the walk.
    is_skipped: bool,
    /// The bytes of video and audio that were seen, and those of other boxes.
    media: u64,
    others: u64,
    size: u64,
}

impl Layout {
    pub(super) fn read<R: Read + Seek>(source: &mut Source<R>) -> io::Result<Self> {
        let size = source.size;
        let mut layout = Self::new(size);
        let mut walk = Walk::of_file(size);
        let (mut has_index, mut fragments, mut is_lost) = (false, 0_usize, false);
        let (mut indexes, mut is_end_known) = (Indexes::default(), false);
        while let Some(next) = walk.next(source)? {
            let length = next.end.min(size).saturating_sub(next.body);
            match &next.kind {
                b"mdat" => {
                    layout.has_media = true;
                    layout.media = layout.media.saturating_add(length);
                }
                b"moof" => {
                    layout.has_fragments = true;
                    fragments += 1;
                    // Without the index, the tracks of a fragment are not known.
                    is_lost |= !has_index;
                    fragments::read(&next, Take::All, source, &mut layout.index.tracks)?;
                }
                b"moov" if !has_index => {
                    layout.place = if layout.has_media { Moov::Last } else { Moov::First };
                }
                b"moov" => {}
                // Unknown bytes may be anything, and of any length.
                _ => {
                    layout.others = layout.others.saturating_add(length);
                    if &next.kind == b"sidx" {
                        indexes.add(next);
                    }
                    continue;
                }
            }
            if &next.kind != b"mdat" {
                layout.others = layout.others.saturating_add(length);
            }
            layout.missing_bytes = next.end.saturating_sub(size);
            if &next.kind == b"moov" && !has_index {
                has_index = true;
                layout.index = Index::read(source, &next)?;
            }
            if fragments == MANY && &next.kind == b"moof" {
                is_end_known = indexes.find(source, &mut layout.index.tracks)?;
            }
            let is_enough = is_end_known && fragments >= ENOUGH;
            if is_enough || fragments > MANY && source.left < RESERVE {
                layout.is_skipped = true;
                break;
            }
        }
        layout.end(&walk, source)?;
        layout.is_all &= !is_lost;
        Ok(layout)
    }

    fn new(size: u64) -> Self {
        Self {
            index: Index::default(),
            place: Moov::Missing,
            has_media: false,
            missing_bytes: 0,
            has_fragments: false,
            is_all: false,
            is_skipped: false,
            media: 0,
            others: 0,
            size,
        }
    }

    /// Finds out why the walk has ended.
    fn end<R: Read + Seek>(&mut self, walk: &Walk, source: &mut Source<R>) -> io::Result<()> {
        // Less than the head of a box is also the end.
        let is_end = walk.at.saturating_add(8) > source.size;
        let is_stopped = walk.is_given_up() || self.is_skipped;
        self.is_all = is_end || !is_stopped && source.read(walk.at, 8)?.len() == 8;
        if !self.is_all {
            // Its content may be anything.
            self.has_media = true;
            if self.place == Moov::Missing {
                self.place = Moov::Unread;
            }
        }
        Ok(())
    }

    /// The bytes of video and audio: of the whole, or of the part that was read if no more is
    /// known of its length. `None` if the file was not read to its end.
    pub(super) fn media(&self, is_part: bool) -> Option<u64> {
        match () {
            () if self.is_all || is_part => Some(self.media),
            // The heads of the fragments that were skipped count as media: they are short.
            () if self.has_fragments => Some(self.size.saturating_sub(self.others)),
            () => None,
        }
    }
}
