//! What an ICC profile is called, and whether its colours are those of sRGB.
//!
//! This is not done with a crate: those that decode profiles need all of it, up to some MB
//! of tables for print, for the few entries needed here.

mod curve;

use std::collections::BTreeMap;

use crate::{ColourProfile, Primaries, ToneCurve};

/// An APP2 segment that starts with it has a piece of the profile, after the piece's number and the
/// number of pieces (ICC.1, B.4).
pub(super) const SIGNATURE: &[u8] = b"ICC_PROFILE\0";

/// Whole profiles for screens are far shorter, and the list of entries is at the start of others.
const LONGEST: usize = 64 * 1024;

/// The kept part of the profile: its pieces by their numbers.
#[derive(Default)]
pub(super) struct Pieces {
    pieces: BTreeMap<u8, Vec<u8>>,
    length: usize,
}

impl Pieces {
    /// How many more bytes after the signature are useful.
    pub(super) fn wants(&self) -> usize {
        LONGEST + 2 - self.length.min(LONGEST)
    }

    /// Adds the content of a segment. The first of several with one number counts.
    pub(super) fn add(&mut self, segment: &[u8]) {
        if let Some([number, _, piece @ ..]) = segment.get(SIGNATURE.len()..)
            && !self.pieces.contains_key(number)
        {
            self.length += piece.len();
            self.pieces.insert(*number, piece.to_vec());
        }
    }

    /// `None` without a profile, or with less than its fixed part.
    pub(super) fn read(&self) -> Option<ColourProfile> {
        let bytes: Vec<_> = self.pieces.values().flatten().copied().collect();
        let profile = Profile(&bytes);
        let space = bytes.get(16..20)?;
        let name = profile.tag(b"desc").and_then(text);
        let primaries = profile.primaries();
        let (curve, gamma) = profile.curve().unzip();
        let gamma = gamma.flatten();
        let is_srgb = space == b"RGB "
            && match primaries {
                Some(primaries) => primaries == Primaries::Srgb && curve == Some(ToneCurve::Srgb),
                None => name.as_ref().is_some_and(|name| name.to_lowercase().contains("srgb")),
            };
        let space = space.trim_ascii().escape_ascii().to_string();
        Some(ColourProfile { name, space, primaries, curve, gamma, is_srgb })
    }
}

/// The bytes of a profile, perhaps without the last of them.
struct Profile<'a>(&'a [u8]);

impl<'a> Profile<'a> {
    /// An entry by its signature (ICC.1, 7.3).
    fn tag(&self, signature: &[u8; 4]) -> Option<&'a [u8]> {
        let (entries, _) = self.0.get(132..)?.as_chunks::<12>();
        let count = u32_at(self.0, 128)?.try_into().unwrap_or(usize::MAX);
        let entry = entries.iter().take(count).find(|entry| entry.starts_with(signature))?;
        let start = usize::try_from(u32_at(entry, 4)?).ok()?;
        let length = usize::try_from(u32_at(entry, 8)?).ok()?;
        self.0.get(start..start.checked_add(length)?)
    }

    fn primaries(&self) -> Option<Primaries> {
        let [r, g, b] = [b"rXYZ", b"gXYZ", b"bXYZ"].map(|tag| self.tag(tag).and_then(xyz));
        let read = [r?, g?, b?];
        let known = KNOWN.iter().find(|(_, known)| is_close(&read, known));
        Some(known.map_or(Primaries::Other, |&(name, _)| name))
    }

    /// The curve of red, green and blue, where it is the same, or of grey.
    fn curve(&self) -> Option<(ToneCurve, Option<f32>)> {
        if let Some(grey) = self.tag(b"kTRC") {
            return curve::read(grey);
        }
        let [red, green, blue] = [b"rTRC", b"gTRC", b"bTRC"].map(|tag| self.tag(tag));
        let (red, green, blue) = (red?, green?, blue?);
        let curve = curve::read(red)?;
        let is_one = [green, blue].iter().all(|&it| it == red || curve::read(it) == Some(curve));
        Some(if is_one { curve } else { (ToneCurve::Other, None) })
    }
}

/// A description: plain text in version 2 of ICC.1, one text per language in version 4.
fn text(tag: &[u8]) -> Option<String> {
    let text = match tag.first_chunk::<4>()? {
        b"desc" => {
            let length = usize::try_from(u32_at(tag, 8)?).ok()?;
            let text = tag.get(12..12_usize.checked_add(length)?)?;
            let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(text).into_owned()
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

/// Red, green and blue adapted to D50, as profiles write them.
const KNOWN: [(Primaries, [[i32; 3]; 3]); 5] = [
    (Primaries::Srgb, [[28_578, 14_581, 912], [25_238, 46_983, 6_364], [9_378, 3_972, 46_799]]),
    (
        Primaries::DisplayP3,
        [[33_759, 15_807, -69], [19_136, 45_369, 2_743], [10_299, 4_364, 51_401]],
    ),
    (
        Primaries::AdobeRgb,
        [[39_960, 20_389, 1_275], [13_453, 41_005, 3_988], [9_770, 4_145, 48_816]],
    ),
    (Primaries::ProPhoto, [[52_279, 18_872, 0], [8_854, 46_659, 0], [2_054, 5, 54_060]]),
    (Primaries::Rec2020, [[44_134, 18_282, -126], [10_863, 44_247, 1_963], [8_196, 3_006, 52_228]]),
];

/// Makers differ by a few thousandths.
fn is_close(read: &[[i32; 3]; 3], known: &[[i32; 3]; 3]) -> bool {
    const TOLERANCE: u32 = 330;
    let mut pairs = read.iter().flatten().zip(known.iter().flatten());
    pairs.all(|(it, known)| it.abs_diff(*known) <= TOLERANCE)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes))
}
