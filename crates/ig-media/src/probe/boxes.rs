//! The headers of boxes, walked without reading what is in them.
//!
//! A walk of our own: which box comes before which, what is longer than the file, and what can be
//! skipped is what a film is judged by, and crates that parse films want the whole `moov` in
//! memory, or stop at the first box that they do not like.

use std::io::{self, Read, Seek};

use super::source::{LONGEST_CONTENT, Source};

/// Boxes that hold nothing but other boxes, of which some are of interest.
const CONTAINERS: [&[u8; 4]; 6] = [b"trak", b"edts", b"mdia", b"minf", b"stbl", b"mvex"];

/// Films have a few dozen in their `moov`; a fragmented one may have thousands beside it.
const MOST_BOXES: usize = 4096;

/// A box: its type, and where its content lies.
pub(super) struct Boxed {
    pub(super) kind: [u8; 4],
    pub(super) body: u64,
    /// Where the box ends by its own account, which may be behind the end of the file.
    pub(super) end: u64,
}

impl Boxed {
    /// `None` where there is no box: too few bytes, or a length that is shorter than its header.
    fn read<R: Read + Seek>(source: &mut Source<R>, at: u64, to: u64) -> io::Result<Option<Self>> {
        let header = source.read(at, 16)?;
        let Some((&[a, b, c, d, w, x, y, z], rest)) = header.split_first_chunk::<8>() else {
            return Ok(None);
        };
        let (header, length) = match u32::from_be_bytes([a, b, c, d]) {
            // It extends to the end of what it is in.
            0 => (8, to - at),
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

    /// The content, as far as it is there and of a sensible length.
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
        Self { at: 0, to: size, left: MOST_BOXES, containers: &[] }
    }

    /// Through the boxes of a `moov` and those within them, in the order in which they are
    /// written. A container is given before what it holds; there is no recursion to exhaust.
    pub(super) fn of_moov(moov: &Boxed, size: u64) -> Self {
        let to = moov.end.min(size);
        Self { at: moov.body, to, left: MOST_BOXES, containers: &CONTAINERS }
    }

    /// Whether there were more boxes than are worth reading.
    pub(super) fn is_given_up(&self) -> bool {
        self.left == 0
    }

    /// `None` at the end, at what is not a box, and where nothing more can be read.
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
