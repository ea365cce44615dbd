//! The limits of a video's sound.

use super::source::media;
use crate::{Bound, Evidence, Rule, Source, Unit};

const ANY: &str = "a video for any use";
const HAS: &str = "the audio has {measured}, and Instagram accepts {allowed}";

rows! {
    /// No sound. Reels without audio are published; if music is attached to one, processing fails
    /// unless `video_volume` is 0.
    TRACK {
        name: "audio-track",
        rule: Rule::AudioTrack,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: Source::new(
            "observed: 2207082 in the status of a container \
             (https://github.com/gitroomhq/postiz-app/issues/2033)",
            "2026",
            "10.3",
        ),
        text: "the video has {measured}, and Instagram accepts that, but not together with \
            {allowed}",
        allowed: "attached music",
        advice: "leave it if it is meant to be silent, with a video_volume of 0 if music is \
            attached to the reel",
    }
    /// An audio codec that is not in the documents.
    CODEC {
        name: "audio-codec",
        rule: Rule::AudioCodec,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: "the audio codec is {measured}, and Instagram accepts {allowed}",
        allowed: "AAC",
        advice: "export the audio as AAC",
    }
    /// The channels.
    CHANNELS {
        name: "audio-channels",
        rule: Rule::AudioChannels,
        limits: ANY,
        bound: Bound::at_most(2, Unit::Count),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: HAS,
        allowed: "1 or 2 channels",
        advice: "mix it down to stereo",
    }
    /// The sample rate.
    SAMPLE_RATE {
        name: "audio-sample-rate",
        rule: Rule::AudioSampleRate,
        limits: ANY,
        bound: Bound::at_most(48_000, Unit::Hertz),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: HAS,
        allowed: "at most 48000 Hz",
        advice: "resample it",
    }
    /// The bit rate: 128 kbps, which is not documented as a maximum, plus a tenth for encoders
    /// that miss it.
    BIT_RATE {
        name: "audio-bit-rate",
        rule: Rule::AudioBitRate,
        limits: ANY,
        bound: Bound::at_most(140_800, Unit::BitsPerSecond),
        evidence: Evidence::Advice,
        source: media("2.6"),
        text: "the audio has {measured}, and Instagram's documentation names {allowed}",
        allowed: "128 kbps",
        advice: "expect it to be encoded again, or export it with 128 kbps",
    }
}
