//! JPEG XL, bare and in boxes (ISO/IEC 18181-1, annex C; 18181-2).
//!
//! This is not done with `imagesize`: it rounds a width that is given as a ratio of the height down
//! too far.

use std::io::{self, BufRead, Seek};

use super::{at, part};

/// The codestream is among the first boxes.
const MOST_BOXES: usize = 16;

/// Widths that are given as a ratio of the height.
const RATIOS: [(u64, u64); 7] = [(1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1)];

pub(super) fn dimensions<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<(u32, u32)>> {
    let mut from = 0;
    for _ in 0..MOST_BOXES {
        let head = part(reader, from, 32)?;
        if from == 0 && head.starts_with(&[0xFF, 0x0A]) {
            return Ok(codestream(&head));
        }
        let (Some(length), Some(kind)) = (at(&head, 0).map(u32::from_be_bytes), at::<4>(&head, 4))
        else {
            break;
        };
        match &kind {
            b"jxlc" => return Ok(codestream(&head[8..])),
            // A part of it, after its number.
            b"jxlp" => return Ok(head.get(12..).and_then(codestream)),
            _ if length < 8 => break,
            _ => from += u64::from(length),
        }
    }
    Ok(None)
}

fn codestream(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut bits = Bits { value: u128::from_le_bytes(at(bytes, 2)?), left: 128 };
    let is_small = bits.take(1)? == 1;
    let height = bits.side(is_small)?;
    let width = match bits.take(3)? {
        0 => bits.side(is_small)?,
        ratio => {
            let (times, by) = RATIOS[ratio as usize - 1];
            height * times / by
        }
    };
    u32::try_from(width).ok().zip(u32::try_from(height).ok())
}

/// Bits from the lowest on.
struct Bits {
    value: u128,
    left: u32,
}

impl Bits {
    fn take(&mut self, count: u32) -> Option<u64> {
        self.left = self.left.checked_sub(count)?;
        let taken = self.value & ((1 << count) - 1);
        self.value >>= count;
        u64::try_from(taken).ok()
    }

    /// A small one counts in eights, and another says first how long it is.
    fn side(&mut self, is_small: bool) -> Option<u64> {
        if is_small {
            return Some((self.take(5)? + 1) * 8);
        }
        let length = [9, 13, 18, 30][self.take(2)? as usize];
        Some(self.take(length)? + 1)
    }
}
