//! From the colors of a profile to sRGB.

use image::{DynamicImage, ImageBuffer, Rgba};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The picture in sRGB. One whose profile cannot be used stays as it is, and a change says so.
pub(super) fn to_srgb(
    picture: DynamicImage,
    profile: &[u8],
    changes: &mut Vec<String>,
) -> DynamicImage {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else {
        changes.push("the color profile cannot be read and is left out".to_owned());
        return picture;
    };
    let done = match profile.color_space {
        DataColorSpace::Rgb => rgb(&picture, &profile),
        DataColorSpace::Gray => gray(&picture, &profile),
        _ => None,
    };
    match done {
        Some(done) => {
            changes.push("colors to sRGB".to_owned());
            done
        }
        None => {
            let space = format!("{:?}", profile.color_space).to_uppercase();
            changes.push(format!("the {space} color profile is left out: colors may shift"));
            picture
        }
    }
}

fn options() -> TransformOptions {
    TransformOptions::default()
}

fn rgb(picture: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    let srgb = ColorProfile::new_srgb();
    let has_alpha = picture.color().has_alpha();
    let done = if is_deep(picture) {
        let from = picture.to_rgba16();
        let transform =
            profile.create_transform_16bit(Layout::Rgba, &srgb, Layout::Rgba, options()).ok()?;
        let mut to = ImageBuffer::<Rgba<u16>, _>::new(from.width(), from.height());
        transform.transform(&from, &mut to).ok()?;
        DynamicImage::ImageRgba16(to)
    } else {
        let from = picture.to_rgba8();
        let transform =
            profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options()).ok()?;
        let mut to = ImageBuffer::<Rgba<u8>, _>::new(from.width(), from.height());
        transform.transform(&from, &mut to).ok()?;
        DynamicImage::ImageRgba8(to)
    };
    Some(if has_alpha { done } else { done.into_rgb8().into() })
}

/// A profile of grays: its picture has no other channels but for alpha.
fn gray(picture: &DynamicImage, profile: &ColorProfile) -> Option<DynamicImage> {
    if picture.color().has_color() {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let from = picture.to_luma_alpha8();
    let transform =
        profile.create_transform_8bit(Layout::GrayAlpha, &srgb, Layout::Rgba, options()).ok()?;
    let mut to = ImageBuffer::<Rgba<u8>, _>::new(from.width(), from.height());
    transform.transform(&from, &mut to).ok()?;
    let done = DynamicImage::ImageRgba8(to);
    Some(if picture.color().has_alpha() { done } else { done.into_rgb8().into() })
}

fn is_deep(picture: &DynamicImage) -> bool {
    let color = picture.color();
    color.bytes_per_pixel() > color.channel_count()
}
