//! The three kinds of WebP (RFC 9649, 2.5 to 2.7).

use super::at;

pub(super) fn dimensions(head: &[u8]) -> Option<(u32, u32)> {
    match head.get(12..16)? {
        b"VP8 " => {
            // The upper two bits ask for the picture to be shown larger (RFC 6386, 9.1).
            let number = |place| Some(u32::from(u16::from_le_bytes(at(head, place)?) & 0x3FFF));
            Some((number(26)?, number(28)?))
        }
        b"VP8L" => {
            let bits = u32::from_le_bytes(at(head, 21)?);
            Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
        }
        b"VP8X" => {
            let number = |place| {
                let [a, b, c] = at(head, place)?;
                Some(u32::from_le_bytes([a, b, c, 0]) + 1)
            };
            Some((number(24)?, number(27)?))
        }
        _ => None,
    }
}
