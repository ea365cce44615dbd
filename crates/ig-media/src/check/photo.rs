//! The rules for photos: in the feed, in a carousel, as a cover and in a story.

use ig_rules::photo;

use super::{by, shape, size};
use crate::{Finding, Format, Photo, Probe, Use};

pub(super) fn check(probe: &Probe, purpose: Use, findings: &mut Vec<Finding>) {
    // For a video, no other rule matters.
    if probe.format.is_video() {
        return;
    }
    findings.extend(dimensions(probe, purpose));
    findings.extend(size::check(probe, purpose));
    findings.extend(shape::aspect_ratio(probe, purpose));
    findings.extend(shape::width(probe, purpose));
    findings.extend(probe.photo.as_ref().and_then(|photo| colour(photo, purpose)));
}

/// Checks no other formats, because they are refused anyway.
fn dimensions(probe: &Probe, purpose: Use) -> Option<Finding> {
    let is_checked = matches!(probe.format, Format::Jpeg | Format::Mpo | Format::Jps | Format::Png);
    let is_read = probe.width.is_some() && probe.height.is_some();
    (is_checked && !is_read).then(|| by(purpose)(&photo::DIMENSIONS, "unreadable".to_owned()))
}

/// Grey is a part of sRGB; four components are for print, with or without a profile.
fn colour(photo: &Photo, purpose: Use) -> Option<Finding> {
    let measured = match &photo.profile {
        Some(profile) if !profile.is_srgb && profile.space != "GRAY" => {
            let name = profile.name.as_deref().unwrap_or("a profile without a name");
            format!("{} ({name})", profile.space)
        }
        _ if photo.components == Some(4) => "print colours (four components)".to_owned(),
        _ => return None,
    };
    Some(by(purpose)(&photo::COLOUR, measured))
}
