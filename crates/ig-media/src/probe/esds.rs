//! The descriptors in an `esds` (ISO/IEC 14496-1, 7.2.6): the type of the stream, its rate, and the
//! configuration of its decoder.

/// A DecoderConfigDescriptor.
pub(super) struct Decoder<'a> {
    pub(super) object_type: u8,
    /// Bits per second on average, or else at most; 0 if neither is said.
    pub(super) bit_rate: u32,
    pub(super) specific: Option<&'a [u8]>,
}

/// Reads the content of an `esds`.
pub(super) fn read(content: &[u8]) -> Option<Decoder<'_>> {
    // Version and flags.
    let stream = find(content.get(4..)?, 3)?;
    let (&[_, _, flags], mut rest) = stream.split_first_chunk()?;
    if flags & 0x80 != 0 {
        rest = rest.get(2..)?;
    }
    if flags & 0x40 != 0 {
        rest = rest.get(1 + usize::from(*rest.first()?)..)?;
    }
    if flags & 0x20 != 0 {
        rest = rest.get(2..)?;
    }
    let decoder = find(rest, 4)?;
    let (&[object_type, _, _, _, _, a, b, c, d, w, x, y, z], rest) = decoder.split_first_chunk()?;
    let [most, average] = [[a, b, c, d], [w, x, y, z]].map(u32::from_be_bytes);
    let bit_rate = if average > 0 { average } else { most };
    Some(Decoder { object_type, bit_rate, specific: find(rest, 5) })
}

/// The available content of the first descriptor with this tag.
fn find(mut descriptors: &[u8], wanted: u8) -> Option<&[u8]> {
    while let Some((&tag, mut rest)) = descriptors.split_first() {
        let mut length = 0_usize;
        // Seven bits a byte, four bytes at most.
        for _ in 0..4 {
            let (&byte, after) = rest.split_first()?;
            length = length << 7 | usize::from(byte & 0x7F);
            rest = after;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (content, after) = rest.split_at(length.min(rest.len()));
        if tag == wanted {
            return Some(content);
        }
        descriptors = after;
    }
    None
}
