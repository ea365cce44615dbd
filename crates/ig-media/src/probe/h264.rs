//! The configuration of H.264, mainly its sequence parameter set.

use h264_reader::{
    nal::sps::{ChromaFormat, FrameMbsFlags, SeqParameterSet},
    rbsp::{BitReader, decode_nal},
};
use mp4_atom::Avcc;

use super::colour::Colours;
use crate::{Chroma, Scan, VideoTrack};

/// Uses the parameter set; without one, as in `avc3`, the copy in the configuration.
pub(super) fn describe(config: &Avcc, track: &mut VideoTrack) {
    let (profile, constraints) = (config.avc_profile_indication, config.profile_compatibility);
    track.profile = Some(profile_name(profile, constraints));
    track.level = Some(level_name(config.avc_level_indication, constraints));
    // The common profiles have no other sampling (H.264, A.2).
    track.chroma = matches!(profile, 66 | 77 | 88).then_some(Chroma::Yuv420);
    if let Some(ext) = &config.ext {
        track.chroma = chroma(ext.chroma_format.into());
        track.bit_depth = Some(ext.bit_depth_luma);
    }
    let Some(sps) = config.sequence_parameter_sets.first().and_then(|nal| parse(nal)) else {
        return;
    };
    track.chroma = match sps.chroma_info.chroma_format {
        ChromaFormat::Invalid(_) => None,
        format => chroma(format.to_u32()),
    };
    track.bit_depth = sps.chroma_info.bit_depth_luma_minus8.checked_add(8);
    track.scan = Some(match sps.frame_mbs_flags {
        FrameMbsFlags::Frames => Scan::Progressive,
        FrameMbsFlags::Fields { .. } => Scan::Interlaced,
    });
    let Some(usability) = sps.vui_parameters else { return };
    let pixel = usability.aspect_ratio_info.and_then(|it| it.get());
    let pixel = pixel.filter(|&(width, height)| width > 0 && height > 0);
    track.pixel_aspect = track.pixel_aspect.or(pixel.map(|(w, h)| (w.into(), h.into())));
    if let Some(colours) = usability.video_signal_type.and_then(|it| it.colour_description) {
        let (primaries, transfer) = (colours.colour_primaries, colours.transfer_characteristics);
        Colours { primaries: primaries.into(), transfer: transfer.into() }.describe(track);
    }
}

fn parse(nal: &[u8]) -> Option<SeqParameterSet> {
    // The shortest parameter set has a header and three bytes before the first code.
    if nal.len() < 5 {
        return None;
    }
    let bytes = decode_nal(nal).ok()?;
    SeqParameterSet::from_bits(BitReader::new(&bytes[..])).ok()
}

/// H.264, table 6-1; HEVC has the same numbers.
pub(super) fn chroma(format: u32) -> Option<Chroma> {
    match format {
        0 => Some(Chroma::Monochrome),
        1 => Some(Chroma::Yuv420),
        2 => Some(Chroma::Yuv422),
        3 => Some(Chroma::Yuv444),
        _ => None,
    }
}

/// The profiles of H.264, A.2, with the names that encoders use in their settings.
fn profile_name(profile: u8, constraints: u8) -> String {
    let is_set = |flag: u8| constraints & (0x80 >> flag) != 0;
    match profile {
        66 if is_set(1) => "Constrained Baseline",
        66 => "Baseline",
        77 => "Main",
        88 => "Extended",
        100 if is_set(4) && is_set(5) => "Constrained High",
        100 if is_set(4) => "Progressive High",
        100 => "High",
        110 => "High 10",
        122 => "High 4:2:2",
        244 => "High 4:4:4 Predictive",
        44 => "CAVLC 4:4:4 Intra",
        other => return format!("profile {other}"),
    }
    .to_owned()
}

/// The levels of H.264, table A-1: tenths, and 1b with its own number or that of 1.1.
fn level_name(level: u8, constraints: u8) -> String {
    match level {
        9 => "1b".to_owned(),
        11 if constraints & 0x10 != 0 => "1b".to_owned(),
        level => format!("{}.{}", level / 10, level % 10),
    }
}
