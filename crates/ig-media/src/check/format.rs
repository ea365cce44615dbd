//! The format: what each use accepts, and how much is known about the others.

use ig_rules::format;

use super::by;
use crate::{Finding, Format, Probe, Row, Use};

pub(super) fn check(probe: &Probe, purpose: Use) -> Option<Finding> {
    let row = match purpose.is_video() {
        true => video(probe.format),
        false => photo(probe.format, purpose),
    };
    row.map(|row| by(purpose)(row, probe.format.to_string()))
}

fn video(format: Format) -> Option<&'static Row> {
    match format {
        Format::Mp4 | Format::Mov => None,
        _ => Some(&format::VIDEO),
    }
}

fn photo(format: Format, purpose: Use) -> Option<&'static Row> {
    Some(match format {
        Format::Jpeg => return None,
        Format::Png if purpose == Use::ReelCover => &format::PNG_COVER,
        Format::Png => &format::PNG_PHOTO,
        Format::Mpo => &format::MPO,
        Format::Jps => &format::JPS,
        Format::Gif => &format::GIF,
        Format::WebP => &format::WEBP,
        Format::Heic => &format::HEIC,
        Format::Avif => &format::AVIF,
        Format::Bmp => &format::BMP,
        Format::Tiff => &format::TIFF,
        it if it.is_video() => &format::VIDEO_AS_PHOTO,
        _ => &format::PHOTO,
    })
}
