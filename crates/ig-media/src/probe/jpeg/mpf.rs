//! The further pictures of a JPEG: what its MPF segment says of them, and whether they are there.

use std::io::{self, BufRead, Seek};

use super::{
    segment::{Segment, part},
    xmp,
};
use crate::{Further, probe::tiff::Tiff};

/// The start of an APP2 segment with the index (CIPA DC-007, 5.1).
pub(super) const SIGNATURE: &[u8] = b"MPF\0";

/// The start of an APP2 segment of a picture with a gain map, and of the map (ISO 21496-1, C.2).
pub(super) const ISO_GAIN_MAP: &[u8] = b"urn:iso:std:iso:ts:21496:-1\0";

/// The entries: their number times 16 bytes (CIPA DC-007, 5.2.3).
const ENTRIES: u16 = 0xB002;

/// An index has some hundred bytes.
const LONGEST: usize = 4096;

/// Cameras write two to four pictures; no more than this are looked at.
const MOST: usize = 16;

/// A map is told by the first segments of its own header.
const MOST_SEGMENTS: usize = 16;

/// The index, as it stands in the segment.
pub(super) struct Index {
    pictures: Vec<Picture>,
}

/// A picture in the index.
#[derive(Clone, Copy)]
struct Picture {
    /// The type, without its flags (CIPA DC-007, 5.2.3.3.1).
    kind: u32,
    /// The position in the file; 0 is the picture itself.
    at: u64,
}

impl Index {
    /// `None` for a segment that has none that can be read.
    pub(super) fn read<R: BufRead>(
        reader: &mut R,
        segment: &mut Segment,
    ) -> io::Result<Option<Self>> {
        segment.extend(reader, LONGEST)?;
        let base = segment.body + SIGNATURE.len() as u64;
        let bytes = segment.head.get(SIGNATURE.len()..).unwrap_or_default();
        Ok(entries(bytes).map(|entries| {
            let place = |(kind, offset)| {
                let at = if offset == 0 { 0 } else { base + u64::from(offset) };
                Picture { kind, at }
            };
            Self { pictures: entries.into_iter().take(MOST).map(place).collect() }
        }))
    }

    /// The further pictures that are there, and where the first of them starts. Two views make the
    /// file an MPO.
    pub(super) fn further<R: BufRead + Seek>(
        &self,
        reader: &mut R,
        size: u64,
        is_marked: bool,
    ) -> io::Result<(Vec<Further>, Option<u64>)> {
        let mut further = Vec::new();
        let mut first = None;
        let is_one_of_views = self.pictures.iter().any(|it| it.at == 0 && is_view(it.kind));
        for picture in self.pictures.iter().filter(|it| it.at != 0 && it.at < size) {
            let start = part(reader, picture.at, 2)?;
            // A tool that changed the length of the header and not the index leaves this.
            if start.len() == 2 && start != [0xFF, 0xD8] {
                continue;
            }
            first = first.into_iter().chain([picture.at]).min();
            further.push(match picture.kind {
                0x01_0000..=0x01_FFFF => Further::Preview,
                0x02_0001 => Further::Panorama,
                kind if is_view(kind) => Further::View,
                _ if is_marked || is_gain_map(reader, picture.at)? => Further::GainMap,
                _ if is_one_of_views => Further::View,
                _ => Further::Unknown,
            });
        }
        Ok((further, first))
    }
}

/// Disparity and multi-angle.
fn is_view(kind: u32) -> bool {
    matches!(kind, 0x02_0002 | 0x02_0003)
}

/// The types and the offsets; `bytes` start with the TIFF header that offsets count from.
fn entries(bytes: &[u8]) -> Option<Vec<(u32, u32)>> {
    let tiff = Tiff::new(bytes)?;
    let entry = tiff.entry(tiff.first_directory()?, ENTRIES)?;
    let value = tiff.at(&entry)?;
    let count = usize::try_from(entry.count / 16).ok()?.min(MOST);
    let entries = (0..count).map(|number| {
        let at = value.checked_add(number * 16)?;
        Some((tiff.u32(at)? & 0x00FF_FFFF, tiff.u32(at + 8)?))
    });
    Some(entries.map_while(|entry| entry).collect())
}

/// Whether the picture at a position says of itself that it is a gain map.
fn is_gain_map<R: BufRead + Seek>(reader: &mut R, at: u64) -> io::Result<bool> {
    reader.seek(io::SeekFrom::Start(at.saturating_add(2)))?;
    for _ in 0..MOST_SEGMENTS {
        let Ok(mut segment) = Segment::next(reader)? else { break };
        let is_map = match segment.marker {
            0xE1 if segment.head.starts_with(xmp::SIGNATURE) => {
                xmp::names_gain_map(reader, &mut segment)?
            }
            0xE2 => segment.head.starts_with(ISO_GAIN_MAP),
            _ => false,
        };
        if is_map {
            return Ok(true);
        }
        segment.skip(reader)?;
    }
    Ok(false)
}
