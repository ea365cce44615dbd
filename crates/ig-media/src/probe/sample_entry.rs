//! The encoding of a track's samples: the first entry of its `stsd`.
//!
//! The fixed part of an entry and the boxes that describe a codec are decoded by [`mp4_atom`], one
//! by one: another box that it rejects must not affect the important ones.

use mp4_atom::{Atom, Audio, Avcc, Decode, Esds, Fiel, Hvcc, Visual};

use super::{h264, hevc};
use crate::{AudioCodec, AudioTrack, Scan, VideoCodec, VideoTrack};

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
            b"soun" => Some(Self::Audio(audio(kind, entry))),
            _ => None,
        }
    }
}

fn video(kind: [u8; 4], mut entry: &[u8]) -> Option<VideoTrack> {
    let visual = Visual::decode(&mut entry).ok()?;
    let mut track = VideoTrack {
        codec: match &kind {
            b"avc1" | b"avc3" => VideoCodec::H264,
            b"hvc1" | b"hev1" => VideoCodec::Hevc,
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
        bit_rate: None,
    };
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

fn audio(kind: [u8; 4], mut entry: &[u8]) -> AudioTrack {
    let mut track = AudioTrack { codec: AudioCodec::Other(letters(kind)), ..unknown_audio() };
    if let Ok(audio) = Audio::decode(&mut entry) {
        track.channels = Some(audio.channel_count).filter(|&channels| channels > 0);
        track.sample_rate = Some(audio.sample_rate.integer().into()).filter(|&rate| rate > 0);
    }
    if &kind != b"mp4a" {
        return track;
    }
    // QuickTime keeps it one box deeper.
    let wave = Boxes(entry).find(|(kind, _)| kind == b"wave").map(|(_, content)| Boxes(content));
    let described = Boxes(entry).chain(wave.into_iter().flatten());
    for mut content in described.filter(|(kind, _)| kind == b"esds").map(|(_, content)| content) {
        if let Ok(esds) = Esds::decode_body(&mut content) {
            describe(&esds, &mut track);
        }
    }
    track
}

/// ISO/IEC 14496-1, table 5: the object types. Those of AAC carry its configuration, which is more
/// reliable than the entry: QuickTime always writes two channels, and a rate above 65,535 does not
/// fit there. With spectral band replication the entry has the rate that is heard.
fn describe(esds: &Esds, track: &mut AudioTrack) {
    let config = &esds.es_desc.dec_config;
    let rates = [config.avg_bitrate, config.max_bitrate];
    track.bit_rate = rates.into_iter().find(|&rate| rate > 0);
    track.codec = match config.object_type_indication {
        0x40 | 0x66..=0x68 => AudioCodec::Aac,
        0x69 | 0x6B => AudioCodec::Other("MP3".to_owned()),
        0xA5 => AudioCodec::Other("AC-3".to_owned()),
        0xA6 => AudioCodec::Other("E-AC-3".to_owned()),
        0xAD => AudioCodec::Other("Opus".to_owned()),
        other => AudioCodec::Other(format!("object type 0x{other:02X}")),
    };
    let Some(aac) = config.dec_specific.as_ref().filter(|_| track.codec == AudioCodec::Aac) else {
        return;
    };
    track.channels = match aac.chan_conf {
        channels @ 1..=6 => Some(channels.into()),
        7 => Some(8),
        _ => track.channels,
    };
    track.sample_rate = track.sample_rate.max(sample_rate(aac.freq_index));
}

/// ISO/IEC 14496-3, table 1.18.
fn sample_rate(index: u8) -> Option<u32> {
    const RATES: [u32; 13] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350,
    ];
    RATES.get(usize::from(index)).copied()
}

pub(super) fn unknown_audio() -> AudioTrack {
    let codec = AudioCodec::Other("unreadable".to_owned());
    AudioTrack { codec, channels: None, sample_rate: None, bit_rate: None }
}

fn letters(kind: [u8; 4]) -> String {
    kind.escape_ascii().to_string()
}

/// The boxes within a slice: each with its type and the available part of its content.
#[derive(Clone, Copy)]
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[a, b, c, d, w, x, y, z], rest) = self.0.split_first_chunk::<8>()?;
        let length = u32::from_be_bytes([a, b, c, d]).checked_sub(8)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(rest.len());
        let (content, rest) = rest.split_at(length);
        self.0 = rest;
        Some(([w, x, y, z], content))
    }
}
