//! From a file to upright pixels in sRGB.

use std::{
    fs::{self, File},
    io::{BufReader, Read, Seek},
    path::Path,
};

use ig_core::error::Actor;
use ig_media::{Format, Further, Probe};
use image::{
    AnimationDecoder as _, DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat,
    ImageReader,
    codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder},
    metadata::Orientation,
};

use super::{
    colour::{self, Colours},
    heic,
    limits::{MOST_BYTES, MOST_PIXELS, limits},
    metadata, pages, undecodable,
};
use crate::failure::Failure;

/// What becomes of an animation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frames {
    /// It is refused.
    OnlyOne,
    /// Its first picture is taken.
    First,
}

pub(super) fn decode(
    path: &Path,
    probe: &Probe,
    frames: Frames,
    changes: &mut Vec<String>,
) -> Result<DynamicImage, Failure> {
    let pixels = u64::from(probe.width.unwrap_or(0)) * u64::from(probe.height.unwrap_or(0));
    if MOST_PIXELS < pixels || MOST_BYTES < probe.size {
        return Err(too_large(path, probe));
    }
    if probe.format == Format::Heic {
        return heic::decode(path, changes);
    }
    let open = || {
        File::open(path).map(BufReader::new).map_err(|error| undecodable::unreadable(path, &error))
    };
    let mut reader = ImageReader::new(open()?)
        .with_guessed_format()
        .map_err(|it| undecodable::unreadable(path, &it))?;
    reader.limits(limits());
    let Some(format) = reader.format().filter(|_| probe.format != Format::Avif) else {
        return Err(unknown(path, probe));
    };
    if is_animated(format, open()?) {
        match frames {
            Frames::OnlyOne => return Err(animated(path)),
            Frames::First => changes.push("the first picture of the animation".to_owned()),
        }
    }
    if format == ImageFormat::Tiff && pages::has_several(open()?) {
        changes.push("the first page or picture of several in the file".to_owned());
    }
    let damaged = |error: ImageError| match error {
        ImageError::Limits(_) => too_large(path, probe),
        error => undecodable::by_image(path, probe.format, error),
    };
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let is_for_print = is_for_print(probe, decoder.original_color_type());
    let bytes = fs::read(path).map_err(|error| undecodable::unreadable(path, &error))?;
    let left_out = metadata::left_out(metadata::of(format, &bytes));
    let colours = match format {
        ImageFormat::Png => colour::of_png(&bytes, profile.as_deref()),
        ImageFormat::Bmp => colour::of_bmp(&bytes),
        _ => profile.as_deref().map(Colours::of_profile),
    };
    // They may be hundreds of MB, and the pixels come beside them.
    drop(bytes);
    let picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if let Some(photo) = &probe.photo {
        let has = |kind| photo.further.contains(&kind);
        if has(Further::GainMap) {
            changes.push("the HDR gain map is left out".to_owned());
        }
        if has(Further::View) || has(Further::Panorama) || has(Further::Unknown) {
            changes.push("the further pictures in the file are left out".to_owned());
        }
    }
    changes.extend(left_out);
    if picture.color().bytes_per_pixel() / picture.color().channel_count() > 1 {
        changes.push("8 bits a channel".to_owned());
    }
    if is_for_print {
        changes.push("CMYK, the colors of print, to RGB".to_owned());
    }
    let mut picture = match colours {
        Some(colours) => colour::to_srgb(picture, colours, changes),
        None => picture,
    };
    if orientation != Orientation::NoTransforms {
        changes.push(format!("turned upright (orientation {})", orientation.to_exif()));
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

/// Of a JPEG, the decoder does not tell what it has converted.
fn is_for_print(probe: &Probe, decoded: ExtendedColorType) -> bool {
    let is_cmyk_jpeg = probe.photo.as_ref().is_some_and(|photo| photo.components == Some(4));
    is_cmyk_jpeg || matches!(decoded, ExtendedColorType::Cmyk8 | ExtendedColorType::Cmyk16)
}

/// Whether a file has more than one picture in a row. One that cannot be read is reported when it
/// is decoded.
fn is_animated(format: ImageFormat, reader: BufReader<impl Read + Seek>) -> bool {
    match format {
        ImageFormat::Gif => GifDecoder::new(reader).is_ok_and(|mut decoder| {
            decoder.set_limits(limits()).is_ok()
                && decoder.into_frames().take(2).filter(Result::is_ok).count() == 2
        }),
        ImageFormat::WebP => WebPDecoder::new(reader).is_ok_and(|it| it.has_animation()),
        ImageFormat::Png => {
            let decoder = PngDecoder::with_limits(reader, limits());
            decoder.is_ok_and(|it| it.is_apng().is_ok_and(|is_apng| is_apng))
        }
        _ => false,
    }
}

fn too_large(path: &Path, probe: &Probe) -> Failure {
    let size = match (probe.width, probe.height) {
        (Some(width), Some(height)) => format!("{width} × {height} pixels"),
        _ => format!("{} bytes", probe.size),
    };
    Failure::usage(format!("{} is too large", path.display()))
        .because(format!(
            "it has {size}; at most {} megapixels and {} MiB are decoded",
            MOST_PIXELS / 1_000_000,
            MOST_BYTES >> 20
        ))
        .fix("scale it down first")
        .who(Actor::Author)
}

fn unknown(path: &Path, probe: &Probe) -> Failure {
    Failure::usage(format!("{} cannot be converted", path.display()))
        .because(format!("{} is not a format that this program decodes", probe.format))
        .fix("export it as JPEG, PNG, WebP, HEIC, GIF, BMP or TIFF")
        .who(Actor::Author)
}

fn animated(path: &Path) -> Failure {
    Failure::usage(format!("{} is an animation", path.display()))
        .because("a photo is one picture")
        .fix(
            "take its first picture: --first-frame; or make a video of it, such as with ffmpeg -i \
             FILE -pix_fmt yuv420p out.mp4",
        )
        .who(Actor::Author)
}
