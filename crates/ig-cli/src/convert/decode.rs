//! From a file to upright pixels in sRGB.

use std::{
    error::Error,
    fs::File,
    io::{BufReader, Read, Seek},
    path::Path,
};

use ig_core::error::Actor;
use ig_media::{Format, Further, Probe};
use image::{
    AnimationDecoder as _, DynamicImage, ImageDecoder, ImageFormat, ImageReader,
    codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder},
    metadata::Orientation,
};

use super::{
    colour, heic,
    limits::{MOST_BYTES, MOST_PIXELS, limits},
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
    changes.push(format!("{} to JPEG", probe.format));
    if probe.format == Format::Heic {
        return heic::decode(path, changes);
    }
    let open = || File::open(path).map(BufReader::new).map_err(|error| unreadable(path, &error));
    let mut reader =
        ImageReader::new(open()?).with_guessed_format().map_err(|it| unreadable(path, &it))?;
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
    let damaged = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => too_large(path, probe),
        error => Failure::usage(format!("{} cannot be decoded", path.display()))
            .caused_by(&error)
            .fix("the file is damaged or of a kind that is not read: export it again")
            .who(Actor::Author),
    };
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let has_metadata = has_some(decoder.exif_metadata()) || has_some(decoder.xmp_metadata());
    let picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if probe.photo.as_ref().is_some_and(|photo| photo.further.contains(&Further::GainMap)) {
        changes.push("the HDR gain map is left out".to_owned());
    }
    if has_metadata {
        changes.push("EXIF and XMP metadata are left out".to_owned());
    }
    if picture.color().bytes_per_pixel() / picture.color().channel_count() > 1 {
        changes.push("8 bits a channel".to_owned());
    }
    let mut picture = match profile {
        Some(profile) => colour::to_srgb(picture, &profile, changes),
        None => picture,
    };
    if orientation != Orientation::NoTransforms {
        changes.push(format!("turned upright (orientation {})", orientation.to_exif()));
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

fn has_some<E>(bytes: Result<Option<Vec<u8>>, E>) -> bool {
    bytes.is_ok_and(|bytes| bytes.is_some_and(|bytes| !bytes.is_empty()))
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

pub(super) fn unreadable(path: &Path, error: &dyn Error) -> Failure {
    Failure::usage(format!("{} cannot be read", path.display()))
        .caused_by(error)
        .fix("check the path and who may read it")
}

pub(super) fn too_large(path: &Path, probe: &Probe) -> Failure {
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
