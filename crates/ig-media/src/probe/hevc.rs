//! The configuration of HEVC. It repeats most of the parameter set; the colours are only there.

use mp4_atom::Hvcc;

use super::{h264::chroma, hevc_sps};
use crate::{Scan, VideoTrack};

pub(super) fn describe(config: &Hvcc, track: &mut VideoTrack) {
    track.profile = Some(profile_name(config.general_profile_idc));
    // Thirtieths: 93 is 3.1, and 120 is 4 (H.265, A.4).
    let level = config.general_level_idc;
    track.level = Some(format!("{}.{}", level / 30, level % 30 / 3));
    track.chroma = chroma(config.chroma_format_idc.into());
    track.bit_depth = config.bit_depth_luma_minus8.checked_add(8);
    // general_progressive_source_flag and general_interlaced_source_flag (H.265, 7.4.4); neither or
    // both leave it open.
    track.scan = match config.general_constraint_indicator_flags[0] >> 6 {
        0b10 => Some(Scan::Progressive),
        0b01 => Some(Scan::Interlaced),
        _ => None,
    };
    let sets = config.arrays.iter().filter(|array| array.nal_unit_type == SPS);
    let unit = sets.flat_map(|array| &array.nalus).next();
    if let Some(read) = unit.and_then(|unit| hevc_sps::read(unit)) {
        track.pixel_aspect = track.pixel_aspect.or(read.pixel.filter(|it| it.0 > 0 && it.1 > 0));
        if let Some(colours) = read.colours {
            colours.describe(track);
        }
    }
}

/// The type of a sequence parameter set (H.265, table 7-1).
const SPS: u8 = 33;

/// H.265, A.3.
fn profile_name(profile: u8) -> String {
    match profile {
        1 => "Main",
        2 => "Main 10",
        3 => "Main Still Picture",
        4 => "Range Extensions",
        other => return format!("profile {other}"),
    }
    .to_owned()
}
