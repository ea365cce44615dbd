//! JPEG 2000: in boxes (T.800, annex I), and the bare codestream (T.800, annex A).

use std::io::{self, BufRead, Seek};

use super::{at, part};

/// The header is among the first boxes.
const MOST_BOXES: usize = 16;

pub(super) fn dimensions<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<(u32, u32)>> {
    let head = part(reader, 0, 32)?;
    if head.starts_with(&[0xFF, 0x4F]) {
        return Ok(codestream(&head));
    }
    let mut from = 0;
    for _ in 0..MOST_BOXES {
        let head = part(reader, from, 32)?;
        let (Some(length), Some(kind)) = (at(&head, 0).map(u32::from_be_bytes), at::<4>(&head, 4))
        else {
            break;
        };
        match &kind {
            // Its first box is the one with the size.
            b"jp2h" => return Ok(header(&head)),
            _ if length < 8 => break,
            _ => from += u64::from(length),
        }
    }
    Ok(None)
}

fn header(head: &[u8]) -> Option<(u32, u32)> {
    let kind: [u8; 4] = at(head, 12)?;
    let (height, width) = (at(head, 16)?, at(head, 20)?);
    (&kind == b"ihdr").then(|| (u32::from_be_bytes(width), u32::from_be_bytes(height)))
}

/// The size of the grid without the part before the picture.
fn codestream(head: &[u8]) -> Option<(u32, u32)> {
    let number = |place| at(head, place).map(u32::from_be_bytes);
    let width = number(8)?.checked_sub(number(16)?)?;
    Some((width, number(12)?.checked_sub(number(20)?)?))
}
