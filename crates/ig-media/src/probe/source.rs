//! Reads pieces of a video, a block at a time.

use std::io::{self, Read, Seek, SeekFrom};

/// The size of a block: the headers within a `moov` are close together.
const BLOCK: usize = 4 * 1024;

/// The shortest block: a fragment takes some hundred bytes.
const SHORTEST: usize = 256;

/// A `moov` up to this length is read completely: over HTTP a few more kB cost less than another
/// request.
pub(super) const WHOLE: u64 = 64 * 1024;

/// No box whose content is needed is longer, except the sample tables, and those are
/// not read.
pub(super) const LONGEST_CONTENT: u64 = 64 * 1024;

/// The most that is read of a video: the limit of the crate, less the first bytes of the file.
const MOST: u64 = super::bounded::MOST - 4 * 1024;

/// A file, with the block that was read last.
pub(super) struct Source<R> {
    reader: R,
    /// The length of the whole file, of which the reader may have no more than the head.
    pub(super) size: u64,
    /// How much may still be read.
    pub(super) left: u64,
    block: Vec<u8>,
    start: u64,
    /// The length of the blocks to come.
    at_once: usize,
}

impl<R: Read + Seek> Source<R> {
    pub(super) fn new(reader: R, size: u64) -> Self {
        Self { reader, size, left: MOST, block: Vec::new(), start: 0, at_once: BLOCK }
    }

    /// The bytes from `at`: fewer than `length` at the end of the file or at the read limit.
    pub(super) fn read(&mut self, at: u64, length: u64) -> io::Result<&[u8]> {
        let length = usize::try_from(length.min(LONGEST_CONTENT)).unwrap_or(usize::MAX);
        let known = usize::try_from(at.wrapping_sub(self.start)).unwrap_or(usize::MAX);
        let known = if self.block.len().saturating_sub(known) < length {
            self.fill(at, length.max(self.at_once) as u64)?;
            0
        } else {
            known
        };
        let block = self.block.get(known..).unwrap_or_default();
        Ok(&block[..length.min(block.len())])
    }

    /// Reads shorter blocks from now on, or longer ones, where it is known what is worth reading.
    pub(super) fn expect(&mut self, length: u64) {
        self.at_once = usize::try_from(length).unwrap_or(BLOCK).clamp(SHORTEST, BLOCK);
    }

    fn fill(&mut self, at: u64, length: u64) -> io::Result<()> {
        self.block.clear();
        self.start = at;
        let length = length.min(self.left);
        self.reader.seek(SeekFrom::Start(at))?;
        // In one request, if the reader returns all at once.
        self.block.reserve(usize::try_from(length).unwrap_or_default());
        self.reader.by_ref().take(length).read_to_end(&mut self.block)?;
        self.left -= self.block.len() as u64;
        Ok(())
    }
}
