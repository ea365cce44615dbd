//! A disk that counts reads, and on which long files take little space.

use std::io::{self, Read, Seek, SeekFrom};

/// A file of zeros, with pieces of other content in it.
pub(crate) struct Disk {
    pub(crate) size: u64,
    pub(crate) pieces: Vec<(u64, Vec<u8>)>,
    at: u64,
    /// How many bytes were read.
    pub(crate) read: u64,
    /// The number of requests for them.
    pub(crate) requests: usize,
    /// The position from which reading fails.
    pub(crate) broken_at: u64,
}

impl Disk {
    pub(crate) fn new(file: Vec<u8>) -> Self {
        Self::of(file.len() as u64, vec![(0, file)])
    }

    pub(crate) fn of(size: u64, pieces: Vec<(u64, Vec<u8>)>) -> Self {
        Self { size, pieces, at: 0, read: 0, requests: 0, broken_at: u64::MAX }
    }

    /// Its first piece, without the last 16 bytes: for a video, everything before the head
    /// of its `mdat`.
    pub(crate) fn head(&self) -> Vec<u8> {
        let (_, head) = &self.pieces[0];
        head[..head.len() - 16].to_vec()
    }

    /// All of it, for files that are short.
    pub(crate) fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.at = 0;
        self.read_to_end(&mut bytes).unwrap();
        bytes
    }
}

impl Read for Disk {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.broken_at {
            return Err(io::Error::other("bad sector"));
        }
        let count = (self.size.saturating_sub(self.at)).min(buf.len() as u64) as usize;
        let to = self.at + count as u64;
        buf[..count].fill(0);
        for (start, piece) in &self.pieces {
            let (from, end) = (self.at.max(*start), to.min(start + piece.len() as u64));
            if from < end {
                let source = &piece[(from - start) as usize..(end - start) as usize];
                buf[(from - self.at) as usize..(end - self.at) as usize].copy_from_slice(source);
            }
        }
        self.at = to;
        self.read += count as u64;
        self.requests += usize::from(count > 0);
        Ok(count)
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.size.saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}
