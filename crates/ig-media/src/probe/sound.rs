//! The sample entry of sound: that of ISO/IEC 14496-12, 12.2.3, and QuickTime's in its three
//! versions ("Sound Sample Descriptions", QuickTime File Format Specification).

use super::{aac, bits::Bits, esds, inner::Boxes};
use crate::{AudioCodec, AudioTrack};

/// The fixed part of an entry without its length and type, by version.
const FIXED: usize = 28;
const FIXED_1: usize = FIXED + 16;
const FIXED_2: usize = 64;

/// `table` is the version of the `stsd` around it: with 1, the entry is ISO's and not QuickTime's.
pub(super) fn read(kind: [u8; 4], entry: &[u8], table: u8) -> AudioTrack {
    let mut track = unknown(name(kind));
    let version = entry.get(8..10).map_or(0, |it| u16::from_be_bytes([it[0], it[1]]));
    let fixed = match version {
        1 if table == 0 => FIXED_1,
        2 if table == 0 => FIXED_2,
        _ => FIXED,
    };
    if let Some(&[a, b, _, _, _, _, _, _, c, d, _, _]) =
        entry.get(16..FIXED).and_then(|it| it.first_chunk())
    {
        track.channels = Some(u16::from_be_bytes([a, b])).filter(|&it| it > 0);
        track.sample_rate = Some(u16::from_be_bytes([c, d]).into()).filter(|&it| it > 0);
    }
    if fixed == FIXED_2 {
        version_2(entry, &mut track);
    }
    let boxes = Boxes(entry.get(fixed..).unwrap_or_default());
    // QuickTime keeps them one box deeper.
    let wave = boxes.into_iter().find(|(kind, _)| kind == b"wave").map(|(_, it)| Boxes(it));
    for (part, content) in boxes.chain(wave.into_iter().flatten()) {
        match &part {
            // A file of QuickTime may have one beside PCM as well.
            b"esds" if &kind != b"mp4a" => {}
            _ => describe(part, content, &mut track),
        }
    }
    track
}

/// The rate as a number of 64 bits, and the channels as one of 32.
fn version_2(entry: &[u8], track: &mut AudioTrack) {
    let Some((&rate, rest)) = entry.get(32..).and_then(|it| it.split_first_chunk::<8>()) else {
        return;
    };
    let rate = f64::from_be_bytes(rate);
    // A rate that fits no device is a mistake.
    track.sample_rate = (1.0..=1e7).contains(&rate).then_some(rate as u32);
    let channels = rest.first_chunk::<4>().map(|&it| u32::from_be_bytes(it));
    track.channels = channels.and_then(|it| u16::try_from(it).ok()).filter(|&it| it > 0);
}

fn describe(kind: [u8; 4], content: &[u8], track: &mut AudioTrack) {
    match &kind {
        b"esds" => {
            if let Some(decoder) = esds::read(content) {
                stream(&decoder, track);
            }
        }
        // ISO/IEC 14496-12, 12.2.4: a rate above 65,535 does not fit in the entry.
        b"srat" => {
            if let Some(&[a, b, c, d]) = content.get(4..).and_then(|it| it.first_chunk()) {
                track.sample_rate = Some(u32::from_be_bytes([a, b, c, d])).filter(|&it| it > 0);
            }
        }
        // ETSI TS 102 366, F.4 and F.6.
        b"dac3" => ac3(content, 10, track),
        b"dec3" => ac3(content, 28, track),
        // The configuration of ALAC: its rate may not fit in the entry.
        b"alac" => {
            if let Some(&[channels, _, _, _, _, _, _, _, _, _, _, a, b, c, d]) =
                content.get(13..).and_then(|it| it.first_chunk())
            {
                track.channels = Some(channels.into()).filter(|&it| it > 0);
                track.sample_rate = Some(u32::from_be_bytes([a, b, c, d])).filter(|&it| it > 0);
            }
        }
        // RFC 9639, 8.2, after the header of the block.
        b"dfLa" => {
            let mut bits = Bits::new(content.get(8 + 10..).unwrap_or_default());
            if let (Some(rate), Some(channels)) = (bits.read(20), bits.read(3)) {
                track.sample_rate = Some(rate).filter(|&it| it > 0);
                track.channels = u16::try_from(channels + 1).ok();
            }
        }
        _ => {}
    }
}

