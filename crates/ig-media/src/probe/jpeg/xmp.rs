//! What XMP says of a gain map.

use std::io::{self, BufRead};

use super::segment::Segment;

/// The start of an APP1 segment with XMP, as far as it is looked at.
pub(super) const SIGNATURE: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// Adobe's names for a gain map, Google's name for the place of one, and Apple's name for its own.
const WORDS: [&[u8]; 4] = [b"hdrgm:", b"\"GainMap\"", b"hdrgainmap", b"HDRGainMap"];

/// Whether it has a word of a gain map. The whole segment is read, which is 64 kB at most.
pub(super) fn names_gain_map<R: BufRead>(
    reader: &mut R,
    segment: &mut Segment,
) -> io::Result<bool> {
    segment.extend(reader, segment.length)?;
    Ok(WORDS.iter().any(|word| segment.head.windows(word.len()).any(|it| it == *word)))
}
