//! The shape and the size that Instagram wants. Nothing is cropped.

use ig_media::{Finding, Format, Probe, Rule, Use};
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

/// What is wrong with a shape that gets no border: of a picture with these sides.
pub(super) fn findings(probe: &Probe, (width, height): (u32, u32), wanted: Wanted) -> Vec<Finding> {
    if wanted.pad.is_some() && has_a_shape(wanted.purpose) {
        return Vec::new();
    }
    let mut upright = probe.clone();
    (upright.format, upright.photo) = (Format::Jpeg, None);
    (upright.width, upright.height) = (Some(width), Some(height));
    let findings = ig_media::check(&upright, wanted.purpose).into_iter();
    findings.filter(|finding| finding.rule == Rule::AspectRatio).collect()
}

/// Scales the picture down, and gives it a border where one is wanted and needed. In this order, since
/// a border around a strip of pixels may be larger than any picture that is decoded.
pub(super) fn fit(picture: RgbImage, wanted: Wanted, changes: &mut Vec<String>) -> RgbImage {
    let (width, height) = picture.dimensions();
    let border = wanted.pad.filter(|_| has_a_shape(wanted.purpose));
    match border.and_then(|color| Some((color, padded(width.into(), height.into())?))) {
        Some((color, sides)) => pad(&picture, sides, color, changes),
        None => scale(picture, changes),
    }
}

/// Whether some shapes are refused for a use.
fn has_a_shape(purpose: Use) -> bool {
    matches!(purpose, Use::FeedPhoto | Use::CarouselPhoto)
}

/// The sides of the nearest shape around a picture, unless it has one.
fn padded(width: u64, height: u64) -> Option<(u64, u64)> {
    if width * TALLEST.1 < height * TALLEST.0 {
        Some(((height * TALLEST.0).div_ceil(TALLEST.1), height))
    } else if height * BROADEST.0 < width * BROADEST.1 {
        Some((width, (width * BROADEST.1).div_ceil(BROADEST.0)))
    } else {
        None
    }
}

fn pad(
    picture: &RgbImage,
    (wide, high): (u64, u64),
    color: [u8; 3],
    changes: &mut Vec<String>,
) -> RgbImage {
    let (width, height) = picture.dimensions();
    let widest = u64::from(WIDEST);
    let (wide, high, inner) = match wide <= widest {
        true => (wide, high, None),
        // The nearest shape again: a side that was rounded would leave it.
        false if wide == u64::from(width) => {
            let (wide, high) = (widest, (widest * BROADEST.1).div_ceil(BROADEST.0));
            (wide, high, Some((widest, part(height.into(), widest, width.into()))))
        }
        false => {
            let high = widest * TALLEST.1 / TALLEST.0;
            (widest, high, Some((part(width.into(), high, height.into()), high)))
        }
    };
    let inner = inner.map(|(width, height)| (length(width), length(height)));
    let scaled = inner.map(|(width, height)| resized(picture, width, height, changes));
    let inner = scaled.as_ref().unwrap_or(picture);
    let (wide, high) = (length(wide), length(high));
    let mut padded = RgbImage::from_pixel(wide, high, image::Rgb(color));
    let (x, y) = ((wide - inner.width()) / 2, (high - inner.height()) / 2);
    imageops::replace(&mut padded, inner, x.into(), y.into());
    let [red, green, blue] = color;
    let (width, height) = inner.dimensions();
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
    let high = length(part(height.into(), WIDEST.into(), width.into()));
    resized(&picture, WIDEST, high, changes)
}

fn resized(picture: &RgbImage, width: u32, height: u32, changes: &mut Vec<String>) -> RgbImage {
    let (wide, high) = picture.dimensions();
    changes.push(format!("scaled from {wide} × {high} to {width} × {height}"));
    imageops::resize(picture, width, height, FilterType::Lanczos3)
}

/// A length in the proportion `by` to `of`, rounded, and never nothing.
fn part(length: u64, by: u64, of: u64) -> u64 {
    ((length * by + of / 2) / of).max(1)
}

/// A side of a picture: none is longer than 16 bits by a proportion of two.
fn length(length: u64) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::Frames;

    #[test]
    fn a_border_leads_to_the_nearest_shape_and_to_no_other() {
        let fitted = |width, height| {
            let (mut changes, picture) = (Vec::new(), RgbImage::new(width, height));
            let wanted = Wanted {
                purpose: Use::FeedPhoto,
                background: [0; 3],
                pad: Some([255; 3]),
                frames: Frames::OnlyOne,
            };
            (fit(picture, wanted, &mut changes).dimensions(), changes.len())
        };
        assert_eq!(fitted(100, 100), ((100, 100), 0));
        assert_eq!(fitted(80, 100), ((80, 100), 0));
        assert_eq!(fitted(79, 100), ((80, 100), 1));
        assert_eq!(fitted(100, 1000), ((800, 1000), 1));
        assert_eq!(fitted(191, 100), ((191, 100), 0));
        assert_eq!(fitted(1000, 100), ((1000, 524), 1));
        // Scaled too.
        assert_eq!(fitted(2880, 100), ((1440, 754), 2));
        assert_eq!(fitted(100, 2880), ((1440, 1800), 2));
        for (width, height) in [(1, 999), (333, 1), (1440, 753), (65_535, 1), (1, 65_535)] {
            let ((wide, high), _) = fitted(width, height);
            let ratio = f64::from(wide) / f64::from(high);
            assert!((0.8..=1.91).contains(&ratio), "{width} × {height}: {ratio}");
            assert!(wide <= WIDEST, "{width} × {height}: {wide}");
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
