//! Whether Instagram accepts a file for a given use (reference §2.6).

mod photo;
mod shape;
mod size;
mod video;

use crate::{Finding, Format, Probe, Rule, Severity, Use};

/// D-MEDIA: "Image Specifications", "Reel Specifications" and "Story Specifications".
const DOCUMENTS: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/ig-user/media, 2026-09-11";

/// The rules that a file breaks for a use; an empty list means none.
///
/// Each rule is checked by itself, so that every problem is reported at once: a wide PNG has two
/// findings. The rules are those of the documentation as of 2026-09-11 (reference §2.6). Where the
/// documents contradict themselves, a value between the two readings is a warning; so is a rule
/// that is only advice, or for which no error is known.
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
    findings.extend(format(probe, purpose));
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

fn format(probe: &Probe, purpose: Use) -> Option<Finding> {
    let is_right = match probe.format {
        Format::Jpeg => !purpose.is_video(),
        Format::Mp4 | Format::Mov => purpose.is_video(),
        _ => false,
    };
    if is_right {
        return None;
    }
    let (allowed, advice) = if purpose.is_video() {
        ("MP4 and MOV videos only", "export the video as an MP4 with H.264 and AAC")
    } else if probe.format.is_video() {
        ("JPEG photos only", "a video can be a reel, a story or an item of a carousel")
    } else {
        ("JPEG photos only", "save the picture as a plain JPEG")
    };
    Some(by(purpose)(Rule::Format, probe.format.to_string(), allowed, Severity::Error, advice))
}

/// Findings by the rules for a use.
fn by(purpose: Use) -> impl Fn(Rule, String, &str, Severity, &'static str) -> Finding {
    move |rule, measured, allowed, severity, advice| {
        let allowed = allowed.to_owned();
        Finding { rule, measured, allowed, severity, advice, source: source(purpose) }
    }
}

/// The source of the rules for a use.
fn source(purpose: Use) -> &'static str {
    match purpose {
        Use::CarouselVideo => {
            "no specification is published for videos in a carousel, checked as a reel: \
             https://developers.facebook.com/documentation/instagram-platform/\
             instagram-graph-api/reference/ig-user/media, 2026-09-11"
        }
        _ => DOCUMENTS,
    }
}
