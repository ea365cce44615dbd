//! Whether Instagram accepts a file for a given use (reference §2.6, §17.7): which rows of the
//! table of rules it breaks.

mod format;
mod photo;
mod shape;
mod size;
mod video;

use crate::{Finding, Probe, Row, Use};

/// The rules that a file breaks for a use; an empty list means none.
///
/// Each rule is checked by itself, so that every problem is reported at once: a wide PNG has two
/// findings. The rules, their bounds and the evidence for them are the table of [`ig_rules`]; of a
/// hard and a disputed bound that are both broken, the hard one is reported.
///
/// ```
/// use ig_media::{Rule, Use, check, probe};
///
/// let header = b"\xFF\xD8\xFF\xC0\0\x0B\x08\x07\x80\x04\x38\x01\x01\x11\0";
/// let probe = probe(header, 200_000);
/// assert_eq!((probe.width, probe.height), (Some(1080), Some(1920)));
/// assert_eq!(check(&probe, Use::StoryPhoto), []);
/// assert_eq!(check(&probe, Use::FeedPhoto)[0].rule, Rule::AspectRatio);
/// ```
pub fn check(probe: &Probe, purpose: Use) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(format::check(probe, purpose));
    if purpose.is_video() {
        video::check(probe, purpose, &mut findings);
    } else {
        photo::check(probe, purpose, &mut findings);
    }
    findings
}

/// The rules that a file breaks as a photo in the feed: [`check`] for [`Use::FeedPhoto`].
pub fn check_photo(probe: &Probe) -> Vec<Finding> {
    check(probe, Use::FeedPhoto)
}

/// Findings for a use: a row that is broken, and by what.
///
/// Meta publishes no specification for videos in a carousel, so the source of a finding about one
/// says that it was checked as a reel.
fn by(purpose: Use) -> impl Fn(&'static Row, String) -> Finding {
    move |row, measured| {
        let finding = row.broken(measured);
        match purpose {
            Use::CarouselVideo => finding.with_source(format!(
                "no specification is published for videos in a carousel, checked as a reel: {}",
                row.source.text
            )),
            _ => finding,
        }
    }
}
