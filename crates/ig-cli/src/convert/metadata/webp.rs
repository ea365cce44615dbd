//! The chunks of a WebP (RFC 9649, 2.3 to 2.7).

use super::Kind;

pub(super) fn metadata(bytes: &[u8]) -> Vec<Kind> {
    let mut found = Vec::new();
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let Some((name, after)) = rest.split_first_chunk::<4>() {
        let Some(length) = after.first_chunk() else { break };
        let length = u32::from_le_bytes(*length) as usize;
        found.extend(kind(name));
        // One of an odd length is filled up.
        rest = after.get(4 + length + length % 2..).unwrap_or_default();
    }
    found
}

fn kind(name: &[u8; 4]) -> Option<Kind> {
    match name {
        b"EXIF" => Some(Kind::Exif),
        b"XMP " => Some(Kind::Xmp),
        b"C2PA" => Some(Kind::C2pa),
        b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => None,
        _ => Some(Kind::Other),
    }
}
