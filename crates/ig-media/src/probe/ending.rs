//! Whether a photo has its end, from as few bytes as possible.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};

use super::jpeg::{Scan, filled};
use crate::{Ending, Format};

/// The last bytes of a file that are looked at where reading all of it would cost too much.
const TAIL: u64 = 64 * 1024;

/// The longest photo that is read to its end: Instagram takes 8 MiB.
pub(super) const LONGEST: u64 = 16 * 1024 * 1024;

/// Encoders write some thousand chunks at most.
const MOST_CHUNKS: usize = 65_536;

/// The kind of end to look for.
#[derive(Clone, Copy)]
pub(super) enum Sought {
    /// The marker after the scans of a JPEG.
    Jpeg(Scan),
    /// The last chunk.
    Png,
    /// The length in the header.
    WebP,
}

impl Sought {
    /// `None` for a format whose end is not looked for.
    pub(super) fn of(format: Format) -> Option<Self> {
        match format {
            Format::Png => Some(Self::Png),
            Format::WebP => Some(Self::WebP),
            _ => None,
        }
    }
}

/// Looks through all of the file.
pub(super) fn of_all<R: BufRead + Seek>(
    reader: &mut R,
    sought: Sought,
    size: u64,
) -> io::Result<Ending> {
    match sought {
        Sought::Jpeg(scan) => of_jpeg(reader, scan, size),
        Sought::Png => of_png(reader, size),
        Sought::WebP => of_webp(reader, size),
    }
}

/// Looks at the last bytes only.
pub(super) fn of_tail<R: BufRead + Seek>(
    reader: &mut R,
    sought: Sought,
    size: u64,
) -> io::Result<Ending> {
    match sought {
        Sought::Jpeg(scan) if size.saturating_sub(scan.at) <= TAIL => of_jpeg(reader, scan, size),
        Sought::Jpeg(scan) => of_jpeg_tail(reader, scan),
        // From chunk to chunk, so that the bytes of an end within another chunk are not taken for it.
        Sought::Png if size <= TAIL => of_png(&mut Cursor::new(part(reader, 0, TAIL)?), size),
        Sought::Png => of_png_tail(reader, size),
        Sought::WebP => of_webp(reader, size),
    }
}

/// Looks for the end of a JPEG from its first scan on, through all of it. What follows the end does
/// not matter: previews, videos, padding.
fn of_jpeg<R: BufRead + Seek>(reader: &mut R, scan: Scan, size: u64) -> io::Result<Ending> {
    reader.seek(SeekFrom::Start(scan.at))?;
    loop {
        // To the next 0xFF, and over those that fill.
        let mut next = None;
        if reader.skip_until(0xFF)? > 0 {
            next = filled::<1>(reader)?;
            while next == Some([0xFF]) {
                next = filled(reader)?;
            }
        }
        let length = match next {
            Some([0xD9]) => return Ok(Ending::Whole),
            // Tables, comments and further scans have a length (T.81, B.1.1.4); whatever else
            // follows 0xFF belongs to the scan.
            Some([0xC0..=0xCF | 0xDA..=0xFE]) => filled::<2>(reader)?,
            Some(_) => continue,
            None => None,
        };
        let Some(length) = length else { return out_of_bytes(reader, size) };
        reader.seek_relative(i64::from(u16::from_be_bytes(length).saturating_sub(2)))?;
    }
}

/// The file ends, or only what was read of it.
fn out_of_bytes<R: Seek>(reader: &mut R, size: u64) -> io::Result<Ending> {
    Ok(if reader.stream_position()? >= size { Ending::Cut } else { Ending::Unread })
}

/// Looks for the end of a JPEG in its last bytes, before any further picture.
///
/// The data of a scan never has an end in it, and after each 0xFF a zero or a restart: where the
/// last 64 kB are like that, the picture goes on after them.
fn of_jpeg_tail<R: BufRead + Seek>(reader: &mut R, scan: Scan) -> io::Result<Ending> {
    let start = scan.to.saturating_sub(TAIL).max(scan.at);
    let tail = part(reader, start, scan.to - start.min(scan.to))?;
    let mut pairs = tail.windows(2).filter(|pair| pair[0] == 0xFF).peekable();
    if tail.windows(2).any(|pair| pair == [0xFF, 0xD9]) {
        return Ok(Ending::Whole);
    }
    let is_read = start + tail.len() as u64 == scan.to;
    let is_scan =
        pairs.peek().is_some() && pairs.all(|pair| matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF));
    Ok(if is_read && is_scan { Ending::Cut } else { Ending::Unread })
}

/// Goes from chunk to chunk of a PNG to the last.
fn of_png<R: BufRead + Seek>(reader: &mut R, size: u64) -> io::Result<Ending> {
    reader.seek(SeekFrom::Start(8))?;
    for _ in 0..MOST_CHUNKS {
        let Some([a, b, c, d, kind @ ..]) = filled::<8>(reader)? else {
            return out_of_bytes(reader, size);
        };
        // Its content, and four bytes of a checksum.
        let rest = i64::from(u32::from_be_bytes([a, b, c, d])) + 4;
        reader.seek_relative(rest)?;
        if reader.stream_position()? > size {
            return Ok(Ending::Cut);
        }
        if &kind == b"IEND" {
            return Ok(Ending::Whole);
        }
    }
    Ok(Ending::Unread)
}

/// Looks for the last chunk of a PNG in the last bytes of a long one.
fn of_png_tail<R: BufRead + Seek>(reader: &mut R, size: u64) -> io::Result<Ending> {
    const IEND: &[u8] = b"\0\0\0\0IEND\xAE\x42\x60\x82";
    let start = size.saturating_sub(TAIL);
    let tail = part(reader, start, TAIL)?;
    let has_end = tail.windows(IEND.len()).any(|it| it == IEND);
    // A file may go on for long after its picture.
    Ok(if has_end { Ending::Whole } else { Ending::Unread })
}

/// The length of a WebP is in its header.
fn of_webp<R: BufRead + Seek>(reader: &mut R, size: u64) -> io::Result<Ending> {
    let head = part(reader, 4, 4)?;
    let Some(&length) = head.first_chunk::<4>() else { return Ok(Ending::Unread) };
    let is_whole = 8 + u64::from(u32::from_le_bytes(length)) <= size;
    Ok(if is_whole { Ending::Whole } else { Ending::Cut })
}

fn part<R: BufRead + Seek>(reader: &mut R, at: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.seek(SeekFrom::Start(at))?;
    reader.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}
