//! The aspect ratio and the width.

use super::by;
use crate::{Finding, Probe, Rule, Severity, Use};

const MIN_WIDTH: u32 = 320;
const MAX_WIDTH: u32 = 1440;
const MAX_COLUMNS: u32 = 1920;

/// Ratios as fractions, so that they can be compared without rounding.
struct Range {
    min: (u64, u64),
    max: (u64, u64),
    text: &'static str,
}

impl Range {
    /// Instagram's rounding is not documented. A picture that was cropped to 4:5 or 1.91:1 has
    /// sides that are off by at most half a pixel, such as 1200 × 628, and must pass; more than
    /// that is refused.
    fn has(&self, width: u64, height: u64) -> bool {
        // (w + ½) / (h - ½) ≥ min and (w - ½) / (h + ½) ≤ max, without fractions.
        let (min, max) = (self.min, self.max);
        let is_too_tall = min.1 * (2 * width + 1) < min.0 * (2 * height).saturating_sub(1);
        let is_too_wide = max.1 * (2 * width).saturating_sub(1) > max.0 * (2 * height + 1);
        !is_too_tall && !is_too_wide
    }
}

const FEED: Range =
    Range { min: (4, 5), max: (191, 100), text: "ratios from 4:5 (0.8:1) to 1.91:1" };
const REEL: Range = Range { min: (1, 100), max: (10, 1), text: "ratios from 0.01:1 to 10:1" };
const STORY: Range = Range { min: (1, 10), max: (10, 1), text: "ratios from 0.1:1 to 10:1" };
const UPRIGHT: Range = Range { min: (9, 16), max: (9, 16), text: "9:16 (0.562:1)" };

pub(super) fn aspect_ratio(probe: &Probe, purpose: Use) -> Option<Finding> {
    let (width, height) = (u64::from(probe.width?), u64::from(probe.height?));
    let range = match purpose {
        Use::FeedPhoto | Use::CarouselPhoto => Some(FEED),
        Use::Reel | Use::CarouselVideo => Some(REEL),
        Use::StoryVideo => Some(STORY),
        Use::ReelCover | Use::StoryPhoto => None,
    };
    let advice = match purpose {
        // A carousel is cropped to the ratio of its first item, whatever that is (D-GUIDE).
        Use::FeedPhoto | Use::CarouselPhoto | Use::CarouselVideo => None,
        Use::ReelCover => Some("crop it yourself, or only its middle is shown"),
        Use::Reel | Use::StoryPhoto | Use::StoryVideo => {
            Some("crop it yourself, or it is cropped or shown with bars")
        }
    };
    let (severity, range, advice) = match (range, advice) {
        (Some(range), _) if !range.has(width, height) => {
            (Severity::Error, range, "crop it or give it a border")
        }
        (_, Some(advice)) if !UPRIGHT.has(width, height) => (Severity::Warning, UPRIGHT, advice),
        _ => return None,
    };
    let ratio = width as f64 / height as f64;
    let measured = format!("{width} × {height} pixels ({ratio:.3}:1)");
    Some(by(purpose)(Rule::AspectRatio, measured, range.text, severity, advice))
}

pub(super) fn width(probe: &Probe, purpose: Use) -> Option<Finding> {
    let width = probe.width?;
    let (rule, bound, severity, advice) = match purpose {
        Use::FeedPhoto | Use::CarouselPhoto if width < MIN_WIDTH => {
            (Rule::MinWidth, MIN_WIDTH, Severity::Warning, "use a wider one")
        }
        Use::FeedPhoto | Use::CarouselPhoto if width > MAX_WIDTH => {
            let advice = "scale it yourself if every detail counts";
            (Rule::MaxWidth, MAX_WIDTH, Severity::Warning, advice)
        }
        Use::Reel | Use::CarouselVideo | Use::StoryVideo if width > MAX_COLUMNS => {
            (Rule::MaxWidth, MAX_COLUMNS, Severity::Error, "export it with fewer pixels")
        }
        _ => return None,
    };
    let most = if severity == Severity::Error { "at most " } else { "" };
    let (measured, allowed) = (format!("{width} pixels"), format!("{most}{bound} pixels"));
    Some(by(purpose)(rule, measured, &allowed, severity, advice))
}
