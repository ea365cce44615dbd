//! The rules for the audio of a video.

use super::super::by;
use crate::{AudioCodec, Finding, Rule, Severity, Use, Video};

/// Reels without audio are published; if music is attached to one, processing fails unless
/// `video_volume` is 0.
const OBSERVED: &str = "observed: 2207082 in the status of a container \
    (https://github.com/gitroomhq/postiz-app/issues/2033)";

const MAX_CHANNELS: u16 = 2;
const MAX_SAMPLE_RATE: u32 = 48_000;

/// 128 kbps, which is not documented as a maximum, plus a tenth for encoders that miss it.
const MAX_BIT_RATE: u32 = 140_800;

pub(super) fn check(video: &Video, purpose: Use, findings: &mut Vec<Finding>) {
    let finding = by(purpose);
    let Some(audio) = &video.audio_track else {
        let advice = "leave it if it is meant to be silent, with a video_volume of 0 if music \
            is attached to the reel";
        let allowed = "attached music";
        let silent = "no audio".to_owned();
        let silent = finding(Rule::AudioTrack, silent, allowed, Severity::Warning, advice);
        findings.push(Finding { source: OBSERVED, ..silent });
        return;
    };
    if let AudioCodec::Other(name) = &audio.codec {
        let advice = "export the audio as AAC";
        let measured = name.clone();
        findings.push(finding(Rule::AudioCodec, measured, "AAC", Severity::Error, advice));
    }
    findings.extend(audio.channels.filter(|&channels| channels > MAX_CHANNELS).map(|channels| {
        let measured = format!("{channels} channels");
        let advice = "mix it down to stereo";
        finding(Rule::AudioChannels, measured, "1 or 2", Severity::Error, advice)
    }));
    findings.extend(audio.sample_rate.filter(|&rate| rate > MAX_SAMPLE_RATE).map(|rate| {
        let measured = format!("{rate} samples per second");
        let advice = "resample it";
        finding(Rule::AudioSampleRate, measured, "at most 48000", Severity::Error, advice)
    }));
    findings.extend(audio.bit_rate.filter(|&rate| rate > MAX_BIT_RATE).map(|rate| {
        let measured = format!("{} kbps on average", rate / 1000);
        let advice = "expect it to be encoded again, or export it with 128 kbps";
        finding(Rule::AudioBitRate, measured, "128 kbps", Severity::Warning, advice)
    }));
}
