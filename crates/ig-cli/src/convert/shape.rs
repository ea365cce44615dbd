//! The shape and the size that Instagram wants. Nothing is cropped.

use ig_media::Use;
use image::{
    RgbImage,
    imageops::{self, FilterType},
};

use super::Wanted;

/// The widest picture that Instagram does not scale down (reference §2.6).
const WIDEST: u32 = 1440;

/// The shapes that the documents allow, as width by height (reference §2.6, §17.7).
const TALLEST: (u64, u64) = (4, 5);
const BROADEST: (u64, u64) = (191, 100);

/// Gives the picture a border where one is wanted and needed, and scales it down.
pub(super) fn fit(picture: RgbImage, wanted: Wanted, changes: &mut Vec<String>) -> RgbImage {
    let picture = match wanted.pad {
        Some(color) if has_a_shape(wanted.purpose) => pad(picture, color, changes),
        _ => picture,
    };
    scale(picture, changes)
}

/// Whether some shapes are refused for a use.
fn has_a_shape(purpose: Use) -> bool {
    matches!(purpose, Use::FeedPhoto | Use::CarouselPhoto)
}

fn pad(picture: RgbImage, color: [u8; 3], changes: &mut Vec<String>) -> RgbImage {
    let (width, height) = picture.dimensions();
    let (w, h) = (u64::from(width), u64::from(height));
    let side = |length: u64, by: u64, of: u64| {
        u32::try_from((length * by).div_ceil(of)).unwrap_or(u32::MAX)
    };
    let (wide, high) = if w * TALLEST.1 < h * TALLEST.0 {
        (side(h, TALLEST.0, TALLEST.1), height)
    } else if h * BROADEST.0 < w * BROADEST.1 {
        (width, side(w, BROADEST.1, BROADEST.0))
    } else {
        return picture;
    };
    let mut padded = RgbImage::from_pixel(wide, high, image::Rgb(color));
    let (x, y) = ((wide - width) / 2, (high - height) / 2);
    imageops::replace(&mut padded, &picture, x.into(), y.into());
    let [red, green, blue] = color;
    changes.push(format!(
        "a border of #{red:02x}{green:02x}{blue:02x} from {width} × {height} to {wide} × {high}"
    ));
    padded
}

fn scale(picture: RgbImage, changes: &mut Vec<String>) -> RgbImage {
    let (width, height) = picture.dimensions();
    if width <= WIDEST {
        return picture;
    }
    let scaled = u64::from(height) * u64::from(WIDEST);
    let high = (scaled + u64::from(width) / 2) / u64::from(width);
    let high = u32::try_from(high).unwrap_or(u32::MAX).max(1);
    changes.push(format!("scaled from {width} × {height} to {WIDEST} × {high}"));
    imageops::resize(&picture, WIDEST, high, FilterType::Lanczos3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_leads_to_the_nearest_shape_and_to_no_other() {
        let padded = |width, height| {
            let mut changes = Vec::new();
            pad(RgbImage::new(width, height), [255; 3], &mut changes).dimensions()
        };
        assert_eq!(padded(100, 100), (100, 100));
        assert_eq!(padded(80, 100), (80, 100));
        assert_eq!(padded(79, 100), (80, 100));
        assert_eq!(padded(100, 1000), (800, 1000));
        assert_eq!(padded(191, 100), (191, 100));
        assert_eq!(padded(1000, 100), (1000, 524));
        for (width, height) in [(1, 999), (333, 1), (1440, 753)] {
            let (wide, high) = padded(width, height);
            let ratio = f64::from(wide) / f64::from(high);
            assert!((0.8..=1.91).contains(&ratio), "{width} × {height}: {ratio}");
        }
    }

    #[test]
    fn only_a_wide_picture_is_scaled() {
        let scaled = |width, height| {
            let mut changes = Vec::new();
            let picture = scale(RgbImage::new(width, height), &mut changes);
            (picture.dimensions(), changes.len())
        };
        assert_eq!(scaled(1440, 9), ((1440, 9), 0));
        assert_eq!(scaled(2880, 1001), ((1440, 501), 1));
        assert_eq!(scaled(3000, 1), ((1440, 1), 1));
    }
}
