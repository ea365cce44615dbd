//! The rules for the video track of a video.

use ig_rules::video as rows;

use super::super::by;
use crate::{Chroma, Finding, Scan, Use, Video, VideoCodec};

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
    let is_wrong = |&rate: &f64| !rows::FRAME_RATE.bound.holds(millihertz(rate));
    findings.extend(track.frame_rate.filter(is_wrong).map(|rate| {
        let measured = format!("{rate:.2} frames per second");
        finding(&rows::FRAME_RATE, measured)
    }));
    let rate = track.bit_rate.filter(|&rate| !rows::BIT_RATE.bound.holds(rate));
    findings.extend(rate.map(|rate| {
        let measured = format!("{:.1} Mbps on average", rate as f64 / 1e6);
        finding(&rows::BIT_RATE, measured)
    }));
}

/// Frames in 1000 seconds; a rate that is no number is 0.
fn millihertz(rate: f64) -> u64 {
    (rate * 1000.0).round() as u64
}
