//! The rules for photos: in the feed, in a carousel, as a cover and in a story.

mod turned;

use ig_rules::photo;

use super::{by, shape, size};
use crate::{
    Coding, Ending, Entropy, Finding, Format, Further, Photo, Primaries, Probe, ToneCurve, Use,
};

pub(super) fn check(probe: &Probe, purpose: Use, findings: &mut Vec<Finding>) {
    // For a video, no other rule matters.
    if probe.format.is_video() {
        return;
    }
    let none = Photo::default();
    let facts = probe.photo.as_ref().unwrap_or(&none);
    findings.extend(coding(facts, purpose));
    findings.extend(dimensions(probe, facts, purpose));
    findings.extend(complete(probe, facts, purpose));
    findings.extend(size::check(probe, purpose));
    if let Some((width, height)) = probe.width.zip(probe.height) {
        let way = turned::judged(facts, (width, height), purpose);
        findings.extend(shape::aspect_ratio_of(way.sides, purpose));
        findings.extend(shape::width_of(way.sides.0, purpose));
        findings.extend(way.finding);
    }
    findings.extend(further(facts, purpose));
    findings.extend(colour(facts, purpose));
}

/// Decoders that are in use read Huffman codes of 8 bits, top to bottom or in passes.
fn coding(facts: &Photo, purpose: Use) -> Option<Finding> {
    let measured = match (facts.coding?, facts.entropy?) {
        (Coding::JpegLs, _) => "JPEG-LS".to_owned(),
        (Coding::Lossless, _) => "lossless JPEG".to_owned(),
        (Coding::Hierarchical, _) => "hierarchical JPEG".to_owned(),
        (_, Entropy::Arithmetic) => "arithmetic JPEG".to_owned(),
        _ => match facts.bit_depth {
            None | Some(8) => return None,
            Some(bits) => format!("JPEG with {bits} bits"),
        },
    };
    Some(by(purpose)(&photo::CODING, measured))
}

/// Whether the format may be a photo's, so that more than its name is of interest.
fn is_checked(format: Format) -> bool {
    matches!(format, Format::Jpeg | Format::Mpo | Format::Jps | Format::Png)
}

/// Checks no other formats, because they are refused anyway.
fn dimensions(probe: &Probe, facts: &Photo, purpose: Use) -> Option<Finding> {
    let is_read = probe.width.is_some() && probe.height.is_some();
    let measured = match facts.components {
        Some(_) if probe.format == Format::Png => "zero",
        // The number of lines may follow the first scan (T.81, B.2.5), which decoders do not read.
        Some(_) => "zero, or given after the picture (DNL)",
        None => "unreadable",
    };
    let is_broken = is_checked(probe.format) && !is_read;
    is_broken.then(|| by(purpose)(&photo::DIMENSIONS, measured.to_owned()))
}

/// A file without even dimensions has that finding.
fn complete(probe: &Probe, facts: &Photo, purpose: Use) -> Option<Finding> {
    let is_cut = facts.ending == Ending::Cut && is_checked(probe.format);
    let measured = "no end: it stops in the middle of the picture".to_owned();
    (is_cut && probe.width.is_some()).then(|| by(purpose)(&photo::COMPLETE, measured))
}

/// A camera's preview is in most photos of cameras, and views are another format.
fn further(facts: &Photo, purpose: Use) -> Option<Finding> {
    let has = |kind| facts.further.contains(&kind);
    let (row, measured) = if has(Further::View) {
        return None;
    } else if has(Further::GainMap) {
        (&photo::GAIN_MAP, "an HDR gain map")
    } else if has(Further::Panorama) {
        (&photo::FURTHER, "the parts of a panorama")
    } else if has(Further::Unknown) {
        (&photo::FURTHER, "a further picture of no known type")
    } else {
        return None;
    };
    Some(by(purpose)(row, measured.to_owned()))
}

/// Grey is a part of sRGB; four components are for print, with or without a profile.
fn colour(facts: &Photo, purpose: Use) -> Option<Finding> {
    let measured = match &facts.profile {
        Some(profile) if !profile.is_srgb && profile.space != "GRAY" => {
            let name = profile.name.as_deref().unwrap_or("a profile without a name");
            let is_curve = profile.primaries == Some(Primaries::Srgb)
                && profile.curve.is_some_and(|curve| curve != ToneCurve::Srgb);
            let why = if is_curve { ", whose tone curve is not that of sRGB" } else { "" };
            format!("{} ({name}){why}", profile.space)
        }
        _ if facts.components == Some(4) => "print colours (four components)".to_owned(),
        _ => return None,
    };
    Some(by(purpose)(&photo::COLOUR, measured))
}
