//! The rules for the video track of a video.

use ig_rules::pictures as rows;

use super::super::by;
use crate::{Chroma, Finding, Row, Scan, Use, Video, VideoCodec, VideoTrack};

pub(super) fn check(video: &Video, purpose: Use, findings: &mut Vec<Finding>) {
    let finding = by(purpose);
    let Some(track) = &video.video_track else {
        let measured = "unknown (no video track can be read)".to_owned();
        findings.push(finding(&rows::CODEC, measured));
        return;
    };
    if let VideoCodec::Other(name) = &track.codec {
        findings.push(finding(&rows::CODEC, name.clone()));
    }
    let chroma = track.chroma.filter(|&chroma| chroma != Chroma::Yuv420);
    findings.extend(chroma.map(|chroma| finding(&rows::CHROMA, chroma.to_string())));
    findings.extend(
        (track.scan == Some(Scan::Interlaced))
            .then(|| finding(&rows::SCAN, "interlaced, by its header".to_owned())),
    );
    findings.extend(frame_rate(track).map(|(row, measured)| finding(row, measured)));
    match dynamic_range(track) {
        Some(measured) => findings.push(finding(&rows::DYNAMIC_RANGE, measured)),
        None => findings.extend(
            track
                .bit_depth
                .filter(|&depth| !rows::BIT_DEPTH.bound.holds(depth.into()))
                .map(|depth| finding(&rows::BIT_DEPTH, format!("{depth} bits"))),
        ),
    }
    findings.extend(pixels(track).map(|measured| finding(&rows::PIXEL_ASPECT, measured)));
    let rate = track.bit_rate.filter(|&rate| !rows::BIT_RATE.bound.holds(rate));
    findings.extend(rate.map(|rate| {
        let measured = format!("{:.1} Mbps on average", rate as f64 / 1e6);
        finding(&rows::BIT_RATE, measured)
    }));
}

/// Frames in 1000 seconds; a rate that is not a number is 0.
fn millihertz(rate: f64) -> u64 {
    (rate * 1000.0).round() as u64
}

/// A mean says little about a variable rate: it is an error only where most frames break the rule
/// too.
fn frame_rate(track: &VideoTrack) -> Option<(&'static Row, String)> {
    let holds = |rate| rows::FRAME_RATE.bound.holds(millihertz(rate));
    let mean = track.frame_rate?;
    if !track.is_variable {
        let measured = format!("{mean:.2} fps");
        return (!holds(mean)).then_some((&rows::FRAME_RATE, measured));
    }
    let common = track.common_frame_rate.unwrap_or(mean);
    let row = match (holds(mean), holds(common)) {
        (true, true) => return None,
        (false, false) => &rows::FRAME_RATE,
        (true, false) | (false, true) => &rows::FRAME_RATE_VARIABLE,
    };
    let measured = format!("a variable rate, mean {mean:.2} fps, {common:.2} fps most of the time");
    Some((row, measured))
}

/// The wide colours of HDR count as well, even where the transfer is not said.
fn dynamic_range(track: &VideoTrack) -> Option<String> {
    let primaries = track.primaries.as_deref();
    let kind = match (track.hdr, primaries) {
        (Some(kind), _) => format!("HDR in {kind}"),
        (None, Some("BT.2020")) => "in the wide colours of HDR".to_owned(),
        (None, _) => return None,
    };
    let depth = track.bit_depth.map(|depth| format!("{depth} bits"));
    // Dolby Vision lies on another one.
    let base = track.transfer.as_deref().filter(|it| !kind.ends_with(it));
    let details: Vec<_> = [base, primaries, depth.as_deref()].into_iter().flatten().collect();
    Some(if details.is_empty() { kind } else { format!("{kind} ({})", details.join(", ")) })
}

/// Encoders round: a difference of one in a hundred is not visible.
fn pixels(track: &VideoTrack) -> Option<String> {
    let (wide, high) = track.pixel_aspect?;
    let ratio = f64::from(wide) / f64::from(high);
    let (width, height) = (track.width, track.height);
    let shown = f64::from(width) * ratio;
    ((ratio - 1.0).abs() > 0.01).then(|| {
        format!("stored with {width} × {height} pixels and shown with {shown:.0} × {height}")
    })
}
