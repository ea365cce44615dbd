//! The rules for videos: as a reel, in a carousel and in a story.

mod sound;
mod tracks;

use std::time::Duration;

use super::{shape, size, source};
use crate::{Edits, Finding, Moov, Probe, Rule, Severity, Use, Video};

/// Not documented by Meta; by ISO/IEC 14496-12, the file is not a video without it.
const OUR_OWN: &str = "our own: ISO/IEC 14496-12, 8.2.1, and the states of containers whose video \
    could not be processed, 352/2207026 and 2207053 among them";

/// Lengths are whole frames of video and audio, so a video of 60 s is often some
/// hundredths longer; Instagram's rounding is not documented.
const ROUNDING: Duration = Duration::from_millis(100);

const STRIP_EDITS: &str = "export it again; ffmpeg leaves them out with -use_editlist 0";

pub(super) fn check(probe: &Probe, purpose: Use, findings: &mut Vec<Finding>) {
    findings.extend(size::check(probe, purpose));
    let Some(video) = &probe.video else { return };
    findings.extend(complete(video));
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

fn complete(video: &Video) -> Option<Finding> {
    let (measured, severity, advice) = match video.moov {
        _ if video.missing_bytes > 0 => (
            format!("{} bytes fewer than its boxes say", video.missing_bytes),
            Severity::Error,
            "it is truncated, copy or export it again",
        ),
        Moov::Missing => (
            "no moov box".to_owned(),
            Severity::Error,
            "the recording was not finished or the file is damaged, export it again",
        ),
        Moov::Unread => (
            "no moov box in the part that was read".to_owned(),
            Severity::Warning,
            "export it with the index first (ffmpeg -movflags +faststart) so that it can be checked",
        ),
        _ if !video.has_media => (
            "an index but no video data".to_owned(),
            Severity::Error,
            "it is truncated, copy or export it again",
        ),
        Moov::First | Moov::Last => return None,
    };
    Some(Finding {
        rule: Rule::Complete,
        measured,
        allowed: "a whole video with its index".to_owned(),
        severity,
        advice,
        source: OUR_OWN,
    })
}

/// The documentation asks for it, but no error is known for a video that breaks the rule; a video
/// straight from a phone has it last.
fn moov_first(video: &Video, purpose: Use) -> Option<Finding> {
    (video.moov == Moov::Last).then(|| Finding {
        rule: Rule::MoovFirst,
        measured: "after the video data".to_owned(),
        allowed: "at the start".to_owned(),
        severity: Severity::Warning,
        advice: "export it for the web; ffmpeg moves it with -c copy -movflags +faststart",
        source: source(purpose),
    })
}

/// The documentation wants none at all. Edit lists that only align audio and video are in nearly
/// every encoded video and are not reported; the others are a warning, because no error is known
/// for them, and because they may be ignored.
fn edit_lists(video: &Video, purpose: Use) -> Option<Finding> {
    (video.edits == Edits::Cut).then(|| Finding {
        rule: Rule::EditLists,
        measured: "edit lists that cut it, delay it or change its speed".to_owned(),
        allowed: "none".to_owned(),
        severity: Severity::Warning,
        advice: STRIP_EDITS,
        source: source(purpose),
    })
}

fn duration(video: &Video, purpose: Use) -> Option<Finding> {
    let (min, max, text) = match purpose {
        Use::StoryVideo => (3, 60, "3 s to 60 s"),
        _ => (3, 15 * 60, "3 s to 15 min"),
    };
    let (min, max) = (Duration::from_secs(min), Duration::from_secs(max));
    let (severity, measured, advice) = match video.duration {
        None => (
            Severity::Warning,
            "for a time that its index does not contain".to_owned(),
            "export it without fragments so that it can be checked",
        ),
        Some(it) if (min..=max).contains(&it) => return None,
        Some(it) => {
            let is_close = it.saturating_add(ROUNDING) >= min && it <= max + ROUNDING;
            let severity = if is_close { Severity::Warning } else { Severity::Error };
            let advice = if it < min { "make it longer" } else { "make it shorter" };
            (severity, format!("{:.2} s", it.as_secs_f64()), advice)
        }
    };
    Some(Finding {
        rule: Rule::Duration,
        measured,
        allowed: text.to_owned(),
        severity,
        advice,
        source: source(purpose),
    })
}
