//! HEIC, the format of iPhones: decoded in Rust, upright and in sRGB.

use std::{fs, path::Path};

use heifer::Options;
use ig_core::error::Actor;
use image::{DynamicImage, RgbaImage};

use super::{decode, limits::MOST_PIXELS};
use crate::failure::Failure;

pub(super) fn decode(path: &Path, changes: &mut Vec<String>) -> Result<DynamicImage, Failure> {
    let bytes = fs::read(path).map_err(|error| decode::unreadable(path, &error))?;
    let options = Options { max_pixels: MOST_PIXELS, ..Options::default() };
    let failed = |error: &heifer::Error| {
        Failure::usage(format!("{} cannot be decoded", path.display()))
            .caused_by(error)
            .fix(
                "export it as JPEG: on an iPhone share it with Options, Most Compatible; on a Mac \
                 sips -s format jpeg FILE --out out.jpg; elsewhere heif-convert FILE out.jpg",
            )
            .who(Actor::Author)
    };
    let picture = heifer::decode_srgb_rgba8(&bytes, &options).map_err(|error| failed(&error))?;
    let metadata = heifer::read_metadata(&bytes).unwrap_or_default();
    if metadata.icc_profile.is_some() {
        changes.push("colors to sRGB".to_owned());
    }
    if metadata.exif.is_some() || metadata.xmp.is_some() {
        changes.push("EXIF and XMP metadata are left out".to_owned());
    }
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
