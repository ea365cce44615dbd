//! A file without its middle, which can be read as if it were whole.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use super::Fetched;

/// A reader of a [`Fetched`]. The missing part reads as zeros.
pub(crate) struct Sparse<'a> {
    file: &'a Fetched,
    at: u64,
}

impl<'a> Sparse<'a> {
    pub(super) fn new(file: &'a Fetched) -> Self {
        Self { file, at: 0 }
    }
}

impl Read for Sparse<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (head, tail, total) = (&self.file.bytes, &self.file.tail, self.file.total);
        let (head_end, tail_start) = (head.len() as u64, total - tail.len() as u64);
        let part = |bytes: &[u8], from: u64, buffer: &mut [u8]| {
            let rest = &bytes[(self.at - from) as usize..];
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            count
        };
        let count = if self.at >= total {
            0
        } else if self.at < head_end {
            part(head, 0, buffer)
        } else if self.at < tail_start {
            let gap = tail_start - self.at;
            let count = buffer.len().min(usize::try_from(gap).unwrap_or(usize::MAX));
            buffer[..count].fill(0);
            count
        } else {
            part(tail, tail_start, buffer)
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Sparse<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.file.total.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
