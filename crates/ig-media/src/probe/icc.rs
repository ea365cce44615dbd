//! The name of an ICC profile, and whether it is sRGB.
//!
//! This is not done with a crate: those that decode profiles need all of it, up to some MB
//! of tables for print, for the two or three entries needed here.

use crate::ColourProfile;

/// An APP2 segment that starts with it has a piece of the profile, after the piece's number and the
/// number of pieces (ICC.1, B.4).
pub(super) const SIGNATURE: &[u8] = b"ICC_PROFILE\0";

/// Whole profiles for screens are far shorter, and the list of entries is at the start of others.
const LONGEST: usize = 64 * 1024;

/// The kept part of the profile.
#[derive(Default)]
pub(super) struct Pieces(Vec<u8>);

impl Pieces {
    /// How many more bytes after the signature are useful.
    pub(super) fn wants(&self) -> usize {
        LONGEST + 2 - self.0.len().min(LONGEST)
    }

    /// Adds the content of a segment; pieces are not reordered, because encoders write them in
    /// order.
    pub(super) fn add(&mut self, segment: &[u8]) {
        self.0.extend_from_slice(segment.get(SIGNATURE.len() + 2..).unwrap_or_default());
    }

    /// `None` without a profile, or with less than its fixed part.
    pub(super) fn read(&self) -> Option<ColourProfile> {
        let space = self.0.get(16..20)?;
        let name = self.tag(b"desc").and_then(text);
        let primaries = [b"rXYZ", b"gXYZ", b"bXYZ"].map(|tag| self.tag(tag).and_then(xyz));
        let is_srgb = space == b"RGB "
            && match primaries {
                [Some(r), Some(g), Some(b)] => is_close(&[r, g, b]),
                _ => name.as_ref().is_some_and(|name| name.to_lowercase().contains("srgb")),
            };
        let space = space.trim_ascii().escape_ascii().to_string();
        Some(ColourProfile { name, space, is_srgb })
    }

    /// An entry by its signature (ICC.1, 7.3).
    fn tag(&self, signature: &[u8; 4]) -> Option<&[u8]> {
        let (entries, _) = self.0.get(132..)?.as_chunks::<12>();
        let count = u32_at(&self.0, 128)?.try_into().unwrap_or(usize::MAX);
        let entry = entries.iter().take(count).find(|entry| entry.starts_with(signature))?;
        let start = usize::try_from(u32_at(entry, 4)?).ok()?;
        let length = usize::try_from(u32_at(entry, 8)?).ok()?;
        self.0.get(start..start.checked_add(length)?)
    }
}

/// A description: plain text in version 2 of ICC.1, one text per language in version 4.
fn text(tag: &[u8]) -> Option<String> {
    let text = match tag.first_chunk::<4>()? {
        b"desc" => {
            let length = usize::try_from(u32_at(tag, 8)?).ok()?;
            String::from_utf8_lossy(tag.get(12..12_usize.checked_add(length)?)?).into_owned()
        }
        b"mluc" => {
            let length = usize::try_from(u32_at(tag, 20)?).ok()?;
            let start = usize::try_from(u32_at(tag, 24)?).ok()?;
            let (pairs, _) = tag.get(start..start.checked_add(length)?)?.as_chunks::<2>();
            let units: Vec<_> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        }
        _ => return None,
    };
    let text = text.trim_matches(|it: char| it == '\0' || it.is_whitespace());
    (!text.is_empty()).then(|| text.to_owned())
}

/// A colour, in units of 1/65536 (ICC.1, 10.31).
fn xyz(tag: &[u8]) -> Option<[i32; 3]> {
    let number = |at| u32_at(tag, at).map(u32::cast_signed);
    Some([number(8)?, number(12)?, number(16)?])
}

/// The primaries of sRGB, adapted to D50, as profiles write them; makers differ by a few
/// thousandths.
fn is_close(primaries: &[[i32; 3]; 3]) -> bool {
    const SRGB: [[i32; 3]; 3] =
        [[28_578, 14_581, 912], [25_238, 46_983, 6_364], [9_378, 3_972, 46_799]];
    const TOLERANCE: u32 = 330;
    let pairs = primaries.iter().flatten().zip(SRGB.iter().flatten());
    pairs.into_iter().all(|(it, srgb)| it.abs_diff(*srgb) <= TOLERANCE)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes))
}
