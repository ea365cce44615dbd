//! The rules for films: as a reel, in a carousel and in a story.

mod sound;
mod tracks;

use std::time::Duration;

use super::{shape, size, source};
use crate::{Edits, Film, Finding, Moov, Probe, Rule, Severity, Use};

/// What no document says; that the file is no film without it is ISO/IEC 14496-12.
const OUR_OWN: &str = "our own: ISO/IEC 14496-12, 8.2.1, and the states of containers whose video \
    could not be processed, 352/2207026 and 2207053 among them";

/// Lengths come in whole pictures and whole frames of sound, so that a film of 60 s is often some
/// hundredths longer; how Instagram rounds is not documented.
const ROUNDING: Duration = Duration::from_millis(100);

const STRIP_EDITS: &str = "export it again; ffmpeg leaves them out with -use_editlist 0";

pub(super) fn check(probe: &Probe, purpose: Use, findings: &mut Vec<Finding>) {
    findings.extend(size::check(probe, purpose));
    let Some(film) = &probe.film else { return };
    findings.extend(complete(film));
    if matches!(film.moov, Moov::Missing | Moov::Unread) {
        return;
    }
    findings.extend(moov_first(film, purpose));
    findings.extend(edit_lists(film, purpose));
    findings.extend(duration(film, purpose));
    findings.extend(shape::aspect_ratio(probe, purpose));
    findings.extend(shape::width(probe, purpose));
    tracks::check(film, purpose, findings);
    sound::check(film, purpose, findings);
}

fn complete(film: &Film) -> Option<Finding> {
    let (measured, severity, advice) = match film.moov {
        _ if film.missing_bytes > 0 => (
            format!("{} bytes fewer than its boxes say", film.missing_bytes),
            Severity::Error,
            "it was cut short, copy or export it again",
        ),
        Moov::Missing => (
            "no moov box".to_owned(),
            Severity::Error,
            "the recording was not finished or the file is damaged, export it again",
        ),
        Moov::Unread => (
            "no moov box in the part that was read".to_owned(),
            Severity::Warning,
            "export it with the index first (ffmpeg -movflags +faststart) so that it can be judged",
        ),
        _ if !film.has_media => (
            "an index and no pictures".to_owned(),
            Severity::Error,
            "it was cut short, copy or export it again",
        ),
        Moov::First | Moov::Last => return None,
    };
    Some(Finding {
        rule: Rule::Complete,
        measured,
        allowed: "a whole film with its index".to_owned(),
        severity,
        advice,
        source: OUR_OWN,
    })
}

/// The documents ask for it, and no error is known that refuses a film for it; what comes straight
/// from a phone has it last.
fn moov_first(film: &Film, purpose: Use) -> Option<Finding> {
    (film.moov == Moov::Last).then(|| Finding {
        rule: Rule::MoovFirst,
        measured: "behind the pictures".to_owned(),
        allowed: "at the start".to_owned(),
        severity: Severity::Warning,
        advice: "export it for the web; ffmpeg moves it with -c copy -movflags +faststart",
        source: source(purpose),
    })
}

/// The documents want none at all. Those that only align sound and picture are in nearly every
/// film that encoders write, and not worth a word; the others are a warning, since no error is
/// known that refuses a film for them, and since they may be ignored.
fn edit_lists(film: &Film, purpose: Use) -> Option<Finding> {
    (film.edits == Edits::Cut).then(|| Finding {
        rule: Rule::EditLists,
        measured: "edit lists that cut it, delay it or change its speed".to_owned(),
        allowed: "none".to_owned(),
        severity: Severity::Warning,
        advice: STRIP_EDITS,
        source: source(purpose),
    })
}

fn duration(film: &Film, purpose: Use) -> Option<Finding> {
    let (min, max, text) = match purpose {
        Use::StoryVideo => (3, 60, "3 s to 60 s"),
        _ => (3, 15 * 60, "3 s to 15 min"),
    };
    let (min, max) = (Duration::from_secs(min), Duration::from_secs(max));
    let (severity, measured, advice) = match film.duration {
        None => (
            Severity::Warning,
            "for a time that is not written in it".to_owned(),
            "export it without fragments so that it can be judged",
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
