//! Whether Instagram takes a file for a given use (reference §2.6).

mod film;
mod photo;
mod shape;
mod size;

use crate::{Finding, Format, Probe, Rule, Severity, Use};

/// D-MEDIA: "Image Specifications", "Reel Specifications" and "Story Specifications".
const DOCUMENTS: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/ig-user/media, 2026-09-11";

/// What speaks against a file for a use; nothing when the list is empty.
///
/// Each rule is judged by itself, so that all there is to mend is known at once: a wide PNG is told
/// both. The rules are those of the documents as read on 2026-09-11 (reference §2.6). Where the
/// documents contradict themselves, what is between the two readings is a warning; so is what is
/// only advised, and what they ask for without an error being known that says so.
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
    if purpose.is_film() {
        film::check(probe, purpose, &mut findings);
    } else {
        photo::check(probe, purpose, &mut findings);
    }
    findings
}

/// What speaks against a file as a photo in the feed: [`check`] for [`Use::FeedPhoto`].
pub fn check_photo(probe: &Probe) -> Vec<Finding> {
    check(probe, Use::FeedPhoto)
}

fn format(probe: &Probe, purpose: Use) -> Option<Finding> {
    let is_right = match probe.format {
        Format::Jpeg => !purpose.is_film(),
        Format::Mp4 | Format::Mov => purpose.is_film(),
        _ => false,
    };
    if is_right {
        return None;
    }
    let (allowed, advice) = if purpose.is_film() {
        ("MP4 and MOV films only", "export the film as an MP4 with H.264 and AAC")
    } else {
        ("JPEG photos only", "save the picture as a plain JPEG")
    };
    Some(Finding {
        rule: Rule::Format,
        measured: probe.format.to_string(),
        allowed: allowed.to_owned(),
        severity: Severity::Error,
        advice,
        source: source(purpose),
    })
}

/// Where the rules for a use are written.
fn source(purpose: Use) -> &'static str {
    match purpose {
        Use::CarouselVideo => {
            "no spec is published for videos in a carousel, judged as a reel: \
             https://developers.facebook.com/documentation/instagram-platform/\
             instagram-graph-api/reference/ig-user/media, 2026-09-11"
        }
        _ => DOCUMENTS,
    }
}
