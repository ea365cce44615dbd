//! TIFF and BigTIFF, of either byte order.

use std::io::{self, BufRead, Seek};

use super::{at, part};

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;

/// Directories have some dozen entries, and those that are looked for are among the first.
const MOST_ENTRIES: u64 = 1024;

/// The size of the first picture.
pub(super) fn dimensions<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<(u32, u32)>> {
    let head = part(reader, 0, 16)?;
    let Some(kind) = Kind::read(&head) else { return Ok(None) };
    let Some(from) = kind.number(&head, if kind.is_big { 8 } else { 4 }, kind.wide()) else {
        return Ok(None);
    };
    let count_length = if kind.is_big { 8 } else { 2 };
    let count = part(reader, from, count_length as u64)?;
    let Some(count) = kind.number(&count, 0, count_length) else { return Ok(None) };
    let length = count.min(MOST_ENTRIES) * kind.entry() as u64;
    let entries = part(reader, from.saturating_add(count_length as u64), length)?;
    let find = |tag| entries.chunks_exact(kind.entry()).find_map(|entry| kind.value(entry, tag));
    Ok(find(WIDTH).zip(find(HEIGHT)))
}

struct Kind {
    is_little: bool,
    is_big: bool,
}

impl Kind {
    /// BigTIFF says how long its offsets are, which is 8.
    fn read(head: &[u8]) -> Option<Self> {
        let (is_little, is_big) = match head.first_chunk::<4>()? {
            b"II*\0" => (true, false),
            b"MM\0*" => (false, false),
            b"II+\0" if at(head, 4) == Some([8, 0, 0, 0]) => (true, true),
            b"MM\0+" if at(head, 4) == Some([0, 8, 0, 0]) => (false, true),
            _ => return None,
        };
        Some(Self { is_little, is_big })
    }

    /// The length of an offset, a count and a value.
    fn wide(&self) -> usize {
        if self.is_big { 8 } else { 4 }
    }

    fn entry(&self) -> usize {
        4 + 2 * self.wide()
    }

    fn number(&self, bytes: &[u8], from: usize, length: usize) -> Option<u64> {
        let bytes = bytes.get(from..)?.get(..length)?;
        let add = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        Some(match self.is_little {
            true => bytes.iter().rev().fold(0, add),
            false => bytes.iter().fold(0, add),
        })
    }

    /// The value of an entry, if it has this tag and a number.
    fn value(&self, entry: &[u8], tag: u16) -> Option<u32> {
        if self.number(entry, 0, 2)? != u64::from(tag) {
            return None;
        }
        // BYTE, SHORT, LONG and LONG8.
        let length = match self.number(entry, 2, 2)? {
            1 => 1,
            3 => 2,
            4 => 4,
            16 if self.is_big => 8,
            _ => return None,
        };
        u32::try_from(self.number(entry, 4 + self.wide(), length)?).ok()
    }
}
