//! The rules for the audio of a video.

use ig_rules::sound as rows;

use super::super::by;
use crate::{AudioCodec, Finding, Use, Video};

pub(super) fn check(video: &Video, purpose: Use, findings: &mut Vec<Finding>) {
    let finding = by(purpose);
    let Some(audio) = &video.audio_track else {
        findings.push(finding(&rows::TRACK, "no audio".to_owned()));
        return;
    };
    if let AudioCodec::Other(name) = &audio.codec {
        findings.push(finding(&rows::CODEC, name.clone()));
    }
    let channels = audio.channels.filter(|&it| !rows::CHANNELS.bound.holds(it.into()));
    findings.extend(channels.map(|it| finding(&rows::CHANNELS, format!("{it} channels"))));
    let rate = audio.sample_rate.filter(|&it| !rows::SAMPLE_RATE.bound.holds(it.into()));
    findings.extend(rate.map(|it| finding(&rows::SAMPLE_RATE, format!("{it} Hz"))));
    let rate = audio.bit_rate.filter(|&it| !rows::BIT_RATE.bound.holds(it.into()));
    findings
        .extend(rate.map(|it| finding(&rows::BIT_RATE, format!("{} kbps on average", it / 1000))));
}