/// The mode of the channels, after `start` bits.
fn ac3(content: &[u8], start: usize, track: &mut AudioTrack) {
    const CHANNELS: [u16; 8] = [2, 1, 2, 3, 3, 4, 4, 5];
    let mut bits = Bits::new(content);
    let mode = bits.skip(start).and_then(|()| Some((bits.read(3)?, bits.read(1)?)));
    if let Some((mode, low)) = mode {
        track.channels = CHANNELS.get(mode as usize).map(|count| count + u16::from(low == 1));
    }
}

/// ISO/IEC 14496-1, table 5: the object types. Those of AAC have its configuration, which is more
/// reliable than the entry: QuickTime always writes two channels, and a rate above 65,535 does not
/// fit there.
fn stream(decoder: &esds::Decoder<'_>, track: &mut AudioTrack) {
    track.bit_rate = Some(decoder.bit_rate).filter(|&rate| rate > 0);
    let other = |name: &str| AudioCodec::Other(name.to_owned());
    track.codec = match decoder.object_type {
        0x40 | 0x66..=0x68 => AudioCodec::Aac,
        0x69 | 0x6B => other("MP3"),
        0xA5 => other("AC-3"),
        0xA6 => other("E-AC-3"),
        0xA9 => other("DTS"),
        0xAD => other("Opus"),
        0xDD => other("Vorbis"),
        number => AudioCodec::Other(format!("object type 0x{number:02X}")),
    };
    let Some(specific) = decoder.specific.filter(|_| track.codec == AudioCodec::Aac) else {
        return;
    };
    let Some(heard) = aac::read(specific) else { return };
    // ISO/IEC 14496-3, table 1.17: not all that comes in this box is AAC.
    match heard.object_type {
        32..=34 => track.codec = other(["MP1", "MP2", "MP3"][heard.object_type as usize - 32]),
        36 => track.codec = other("MPEG-4 ALS"),
        number => track.profile = aac::profile(number).map(str::to_owned),
    }
    track.channels = heard.channels.or(track.channels);
    // HE-AAC that the configuration does not mention: the entry has the rate that is heard.
    let is_doubled = heard.object_type == 2
        && heard.sample_rate.is_some_and(|it| it <= 24_000 && track.sample_rate == Some(2 * it));
    if is_doubled {
        track.profile = Some("HE-AAC".to_owned());
    } else {
        track.sample_rate = heard.sample_rate.or(track.sample_rate);
    }
}

/// The name of a codec by the letters of its entry, or those.
fn name(kind: [u8; 4]) -> String {
    match &kind {
        b"ac-3" | b"sac3" => "AC-3",
        b"ec-3" => "E-AC-3",
        b"ac-4" => "AC-4",
        b"Opus" => "Opus",
        b"alac" => "ALAC",
        b"fLaC" => "FLAC",
        b".mp3" | b"ms\0\x55" => "MP3",
        b".mp2" => "MP2",
        b"samr" | b"sawb" => "AMR",
        b"apac" => "APAC",
        b"mha1" | b"mhm1" => "MPEG-H",
        b"dtsc" | b"dtsh" | b"dtsl" | b"dtse" => "DTS",
        b"ulaw" | b"alaw" => "G.711",
        b"ima4" | b"ms\0\x11" | b"ms\0\x02" => "ADPCM",
        b"sowt" | b"twos" | b"lpcm" | b"in24" | b"in32" | b"fl32" | b"fl64" | b"raw " | b"NONE"
        | b"ipcm" | b"fpcm" => "PCM",
        _ => return kind.escape_ascii().to_string(),
    }
    .to_owned()
}

/// Nothing but the codec's name.
pub(super) fn unknown(codec: String) -> AudioTrack {
    let codec = AudioCodec::Other(codec);
    AudioTrack { codec, profile: None, channels: None, sample_rate: None, bit_rate: None }
}
