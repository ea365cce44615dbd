//! The rules for photos: in the feed, in a carousel, as a cover and in a story.

use super::{by, shape, size};
use crate::{Finding, Format, Photo, Probe, Rule, Severity, Use};

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
    let is_jpeg = matches!(probe.format, Format::Jpeg | Format::Mpo | Format::Jps);
    let is_read = probe.width.is_some() && probe.height.is_some();
    if is_read || !is_jpeg {
        return None;
    }
    let advice = "the file is truncated or damaged, export it again";
    let (measured, allowed) = ("unreadable".to_owned(), "a whole JPEG header");
    Some(by(purpose)(Rule::Dimensions, measured, allowed, Severity::Error, advice))
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
    let advice = "convert it yourself if the colours must not shift";
    Some(by(purpose)(Rule::Colour, measured, "sRGB", Severity::Warning, advice))
}
