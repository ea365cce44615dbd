//! The segments of a JPEG up to its first scan, which distinguish a plain JPEG from an MPO or a
//! JPS.

use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};

use super::icc;
use crate::{Coding, Format, Photo};

/// Real headers have a few dozen segments; a file with more is not read further.
const MAX_SEGMENTS: usize = 4096;

const APP2: u8 = 0xE2;
const APP3: u8 = 0xE3;

/// The properties in the segments.
pub(super) struct Header {
    pub(super) format: Format,
    pub(super) dimensions: Option<(u32, u32)>,
    pub(super) photo: Photo,
}

/// Reads as much as possible: an early end or a damaged segment ends the walk, not the probe.
pub(super) fn read<R: BufRead + Seek>(reader: &mut R) -> io::Result<Header> {
    let photo = Photo { coding: None, components: None, profile: None };
    let mut header = Header { format: Format::Jpeg, dimensions: None, photo };
    let mut profile = icc::Pieces::default();
    reader.seek(SeekFrom::Start(2))?;
    for _ in 0..MAX_SEGMENTS {
        let Some(segment) = Segment::next(reader, &profile)? else { break };
        match segment.marker {
            APP2 if segment.head.starts_with(b"MPF\0") => header.format = Format::Mpo,
            APP2 if segment.head.starts_with(icc::SIGNATURE) => profile.add(&segment.head),
            APP3 if segment.head.starts_with(b"_JPSJPS_") => header.format = Format::Jps,
            marker if is_frame(marker) && header.dimensions.is_none() => {
                header.dimensions = frame_dimensions(&segment.head);
                header.photo.components = segment.head.get(5).copied();
                // SOF2 and the other progressive frames (T.81, table B.1).
                let is_progressive = marker & 0b11 == 0b10;
                let coding = if is_progressive { Coding::Progressive } else { Coding::Baseline };
                header.photo.coding = Some(coding);
            }
            _ => {}
        }
    }
    header.photo.profile = profile.read();
    Ok(header)
}

/// A segment with as much of its content as is needed.
struct Segment {
    marker: u8,
    head: Vec<u8>,
}

impl Segment {
    /// `None` at the first scan, at the end and at bytes that are not a segment.
    fn next<R: BufRead + Seek>(reader: &mut R, profile: &icc::Pieces) -> io::Result<Option<Self>> {
        let Some(marker) = next_marker(reader)? else { return Ok(None) };
        let Some(length) = filled::<2>(reader)? else { return Ok(None) };
        // The length counts its own two bytes (T.81, B.1.1.4).
        let Some(length) = u16::from_be_bytes(length).checked_sub(2) else { return Ok(None) };
        let mut head = Vec::new();
        reader.by_ref().take(u64::from(length.min(12))).read_to_end(&mut head)?;
        if marker == APP2 && head == icc::SIGNATURE {
            let rest = profile.wants().min(usize::from(length) - head.len());
            reader.by_ref().take(rest as u64).read_to_end(&mut head)?;
        }
        reader.seek_relative(i64::from(length) - head.len() as i64)?;
        Ok(Some(Self { marker, head }))
    }
}

/// Skips the fill bytes before a marker, and the markers without a segment (T.81,
/// B.1.1.2 and B.1.1.3).
fn next_marker<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<u8>> {
    let mut after_ff = false;
    loop {
        let Some([byte]) = filled::<1>(reader)? else { return Ok(None) };
        match (after_ff, byte) {
            (_, 0xFF) => after_ff = true,
            (true, 0x01 | 0xD0..=0xD7) => after_ff = false,
            // Not a marker, another start of the image, its end, the start of a scan.
            (false, _) | (true, 0x00 | 0xD8..=0xDA) => return Ok(None),
            (true, marker) => return Ok(Some(marker)),
        }
    }
}

fn filled<const N: usize>(reader: &mut impl Read) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// SOF0 to SOF15 without DHT, JPG and DAC, which share their range (T.81, table B.1).
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Precision, number of lines, samples per line (T.81, B.2.2).
fn frame_dimensions(head: &[u8]) -> Option<(u32, u32)> {
    let [_, h1, h0, w1, w0, ..] = *head else { return None };
    let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
    Some((width.into(), height.into()))
}
