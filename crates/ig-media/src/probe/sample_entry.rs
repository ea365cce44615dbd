//! The encoding of a track's samples: the first entry of its `stsd`.
//!
//! The fixed part of an entry and the boxes that describe a codec are decoded by [`mp4_atom`], one
//! by one: another box that it rejects must not affect the important ones.

use mp4_atom::{Atom, Avcc, Decode, Fiel, Hvcc, Visual};

use super::{colour::Colours, h264, hevc, inner::Boxes, sound};
use crate::{AudioTrack, Hdr, Scan, VideoCodec, VideoTrack};

/// An entry, by the kind of track.
pub(super) enum SampleEntry {
    /// A property that the entry lacks is left for the track.
    Video(VideoTrack),
    Audio(AudioTrack),
}

impl SampleEntry {
    /// `None` for tracks of other kinds, and for an entry that cannot be read.
    pub(super) fn of(stsd: &[u8], handler: &[u8; 4]) -> Option<Self> {
        // Version and flags, and the number of entries.
        let (kind, entry) = Boxes(stsd.get(8..)?).next()?;
        match handler {
            b"vide" => video(kind, entry).map(Self::Video),
            b"soun" => Some(Self::Audio(sound::read(kind, entry, *stsd.first()?))),
            _ => None,
        }
    }
}

fn video(kind: [u8; 4], mut entry: &[u8]) -> Option<VideoTrack> {
    let visual = Visual::decode(&mut entry).ok()?;
    let mut track = VideoTrack {
        codec: match &kind {
            b"avc1" | b"avc3" | b"dva1" | b"dvav" => VideoCodec::H264,
            b"hvc1" | b"hev1" | b"dvh1" | b"dvhe" => VideoCodec::Hevc,
            _ => VideoCodec::Other(letters(kind)),
        },
        profile: None,
        level: None,
        chroma: None,
        bit_depth: None,
        scan: None,
        width: visual.width.into(),
        height: visual.height.into(),
        rotation: 0,
        frame_rate: None,
        common_frame_rate: None,
        is_variable: false,
        bit_rate: None,
        pixel_aspect: None,
        primaries: None,
        transfer: None,
        hdr: matches!(&kind, b"dvh1" | b"dvhe" | b"dva1" | b"dvav").then_some(Hdr::DolbyVision),
    };
    // What the entry says counts more than what the encoder says, wherever the box is.
    for (kind, content) in Boxes(entry) {
        match &kind {
            b"pasp" => track.pixel_aspect = pixel(content),
            b"dvcC" | b"dvvC" | b"dvwC" => track.hdr = Some(Hdr::DolbyVision),
            b"colr" => {
                if let Some(colours) = Colours::of_box(content) {
                    colours.describe(&mut track);
                }
            }
            _ => {}
        }
    }
    let mut fields = None;
    for (kind, mut content) in Boxes(entry) {
        match (&kind, &track.codec) {
            (b"avcC", VideoCodec::H264) => {
                if let Ok(config) = Avcc::decode_body(&mut content) {
                    h264::describe(&config, &mut track);
                }
            }
            (b"hvcC", VideoCodec::Hevc) => {
                if let Ok(config) = Hvcc::decode_body(&mut content) {
                    hevc::describe(&config, &mut track);
                }
            }
            (b"fiel", _) => fields = Fiel::decode_body(&mut content).ok(),
            _ => {}
        }
    }
    match fields.map(|fields| fields.field_count) {
        Some(2) => track.scan = Some(Scan::Interlaced),
        Some(1) if track.scan.is_none() => track.scan = Some(Scan::Progressive),
        _ => {}
    }
    Some(track)
}

/// Width and height of a pixel (ISO/IEC 14496-12, 12.1.4).
fn pixel(content: &[u8]) -> Option<(u32, u32)> {
    let &[a, b, c, d, w, x, y, z] = content.first_chunk()?;
    let shape = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([w, x, y, z]));
    Some(shape).filter(|it| it.0 > 0 && it.1 > 0)
}

fn letters(kind: [u8; 4]) -> String {
    kind.escape_ascii().to_string()
}
