//! The aspect ratio and the width.

use ig_rules::{first_broken, photo, video};

use super::by;
use crate::{Finding, Probe, Row, Use};

pub(super) fn aspect_ratio(probe: &Probe, purpose: Use) -> Option<Finding> {
    aspect_ratio_of((probe.width?, probe.height?), purpose)
}

pub(super) fn width(probe: &Probe, purpose: Use) -> Option<Finding> {
    width_of(columns(probe)?, purpose)
}

pub(super) fn aspect_ratio_of((width, height): (u32, u32), purpose: Use) -> Option<Finding> {
    // A carousel is cropped to the ratio of its first item, whatever that is (D-GUIDE).
    let rows: &[&'static Row] = match purpose {
        Use::FeedPhoto | Use::CarouselPhoto => {
            &[&photo::RATIO_LIMIT, &photo::RATIO_ROUNDED, &photo::RATIO_DOCUMENTED]
        }
        Use::StoryPhoto => &[&photo::STORY_RATIO_ADVISED],
        Use::ReelCover => &[&photo::COVER_RATIO_ADVISED],
        Use::Reel => &[&video::REEL_RATIO, &video::RATIO_ADVISED],
        Use::CarouselVideo => &[&video::REEL_RATIO],
        Use::StoryVideo => &[&video::STORY_RATIO, &video::RATIO_ADVISED],
    };
    let row = rows.iter().find(|row| !row.bound.holds_sides(width, height))?;
    let ratio = f64::from(width) / f64::from(height);
    Some(by(purpose)(row, format!("{width} × {height} pixels ({ratio:.3}:1)")))
}

pub(super) fn width_of(width: u32, purpose: Use) -> Option<Finding> {
    let rows: &[&'static Row] = match purpose {
        Use::FeedPhoto | Use::CarouselPhoto => &[&photo::MIN_WIDTH, &photo::MAX_WIDTH],
        Use::Reel | Use::CarouselVideo | Use::StoryVideo => &[&video::MAX_WIDTH],
        Use::ReelCover | Use::StoryPhoto => &[],
    };
    let row = first_broken(rows, width.into())?;
    Some(by(purpose)(row, format!("{width} pixels")))
}

/// The columns that are shown: of a video, as they are stored, however wide a pixel is.
fn columns(probe: &Probe) -> Option<u32> {
    let track = probe.video.as_ref().and_then(|video| video.video_track.as_ref());
    match track {
        Some(track) if matches!(track.rotation, 90 | 270) => Some(track.height),
        Some(track) => Some(track.width),
        None => probe.width,
    }
}
