//! A file on a server, read and sought through HTTP ranges like one on disk.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use ig_core::rules::url;
use ig_fetch::FetchError;
use ig_media::Finding;

use super::{
    fetcher::Fetcher,
    reply::{Piece, Served},
};

/// A file on a server. Fetched blocks are kept, so that no byte is requested twice.
#[derive(Debug)]
pub(super) struct Ranges<'a> {
    fetcher: &'a mut Fetcher,
    length: u64,
    at: u64,
    /// The start and the bytes of each block.
    blocks: Vec<(u64, Vec<u8>)>,
    trouble: Option<Finding>,
    is_spent: bool,
}

impl<'a> Ranges<'a> {
    /// A file of `length` bytes, the first of which are known.
    pub(super) fn new(fetcher: &'a mut Fetcher, length: u64, head: Vec<u8>) -> Self {
        let blocks = vec![(0, head)];
        Self { fetcher, length, at: 0, blocks, trouble: None, is_spent: false }
    }

    /// The findings, and whether reading ended at the limit.
    pub(super) fn end(self) -> (Option<Finding>, bool) {
        (self.trouble, self.is_spent)
    }

    /// The known bytes from the current position, or nothing.
    fn known(&self) -> &[u8] {
        let known = self.blocks.iter().find_map(|(start, bytes)| {
            let skipped = usize::try_from(self.at.checked_sub(*start)?).ok()?;
            bytes.get(skipped..).filter(|rest| !rest.is_empty())
        });
        known.unwrap_or_default()
    }

    fn fetch(&mut self) -> Result<Vec<u8>, Box<Finding>> {
        let (served, piece) = self.fetcher.get(self.at).map_err(|trouble| {
            let why = match trouble {
                FetchError::Late => "in time".to_owned(),
                FetchError::Refused(address) => format!("from where it was: it is now {address}"),
                error => format!("({error})"),
            };
            url::REACHABLE.broken(format!("stops answering {why}")).with_allowed("all of the file")
        })?;
        check(&served, &piece, self.at, self.length)?;
        Ok(piece.bytes)
    }
}

/// Whether the response is the requested part.
fn check(served: &Served, piece: &Piece, at: u64, length: u64) -> Result<(), Box<Finding>> {
    let finding = if served.start != Some(at) {
        let status = served.status.as_u16();
        let measured = format!("answers {status} to a request for a later part of the file");
        url::SOUND_RANGES.broken(measured).with_allowed("any part of a video")
    } else if let Some(now) = served.length.filter(|&now| now != length) {
        let measured = format!("{length} bytes at first and {now} bytes later");
        url::WHOLE.broken(measured).with_allowed("a file that does not change")
    } else if piece.cut.is_some() || piece.bytes.is_empty() {
        let measured = format!("{} bytes of a part of the file, and ends", piece.bytes.len());
        url::WHOLE.broken(measured).with_allowed("all of them")
    } else {
        return Ok(());
    };
    Err(finding.into())
}

impl Read for Ranges<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() || self.length <= self.at {
            return Ok(0);
        }
        if self.known().is_empty() {
            if self.fetcher.is_spent() {
                // Treated like the end of the file: the rest is not known.
                self.is_spent = true;
                return Ok(0);
            }
            match self.fetch() {
                Ok(block) => self.blocks.push((self.at, block)),
                Err(finding) => {
                    let error = io::Error::other(finding.to_string());
                    self.trouble = Some(*finding);
                    return Err(error);
                }
            }
        }
        let known = self.known();
        let count = known.len().min(buf.len());
        buf[..count].copy_from_slice(&known[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Ranges<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
