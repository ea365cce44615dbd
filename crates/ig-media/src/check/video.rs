//! The rules for videos: as a reel, in a carousel and in a story.

mod sound;
mod tracks;

use ig_rules::{first_broken, video as rows};

use super::{by, shape, size};
use crate::{Edits, Finding, Moov, Probe, Row, Use, Video};

pub(super) fn check(probe: &Probe, purpose: Use, findings: &mut Vec<Finding>) {
    findings.extend(size::check(probe, purpose));
    let Some(video) = &probe.video else { return };
    findings.extend(complete(video, purpose));
    if matches!(video.moov, Moov::Missing | Moov::Unread) {
        return;
    }
    findings.extend(moov_first(video, purpose));
    findings.extend(edit_lists(video, purpose));
    findings.extend(duration(video, purpose));
    findings.extend(shape::aspect_ratio(probe, purpose));
    findings.extend(shape::width(probe, purpose));
    tracks::check(video, purpose, findings);
    sound::check(video, purpose, findings);
}

fn complete(video: &Video, purpose: Use) -> Option<Finding> {
    let finding = by(purpose);
    let incomplete = |measured: String| Some(finding(&rows::COMPLETE, measured));
    match video.moov {
        _ if video.missing_bytes > 0 => {
            incomplete(format!("{} bytes fewer than its boxes say", video.missing_bytes))
        }
        Moov::Missing => incomplete("no moov box".to_owned()).map(|finding| {
            finding.with_advice(
                "the recording was not finished or the file is damaged, export it again",
            )
        }),
        Moov::Unread => {
            let measured = "no moov box in the part that was read".to_owned();
            Some(finding(&rows::INDEX_UNREAD, measured))
        }
        _ if !video.has_media => incomplete("an index but no video data".to_owned()),
        Moov::First | Moov::Last => None,
    }
}

fn moov_first(video: &Video, purpose: Use) -> Option<Finding> {
    (video.moov == Moov::Last)
        .then(|| by(purpose)(&rows::MOOV_FIRST, "after the video data".to_owned()))
}

/// Edit lists that only align audio and video are in nearly every encoded video and are not
/// reported; the others may be ignored.
fn edit_lists(video: &Video, purpose: Use) -> Option<Finding> {
    let measured = "edit lists that cut it, delay it or change its speed";
    (video.edits == Edits::Cut).then(|| by(purpose)(&rows::EDIT_LISTS, measured.to_owned()))
}

fn duration(video: &Video, purpose: Use) -> Option<Finding> {
    let limits = match purpose {
        Use::StoryVideo => [&rows::STORY_DURATION, &rows::STORY_DURATION_ROUNDED],
        _ => [&rows::REEL_DURATION, &rows::REEL_DURATION_ROUNDED],
    };
    let Some(duration) = video.duration else {
        let measured = "for a time that its index does not contain".to_owned();
        return Some(by(purpose)(&rows::DURATION_UNKNOWN, measured));
    };
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    if video.duration_is_at_least && limits.iter().all(|row| is_below_the_end(row, millis)) {
        let measured = format!("at least {:.2} s", duration.as_secs_f64());
        return Some(by(purpose)(&rows::DURATION_AT_LEAST, measured));
    }
    let row = first_broken(&limits, millis)?;
    let is_short = row.bound.range().is_some_and(|range| millis < *range.start());
    let advice = if is_short { "make it longer" } else { "make it shorter" };
    Some(by(purpose)(row, format!("{:.2} s", duration.as_secs_f64())).with_advice(advice))
}

fn is_below_the_end(row: &Row, millis: u64) -> bool {
    row.bound.range().is_some_and(|range| millis <= *range.end())
}
