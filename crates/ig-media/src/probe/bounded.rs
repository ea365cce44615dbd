//! A limit on the bytes read from a file, whatever its headers claim.

use std::io::{self, Read, Seek, SeekFrom};

/// Headers take a few kB and colour profiles some dozens; anything not found by then is missing.
pub(super) const MOST: u64 = 2 * 1024 * 1024;

/// A reader that ends at a limit.
pub(super) struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R> Bounded<R> {
    pub(super) fn new(reader: R, most: u64) -> Self {
        Self { reader, left: most }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        let count = self.reader.read(&mut buf[..length])?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}
