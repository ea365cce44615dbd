//! The segments of a JPEG, one after the other.

use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};

/// The segments whose name starts their content are told apart by this many bytes at most.
const HEAD: usize = 32;

/// A segment, with the start of its content.
pub(super) struct Segment {
    pub(super) marker: u8,
    /// The position of its content in the file.
    pub(super) body: u64,
    /// The length of its content.
    pub(super) length: usize,
    pub(super) head: Vec<u8>,
}

/// What ends the segments of a header.
pub(super) enum Stop {
    /// The first scan, whose header starts here.
    Scan(u64),
    /// The end of the image.
    EndOfImage,
    /// Bytes that are no segment, or the end of the bytes.
    Damage,
}

impl Segment {
    /// Leaves the reader after [`Segment::head`].
    pub(super) fn next<R: BufRead + Seek>(reader: &mut R) -> io::Result<Result<Self, Stop>> {
        let marker = match next_marker(reader)? {
            Some(0xDA) => return Ok(Err(Stop::Scan(reader.stream_position()?))),
            Some(0xD9) => return Ok(Err(Stop::EndOfImage)),
            // Not a marker, or another start of the image.
            None | Some(0x00 | 0xD8) => return Ok(Err(Stop::Damage)),
            Some(marker) => marker,
        };
        let Some(length) = filled::<2>(reader)? else { return Ok(Err(Stop::Damage)) };
        // The length counts its own two bytes (T.81, B.1.1.4).
        let Some(length) = u16::from_be_bytes(length).checked_sub(2) else {
            return Ok(Err(Stop::Damage));
        };
        let body = reader.stream_position()?;
        let mut segment = Self { marker, body, length: length.into(), head: Vec::new() };
        segment.extend(reader, HEAD)?;
        Ok(Ok(segment))
    }

    /// Reads on, until there are this many bytes of the content, or all.
    pub(super) fn extend<R: BufRead>(&mut self, reader: &mut R, to: usize) -> io::Result<()> {
        let more = to.min(self.length).saturating_sub(self.head.len());
        reader.by_ref().take(more as u64).read_to_end(&mut self.head)?;
        Ok(())
    }

    /// Goes to the end of the segment, wherever the reader is in it.
    pub(super) fn skip<R: BufRead + Seek>(&self, reader: &mut R) -> io::Result<()> {
        let rest = self.length.saturating_sub(self.head.len());
        reader.seek_relative(i64::try_from(rest).unwrap_or(i64::MAX))
    }
}

/// Skips the fill bytes before a marker, and the markers without a segment (T.81,
/// B.1.1.2 and B.1.1.3).
fn next_marker<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<u8>> {
    let mut after_ff = false;
    loop {
        let Some([byte]) = filled::<1>(reader)? else { return Ok(None) };
        match (after_ff, byte) {
            (_, 0xFF) => after_ff = true,
            (true, 0x01 | 0xD0..=0xD7) => after_ff = false,
            (false, _) => return Ok(None),
            (true, marker) => return Ok(Some(marker)),
        }
    }
}

/// The next bytes, or `None` if there are fewer.
pub(in crate::probe) fn filled<const N: usize>(
    reader: &mut impl Read,
) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// As many bytes of a part of the file as there are.
pub(super) fn part<R: BufRead + Seek>(
    reader: &mut R,
    at: u64,
    length: usize,
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.seek(SeekFrom::Start(at))?;
    reader.by_ref().take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
