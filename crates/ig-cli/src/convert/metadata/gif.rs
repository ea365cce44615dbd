//! The extensions of a GIF (Graphics Interchange Format 89a, sections 18 to 26).

use super::Kind;

pub(super) fn metadata(bytes: &[u8]) -> Vec<Kind> {
    let mut found = Vec::new();
    // It ends at the first block that is cut off.
    read(bytes, &mut found);
    found
}

fn read(bytes: &[u8], found: &mut Vec<Kind>) -> Option<()> {
    let mut rest = bytes.get(13 + table(*bytes.get(10)?)..)?;
    loop {
        let (&block, after) = rest.split_first()?;
        rest = match block {
            b'!' => {
                let (&label, after) = after.split_first()?;
                found.extend(kind(label, after));
                blocks(after)?
            }
            // A picture: its place, its colors, the size of its codes, its pixels.
            b',' => blocks(after.get(10 + table(*after.get(8)?)..)?)?,
            _ => return None,
        };
    }
}

/// How long the table of colors is that these flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// What comes after the blocks of data.
fn blocks(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (&length, after) = rest.split_first()?;
        rest = after.get(usize::from(length)..)?;
        if length == 0 {
            return Some(rest);
        }
    }
}

fn kind(label: u8, data: &[u8]) -> Option<Kind> {
    match label {
        0xfe => Some(Kind::Text),
        0xff => match data.get(1..12)? {
            b"NETSCAPE2.0" | b"ANIMEXTS1.0" | b"ICCRGBG1012" => None,
            b"XMP DataXMP" => Some(Kind::Xmp),
            _ => Some(Kind::Other),
        },
        _ => None,
    }
}
