//! The segments of a JPEG (T.81, B.1.1), also those between its scans.

use super::{Kind, has};

pub(super) fn metadata(bytes: &[u8]) -> Vec<Kind> {
    let mut found = Vec::new();
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some(at) = rest.iter().position(|byte| *byte == 0xff) {
        rest = &rest[at + 1..];
        let Some((&marker, after)) = rest.split_first() else { break };
        match marker {
            // A byte of pixels, a filler, or a marker without data.
            0x00 | 0x01 | 0xd0..=0xd8 | 0xff => continue,
            // Further pictures come after the end.
            0xd9 => break,
            _ => (),
        }
        let Some(length) = after.first_chunk().map(|it| usize::from(u16::from_be_bytes(*it)))
        else {
            break;
        };
        let Some(data) = after.get(2..length) else { break };
        found.extend(kind(marker, data));
        rest = &after[length..];
    }
    found
}

fn kind(marker: u8, data: &[u8]) -> Option<Kind> {
    let starts = |words: &[&[u8]]| words.iter().any(|word| data.starts_with(word));
    match marker {
        0xfe => Some(Kind::Text),
        // JFIF, and Adobe's kind of colors.
        0xe0 | 0xee => None,
        0xe1 if starts(&[b"Exif\0"]) => Some(Kind::Exif),
        0xe1 if starts(&[b"http://ns.adobe.com/x"]) => Some(Kind::Xmp),
        // The profile, the list of further pictures, and what a gain map means.
        0xe2 if starts(&[b"ICC_PROFILE\0", b"MPF\0", b"urn:iso:std:iso:ts:21496"]) => None,
        0xeb if has(data, b"c2pa") => Some(Kind::C2pa),
        0xed if has(data, b"8BIM\x04\x04") => Some(Kind::Iptc),
        0xe1..=0xef => Some(Kind::Other),
        _ => None,
    }
}
