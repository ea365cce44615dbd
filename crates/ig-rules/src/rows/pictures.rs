//! The limits of the pictures of a video: their encoding, their colours and their rate.

use super::source::media;
use crate::{Bound, Evidence, Rule, Source, Unit};

const ANY: &str = "a video for any use";

rows! {
    /// A video codec that is not in the documents, or no video track.
    CODEC {
        name: "video-codec",
        rule: Rule::VideoCodec,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: "the video codec is {measured}, and Instagram accepts {allowed}",
        allowed: "H.264 and HEVC",
        advice: "export it with H.264",
    }
    /// Chroma subsampling other than 4:2:0.
    CHROMA {
        name: "video-chroma",
        rule: Rule::Chroma,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: "the colours are sampled {measured}, and Instagram accepts {allowed}",
        allowed: "4:2:0",
        advice: "export it as 4:2:0 (ffmpeg -pix_fmt yuv420p)",
    }
    /// More than 8 bits a sample.
    BIT_DEPTH {
        name: "video-bit-depth",
        rule: Rule::BitDepth,
        limits: ANY,
        bound: Bound::at_most(8, Unit::Count),
        evidence: Evidence::Risk,
        source: Source::new(
            "https://help.metricool.com, requirements for publishing by the API: HDR videos of \
             phones fail",
            "2026",
            "2.6",
        ),
        text: "the video has {measured} a sample, and safe is {allowed}",
        allowed: "8 bits",
        advice: "export it in standard dynamic range with 8 bits (ffmpeg -pix_fmt yuv420p)",
    }
    /// HLG, PQ or Dolby Vision, or their wide colours: HDR, as phones record it.
    DYNAMIC_RANGE {
        name: "video-dynamic-range",
        rule: Rule::DynamicRange,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: Source::new(
            "https://help.metricool.com, requirements for publishing by the API: HDR videos of \
             phones fail",
            "2026",
            "2.6",
        ),
        text: "the video is {measured}, and safe is {allowed}",
        allowed: "standard dynamic range",
        advice: "export it in standard dynamic range, tone-mapped, or its colours may be flat or \
            the video refused",
    }
    /// Pixels that are not square: the size that is shown is not the size that is stored.
    PIXEL_ASPECT {
        name: "video-pixel-aspect",
        rule: Rule::PixelAspect,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: Source::new(
            "our own: whether Instagram judges the stored size or the shown one is not documented",
            "2026-11-28",
            "2.6",
        ),
        text: "the video is {measured}, and safe is {allowed}",
        allowed: "square pixels",
        advice: "export it with square pixels (ffmpeg -vf scale=iw*sar:ih,setsar=1)",
    }
    /// Interlaced frames. The header says only what the frames may be.
    SCAN {
        name: "video-scan",
        rule: Rule::Scan,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: Source::new(
            "Meta's reference (2026-09-11) wants progressive video; our own: the header says only \
             that frames may be interlaced",
            "2026-09-11",
            "2.6",
        ),
        text: "the video is {measured}, and Instagram wants {allowed}",
        allowed: "progressive video",
        advice: "deinterlace it",
    }
    /// The frame rate, with a margin: the average varies with the length of the last frame, by one
    /// frame in the shortest video.
    FRAME_RATE {
        name: "video-frame-rate",
        rule: Rule::FrameRate,
        limits: ANY,
        bound: Bound::within(22_950, 60_050, Unit::Millihertz),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: "the video has {measured}, and Instagram accepts {allowed}",
        allowed: "23 to 60 fps",
        advice: "export it with 30 frames per second",
    }
    /// A rate that varies, of which the average or the most common one is outside, but not both.
    FRAME_RATE_VARIABLE {
        name: "video-frame-rate-variable",
        rule: Rule::FrameRate,
        limits: ANY,
        bound: Bound::within(22_950, 60_050, Unit::Millihertz),
        evidence: Evidence::Own,
        source: Source::new(
            "Meta's reference (2026-09-11) allows 23 to 60 frames per second; our own: which of \
             the rates of a variable one counts is not documented",
            "2026-09-11",
            "2.6",
        ),
        text: "the video has {measured}, and Instagram's documentation allows {allowed}",
        allowed: "23 to 60 fps",
        advice: "export it with 30 frames per second",
    }
    /// The bit rate of the pictures. It is derived: other tracks and unused bytes count as video.
    BIT_RATE {
        name: "video-bit-rate",
        rule: Rule::VideoBitRate,
        limits: ANY,
        bound: Bound::at_most(25_000_000, Unit::BitsPerSecond),
        evidence: Evidence::Own,
        source: Source::new(
            "Meta's reference (2026-09-11) allows 25 Mbps; our own: the average is derived from \
             the size of the file",
            "2026-09-11",
            "2.6",
        ),
        text: "the video track has {measured}, and Instagram's documentation allows {allowed}",
        allowed: "at most 25 Mbps",
        advice: "export it with a lower bit rate",
    }
}
