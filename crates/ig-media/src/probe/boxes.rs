//! Walks the headers of boxes without reading their content.
//!
//! This is our own parser: the order of boxes, boxes longer than the file, and boxes that can be
//! skipped matter here, while crates that parse videos need the whole `moov` in
//! memory, or stop at the first box that they reject.

use std::{
    io::{self, Read, Seek},
    time::Duration,
};

use super::source::{LONGEST_CONTENT, Source};

/// Boxes that contain only other boxes, some of which are needed.
const CONTAINERS: [&[u8; 4]; 7] = [b"trak", b"tref", b"edts", b"mdia", b"minf", b"stbl", b"mvex"];

/// Videos have a few dozen in their `moov`.
const MOST_BOXES: usize = 4096;

/// A video in fragments has two a fragment or more.
const MOST_OF_A_FILE: usize = 64 * 1024;

/// A box: its type, and the position of its content.
pub(super) struct Boxed {
    pub(super) kind: [u8; 4],
    pub(super) body: u64,
    /// The end of the box by its header, which may be after the end of the file.
    pub(super) end: u64,
}

impl Boxed {
    /// `None` if there is no box: too few bytes, or a length shorter than its header.
    pub(super) fn read<R: Read + Seek>(
        source: &mut Source<R>,
        at: u64,
        to: u64,
    ) -> io::Result<Option<Self>> {
        let header = source.read(at, 16)?;
        let Some((&[a, b, c, d, w, x, y, z], rest)) = header.split_first_chunk::<8>() else {
            return Ok(None);
        };
        let (header, length) = match u32::from_be_bytes([a, b, c, d]) {
            // It extends to the end of its container.
            0 => (8, to.saturating_sub(at)),
            1 => match rest.first_chunk::<8>() {
                Some(length) => (16, u64::from_be_bytes(*length)),
                None => return Ok(None),
            },
            length => (8, u64::from(length)),
        };
        let kind = [w, x, y, z];
        let end = at.saturating_add(length);
        Ok((length >= header).then_some(Self { kind, body: at + header, end }))
    }

    /// A part of the content, from `at` bytes after its start; shorter where the box ends.
    pub(super) fn part<'a, R: Read + Seek>(
        &self,
        source: &'a mut Source<R>,
        at: u64,
        length: u64,
    ) -> io::Result<&'a [u8]> {
        let from = self.body.saturating_add(at);
        source.read(from, length.min(self.end.saturating_sub(from)))
    }

    /// The content, if it is present and of a sensible length.
    pub(super) fn content<'a, R: Read + Seek>(
        &self,
        source: &'a mut Source<R>,
    ) -> io::Result<&'a [u8]> {
        source.read(self.body, (self.end - self.body).min(LONGEST_CONTENT))
    }
}

/// A walk from box to box.
pub(super) struct Walk {
    pub(super) at: u64,
    to: u64,
    left: usize,
    containers: &'static [&'static [u8; 4]],
}

impl Walk {
    /// From one box of the file to the next.
    pub(super) fn of_file(size: u64) -> Self {
        Self { at: 0, to: size, left: MOST_OF_A_FILE, containers: &[] }
    }

    /// Through the boxes of a `moov` and those inside them, in the order in which they are
    /// written. A container comes before its content; there is no recursion to exhaust.
    pub(super) fn of_moov(moov: &Boxed, size: u64) -> Self {
        let to = moov.end.min(size);
        Self { at: moov.body, to, left: MOST_BOXES, containers: &CONTAINERS }
    }

    /// From one box to the next within a part of the file.
    pub(super) fn between(at: u64, to: u64) -> Self {
        Self { at, to, left: MOST_BOXES, containers: &[] }
    }

    /// Through the boxes of a fragment, in the order in which they are written.
    pub(super) fn of_moof(moof: &Boxed, size: u64) -> Self {
        let to = moof.end.min(size);
        Self { at: moof.body, to, left: MOST_BOXES, containers: &[b"traf"] }
    }

    /// Whether there were more boxes than the limit.
    pub(super) fn is_given_up(&self) -> bool {
        self.left == 0
    }

    /// `None` at the end, at bytes that are not a box, and if nothing more can be read.
    pub(super) fn next<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
    ) -> io::Result<Option<Boxed>> {
        if self.at >= self.to || self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let next = Boxed::read(source, self.at, self.to)?;
        if let Some(next) = &next {
            self.at = if self.containers.contains(&&next.kind) { next.body } else { next.end };
        }
        Ok(next)
    }
}

/// A duration in ticks as a [`Duration`]. `None` for no duration and for one marked as
/// unknown by setting all bits.
pub(super) fn length(duration: u64, timescale: u32) -> Option<Duration> {
    let is_known = duration != u64::from(u32::MAX) && duration != u64::MAX;
    if timescale == 0 || duration == 0 || !is_known {
        return None;
    }
    let length = Duration::try_from_secs_f64(duration as f64 / f64::from(timescale)).ok()?;
    (!length.is_zero()).then_some(length)
}
