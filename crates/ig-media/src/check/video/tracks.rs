//! The rules for the video track of a video.

use super::super::by;
use crate::{Chroma, Finding, Rule, Scan, Severity, Use, Video, VideoCodec, VideoTrack};

/// The average varies with the length of the last frame, by one frame in the shortest video.
const MIN_FRAME_RATE: f64 = 22.95;
const MAX_FRAME_RATE: f64 = 60.05;

/// 25 Mbps.
const MAX_BIT_RATE: u64 = 25_000_000;

pub(super) fn check(video: &Video, purpose: Use, findings: &mut Vec<Finding>) {
    let finding = by(purpose);
    let codec = |measured: String| {
        let advice = "export it with H.264";
        finding(Rule::VideoCodec, measured, "H.264 and HEVC", Severity::Error, advice)
    };
    let Some(track) = &video.video_track else {
        findings.push(codec("unknown (no video track can be read)".to_owned()));
        return;
    };
    if let VideoCodec::Other(name) = &track.codec {
        findings.push(codec(name.clone()));
    }
    findings.extend(chroma(track).map(|measured| {
        let advice = "export it as 4:2:0 (ffmpeg -pix_fmt yuv420p)";
        finding(Rule::Chroma, measured, "4:2:0", Severity::Error, advice)
    }));
    // A warning, because the header only says what the frames may be.
    findings.extend((track.scan == Some(Scan::Interlaced)).then(|| {
        let measured = "interlaced, by its header".to_owned();
        let advice = "deinterlace it";
        finding(Rule::Scan, measured, "progressive video", Severity::Warning, advice)
    }));
    let rate = track.frame_rate.filter(|rate| !(MIN_FRAME_RATE..=MAX_FRAME_RATE).contains(rate));
    findings.extend(rate.map(|rate| {
        let measured = format!("{rate:.2} frames per second");
        let advice = "export it with 30 frames per second";
        finding(Rule::FrameRate, measured, "23 to 60", Severity::Error, advice)
    }));
    // A warning, because the rate is derived: other tracks and unused bytes count as video.
    findings.extend(track.bit_rate.filter(|&rate| rate > MAX_BIT_RATE).map(|rate| {
        let measured = format!("{:.1} Mbps on average", rate as f64 / 1e6);
        let advice = "export it with a lower bit rate";
        finding(Rule::VideoBitRate, measured, "at most 25 Mbps", Severity::Warning, advice)
    }));
}

fn chroma(track: &VideoTrack) -> Option<String> {
    let chroma = track.chroma.filter(|&chroma| chroma != Chroma::Yuv420)?;
    Some(chroma.to_string())
}
