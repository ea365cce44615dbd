//! The limits of file size: Meta's documentation and its other statements differ.

use ig_rules::{first_broken, photo, video};

use super::by;
use crate::{Finding, Probe, Row, Use};

pub(super) fn check(probe: &Probe, purpose: Use) -> Option<Finding> {
    let rows: [&'static Row; 2] = match purpose {
        Use::Reel | Use::CarouselVideo => [&video::REEL_SIZE, &video::REEL_SIZE_DOCUMENTED],
        Use::StoryVideo => [&video::STORY_SIZE, &video::STORY_SIZE_DOCUMENTED],
        Use::FeedPhoto | Use::CarouselPhoto | Use::ReelCover | Use::StoryPhoto => {
            [&photo::SIZE, &photo::SIZE_DOCUMENTED]
        }
    };
    let row = first_broken(&rows, probe.size)?;
    Some(by(purpose)(row, format!("{} bytes", probe.size)))
}
