//! Icons, of which a file has several sizes.

use std::io::{self, BufRead, Seek};

use super::{at, part};

/// The size of the largest picture.
pub(super) fn dimensions<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<(u32, u32)>> {
    let head = part(reader, 0, 6)?;
    let Some(count) = at(&head, 4).map(u16::from_le_bytes) else { return Ok(None) };
    let entries = part(reader, 6, u64::from(count) * 16)?;
    let (entries, _) = entries.as_chunks::<16>();
    // 0 is 256.
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    let sizes = entries.iter().map(|entry| (side(entry[0]), side(entry[1])));
    let largest = sizes.max_by_key(|(width, height)| width * height);
    // Without all entries, the largest is not known.
    Ok(largest.filter(|_| entries.len() == usize::from(count)))
}
