//! HEIC, the format of iPhones: decoded in Rust, upright and in sRGB.

use std::{fs, path::Path};

use heifer::{
    Options,
    heifer_isobmff::{
        HeifFile,
        boxes::{ColorInfo, Property},
    },
};
use image::{DynamicImage, RgbaImage};

use super::{
    limits::MOST_PIXELS,
    metadata::{self, Kind},
    undecodable,
};
use crate::failure::Failure;

pub(super) fn decode(path: &Path, changes: &mut Vec<String>) -> Result<DynamicImage, Failure> {
    let bytes = fs::read(path).map_err(|error| undecodable::unreadable(path, &error))?;
    let options = Options { max_pixels: MOST_PIXELS, ..Options::default() };
    let picture = heifer::decode_srgb_rgba8(&bytes, &options)
        .map_err(|error| undecodable::by_heifer(path, error))?;
    let found = heifer::read_metadata(&bytes).unwrap_or_default();
    if let Ok(file) = HeifFile::parse(&bytes) {
        changes.extend(said(&file, found.icc_profile.is_some()));
    }
    let kinds = [(found.exif.is_some(), Kind::Exif), (found.xmp.is_some(), Kind::Xmp)];
    let kinds = kinds.into_iter().filter(|(is_there, _)| *is_there).map(|(_, kind)| kind);
    changes.extend(metadata::left_out(kinds.collect()));
    if heifer::read_gain_map(&bytes).is_ok_and(|map| map.is_some()) {
        changes.push("the HDR gain map is left out".to_owned());
    }
    let (width, height, has_alpha) = (picture.width, picture.height, picture.has_alpha);
    let size = u64::from(width) * u64::from(height) * 4;
    let Some(pixels) = RgbaImage::from_raw(width, height, picture.data) else {
        return Err(Failure::usage(format!("{} cannot be decoded", path.display()))
            .because(format!("its pixels are not {size} bytes"))
            .fix("export it again"));
    };
    let pixels = DynamicImage::ImageRgba8(pixels);
    Ok(if has_alpha { pixels } else { pixels.into_rgb8().into() })
}

/// What the container tells of the changes.
fn said(file: &HeifFile<'_>, has_profile: bool) -> Vec<String> {
    let mut said = Vec::new();
    let pictures = file.top_level_image_ids().len();
    if 1 < pictures {
        said.push(format!("the main picture of {pictures} in the file"));
    }
    let Ok(properties) = file.item_properties(file.primary_id) else { return said };
    let (mut is_other, mut is_deep) = (has_profile, false);
    for property in properties {
        match property {
            Property::Color(ColorInfo::Nclx { primaries, transfer, .. }) => {
                // Those of sRGB, or not said (ITU-T H.273, tables 2 and 3): others are converted.
                is_other |= !matches!((*primaries, *transfer), (1 | 2, 0 | 2 | 13));
            }
            Property::PixelInfo(bits) => is_deep |= bits.iter().any(|bits| 8 < *bits),
            _ => (),
        }
    }
    if is_deep {
        said.push("8 bits a channel".to_owned());
    }
    if is_other {
        said.push("colors to sRGB".to_owned());
    }
    said
}
