//! HEIC and AVIF: the size of the main picture, as it is shown (ISO/IEC 23008-12).

use std::io::{self, BufRead, Seek};

use super::{at, part};

/// The `meta` box is among the first, and has some kB.
const MOST_BOXES: usize = 16;
const LONGEST: u64 = 256 * 1024;

pub(super) fn dimensions<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<(u32, u32)>> {
    let mut from = 0;
    for _ in 0..MOST_BOXES {
        let head = part(reader, from, 16)?;
        let Some((kind, header, length)) = header(&head) else { break };
        if &kind == b"meta" {
            let length = length.saturating_sub(header as u64).min(LONGEST);
            // After its version and flags.
            let meta = part(reader, from + header as u64, length)?;
            return Ok(meta.get(4..).and_then(shown));
        }
        let Some(next) = from.checked_add(length).filter(|_| length >= 8) else { break };
        from = next;
    }
    Ok(None)
}

/// The type of a box, the length of its header, and its own. One that goes to the end is as long as
/// can be.
fn header(head: &[u8]) -> Option<([u8; 4], usize, u64)> {
    let kind = at(head, 4)?;
    Some(match u32::from_be_bytes(at(head, 0)?) {
        0 => (kind, 8, u64::MAX),
        1 => (kind, 16, u64::from_be_bytes(at(head, 8)?)),
        length => (kind, 8, length.into()),
    })
}

/// The boxes in some bytes, up to the first that is damaged.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (kind, header, length) = header(bytes)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
        let body = bytes.get(header..length)?;
        bytes = &bytes[length..];
        Some((kind, body))
    })
}

fn child<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find(|(it, _)| it == kind).map(|(_, body)| body)
}

/// The size of the main picture after its properties, in their order, have been applied.
fn shown(meta: &[u8]) -> Option<(u32, u32)> {
    let main = item(child(meta, b"pitm")?)?;
    let properties = child(meta, b"iprp")?;
    let all: Vec<_> = boxes(child(properties, b"ipco")?).collect();
    let (mut size, mut is_shown) = (None, false);
    for index in of_item(properties, main)? {
        let &(kind, body) = all.get(index.checked_sub(1)?)?;
        match &kind {
            b"ispe" => {
                let number = |place| at(body, place).map(u32::from_be_bytes);
                size = Some((number(4)?, number(8)?));
                is_shown = true;
            }
            b"clap" => size = Some(clean(body)?),
            b"irot" if body.first()? & 1 == 1 => size = size.map(|(width, height)| (height, width)),
            _ => {}
        }
    }
    size.filter(|_| is_shown)
}

/// The number of an item, after version and flags.
fn item(pitm: &[u8]) -> Option<u32> {
    match pitm.first()? {
        0 => Some(u16::from_be_bytes(at(pitm, 4)?).into()),
        _ => Some(u32::from_be_bytes(at(pitm, 4)?)),
    }
}

/// The numbers of an item's properties, which count from 1.
fn of_item(properties: &[u8], main: u32) -> Option<Vec<usize>> {
    boxes(properties).filter(|(kind, _)| kind == b"ipma").find_map(|(_, body)| {
        let (is_wide_item, is_wide_index) = (*body.first()? > 0, body.get(3)? & 1 == 1);
        let entries = u32::from_be_bytes(at(body, 4)?);
        let mut rest = body.get(8..)?;
        for _ in 0..entries {
            let (id, length) = match is_wide_item {
                true => (u32::from_be_bytes(at(rest, 0)?), 4),
                false => (u16::from_be_bytes(at(rest, 0)?).into(), 2),
            };
            let count = usize::from(*rest.get(length)?);
            let length_of_all = count * if is_wide_index { 2 } else { 1 };
            let indices = rest.get(length + 1..)?.get(..length_of_all)?;
            rest = &rest[length + 1 + length_of_all..];
            if id != main {
                continue;
            }
            // The highest bit says that a reader has to know the property.
            return Some(match is_wide_index {
                true => {
                    let (pairs, _) = indices.as_chunks::<2>();
                    pairs.iter().map(|it| usize::from(u16::from_be_bytes(*it) & 0x7FFF)).collect()
                }
                false => indices.iter().map(|it| usize::from(it & 0x7F)).collect(),
            });
        }
        None
    })
}

/// The size of the part that is shown, as two fractions.
fn clean(clap: &[u8]) -> Option<(u32, u32)> {
    let number = |place| at(clap, place).map(u32::from_be_bytes);
    Some((number(0)?.checked_div(number(4)?)?, number(8)?.checked_div(number(12)?)?))
}
