//! The EXIF orientation.

use std::io::{self, BufRead, Seek};

use super::segment::Segment;
use crate::probe::tiff::Tiff;

/// The start of an APP1 segment with EXIF; a second zero follows, or what a few programs write.
pub(super) const SIGNATURE: &[u8] = b"Exif\0";

const ORIENTATION: u16 = 0x0112;

/// The first directory is nearly always within these bytes, and the rest is a preview.
const USUAL: usize = 1024;

/// The orientation, from 1 to 8. Reads no more of the segment than its first directory.
pub(super) fn orientation<R: BufRead + Seek>(
    reader: &mut R,
    segment: &mut Segment,
) -> io::Result<Option<u8>> {
    let start = SIGNATURE.len() + 1;
    segment.extend(reader, USUAL)?;
    for needs_end in [false, true] {
        let Some(tiff) = segment.head.get(start..).and_then(Tiff::new) else { return Ok(None) };
        let Some(directory) = tiff.first_directory() else { return Ok(None) };
        let end = if needs_end { tiff.directory_end(directory) } else { directory.checked_add(2) };
        let Some(end) = end.and_then(|end| end.checked_add(start)) else { return Ok(None) };
        segment.extend(reader, end)?;
    }
    Ok(segment.head.get(start..).and_then(Tiff::new).and_then(|tiff| {
        let entry = tiff.entry(tiff.first_directory()?, ORIENTATION)?;
        let number = u8::try_from(tiff.number(&entry)?).ok()?;
        (1..=8).contains(&number).then_some(number)
    }))
}
