//! From the colors of a file to sRGB.

mod said;

use image::{DynamicImage, RgbaImage};
use moxcms::{CmsError, ColorProfile, DataColorSpace, Layout, TransformExecutor, TransformOptions};

pub(super) use self::said::{of_bmp, of_png};

/// What a file says of its colors, where it is not that they are those of sRGB.
#[derive(Debug)]
pub(super) enum Colours {
    /// They are these.
    Profile(Box<ColorProfile>),
    /// They are others. What says so cannot be used.
    Unusable(&'static str),
}

impl Colours {
    /// By an ICC profile.
    pub(super) fn of_profile(profile: &[u8]) -> Self {
        match ColorProfile::new_from_slice(profile) {
            Ok(profile) => Self::Profile(Box::new(profile)),
            Err(_) => Self::Unusable("the color profile cannot be read and is left out"),
        }
    }
}

/// The picture in sRGB. One whose colors cannot be used stays as it is, and a change says so.
pub(super) fn to_srgb(
    picture: DynamicImage,
    colours: Colours,
    changes: &mut Vec<String>,
) -> DynamicImage {
    let profile = match colours {
        Colours::Profile(profile) => profile,
        Colours::Unusable(why) => {
            changes.push(why.to_owned());
            return picture;
        }
    };
    let done = match profile.color_space {
        DataColorSpace::Rgb => rgb(picture, &profile),
        // A picture of grays has no other channels but for alpha.
        DataColorSpace::Gray if !picture.color().has_color() => gray(picture, &profile),
        _ => Err(picture),
    };
    match done {
        Ok(done) => {
            changes.push("colors to sRGB".to_owned());
            done
        }
        Err(picture) => {
            let space = format!("{:?}", profile.color_space).to_uppercase();
            changes.push(format!("the {space} color profile is left out: colors may shift"));
            picture
        }
    }
}

fn options() -> TransformOptions {
    TransformOptions::default()
}

/// The picture in sRGB, or as it was.
fn rgb(picture: DynamicImage, profile: &ColorProfile) -> Result<DynamicImage, DynamicImage> {
    let mut picture = with_three_channels(picture);
    let srgb = ColorProfile::new_srgb();
    let eight = |layout| profile.create_transform_8bit(layout, &srgb, layout, options());
    let sixteen = |layout| profile.create_transform_16bit(layout, &srgb, layout, options());
    let done = match &mut picture {
        DynamicImage::ImageRgb8(it) => eight(Layout::Rgb).and_then(|by| in_place(it, 3, &*by)),
        DynamicImage::ImageRgba8(it) => eight(Layout::Rgba).and_then(|by| in_place(it, 4, &*by)),
        DynamicImage::ImageRgb16(it) => sixteen(Layout::Rgb).and_then(|by| in_place(it, 3, &*by)),
        DynamicImage::ImageRgba16(it) => sixteen(Layout::Rgba).and_then(|by| in_place(it, 4, &*by)),
        _ => return Err(picture),
    };
    match done {
        Ok(()) => Ok(picture),
        Err(_) => Err(picture),
    }
}

fn with_three_channels(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageLuma8(_) => picture.into_rgb8().into(),
        DynamicImage::ImageLumaA8(_) => picture.into_rgba8().into(),
        DynamicImage::ImageLuma16(_) | DynamicImage::ImageRgb32F(_) => picture.into_rgb16().into(),
        DynamicImage::ImageLumaA16(_) | DynamicImage::ImageRgba32F(_) => {
            picture.into_rgba16().into()
        }
        picture => picture,
    }
}

/// Row by row, since a second copy of a large picture is hundreds of MB.
fn in_place<T: Copy + Default>(
    samples: &mut [T],
    channels: usize,
    transform: &(impl TransformExecutor<T> + ?Sized),
) -> Result<(), CmsError> {
    /// Pixels at a time.
    const MOST: usize = 4096;
    let mut from = vec![T::default(); channels * MOST];
    for to in samples.chunks_mut(channels * MOST) {
        let from = &mut from[..to.len()];
        from.copy_from_slice(to);
        transform.transform(from, to)?;
    }
    Ok(())
}

/// The picture in sRGB, or as it was.
fn gray(picture: DynamicImage, profile: &ColorProfile) -> Result<DynamicImage, DynamicImage> {
    let (srgb, has_alpha) = (ColorProfile::new_srgb(), picture.color().has_alpha());
    let transform =
        profile.create_transform_8bit(Layout::GrayAlpha, &srgb, Layout::Rgba, options());
    let Ok(transform) = transform else { return Err(picture) };
    let from = picture.into_luma_alpha8();
    let mut to = RgbaImage::new(from.width(), from.height());
    if transform.transform(&from, &mut to).is_err() {
        return Err(from.into());
    }
    let done = DynamicImage::ImageRgba8(to);
    Ok(if has_alpha { done } else { done.into_rgb8().into() })
}
