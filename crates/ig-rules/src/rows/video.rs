//! The limits of videos: the file, its length and its shape. Those of its pictures are in
//! [`pictures`](super::pictures).

use super::source::media;
use crate::{Bound, Evidence, Rule, Source, Unit};

const ANY: &str = "a video for any use";
const REEL: &str = "a reel, or a video in a carousel";
const STORY: &str = "a video in a story";

/// Not in a document of Meta's in so many words: by ISO/IEC 14496-12 it is no video without it,
/// and Meta's specification asks for the index.
const WHOLE: Source = Source::new(
    "Meta's reference (2026-09-11) asks for MP4 or MOV with the moov atom in front; 352/2207026 \
     and 2207053 are the states of containers whose video could not be processed",
    "2026-09-11",
    "2.6",
);
const SMALLER: &str = "export it with a lower bit rate, or shorten it";
const SIZE: &str = "the file has {measured}, and Instagram accepts {allowed}";
const SIZE_DOCUMENTED: &str = "the file has {measured}, and Instagram's documentation allows \
    {allowed}, although it may accept more";
const PLAYS: &str = "the video plays {measured}, and Instagram accepts {allowed}";
const PLAYS_DOCUMENTED: &str =
    "the video plays {measured}, and Instagram's documentation allows {allowed}";
/// Lengths are whole frames of video and audio, so a video of 60 s is often some hundredths
/// longer; Instagram's rounding is not documented.
const ROUNDING: Source =
    Source::new("our own: a margin of 0.1 s for whole frames", "2026-11-28", "2.6");
const TO_15_MIN: &str = "3 s to 15 min";
const TO_60_S: &str = "3 s to 60 s";
const SHAPE: &str = "the picture is {measured}, and Instagram accepts {allowed}";

rows! {
    /// A video that is cut short, or without its index or its data.
    COMPLETE {
        name: "video-complete",
        rule: Rule::Complete,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: WHOLE,
        text: "the file has {measured}, and Instagram needs {allowed}",
        allowed: "a whole video with its index",
        advice: "it is truncated, copy or export it again",
    }
    /// A video whose index is not in the part that was read.
    INDEX_UNREAD {
        name: "video-index-unread",
        rule: Rule::Complete,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: Source::new("our own: nothing else is known of the video", "2026-11-28", "2.6"),
        text: "the file has {measured}, and Instagram needs {allowed}",
        allowed: "a whole video with its index",
        advice: "export it with the index first (ffmpeg -movflags +faststart) so that it can be \
            checked",
    }
    /// The index after the data: phones and ffmpeg write it so.
    MOOV_FIRST {
        name: "video-moov-first",
        rule: Rule::MoovFirst,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) asks for it; phones and ffmpeg write the index last, \
             and no refusal for it is in the reports that were read until 2026-11-28",
            "2026-11-28",
            "2.6",
        ),
        text: "the index of the video is {measured}, and Instagram wants it {allowed}",
        allowed: "at the start",
        advice: "export it for the web; ffmpeg moves it with -c copy -movflags +faststart",
    }
    /// Edit lists that do more than align picture and sound.
    EDIT_LISTS {
        name: "video-edit-lists",
        rule: Rule::EditLists,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) wants none; most encoders write some, and no refusal \
             for them is in the reports that were read until 2026-11-28",
            "2026-11-28",
            "2.6",
        ),
        text: "the video has {measured}, and Instagram wants {allowed}",
        allowed: "none",
        advice: "export it again; ffmpeg leaves them out with -use_editlist 0",
    }
    /// The size of a reel that Meta's examples allow.
    REEL_SIZE {
        name: "reel-size",
        rule: Rule::FileSize,
        limits: REEL,
        bound: Bound::at_most(1 << 30, Unit::Bytes),
        evidence: Evidence::Refused,
        source: Source::new(
            "Meta's Postman collection \"Instagram API\" (2025) and \
             https://github.com/fbsamples/reels_publishing_apis, pull request 60: 1 GB for reels",
            "2026-06",
            "2.6",
        ),
        text: SIZE,
        allowed: "at most 1073741824 bytes (1 GiB)",
        advice: SMALLER,
    }
    /// The size of a reel that the documents allow.
    REEL_SIZE_DOCUMENTED {
        name: "reel-size-documented",
        rule: Rule::FileSize,
        limits: REEL,
        bound: Bound::at_most(300_000_000, Unit::Bytes),
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) says 300 MB; Meta's Postman collection (2025) and \
             https://github.com/fbsamples/reels_publishing_apis, pull request 60, say 1 GB",
            "2026-06",
            "2.6",
        ),
        text: SIZE_DOCUMENTED,
        allowed: "at most 300000000 bytes (300 MB)",
        advice: "make it smaller to be safe",
    }
    /// The size of a story, with MB read as MiB.
    STORY_SIZE {
        name: "story-size",
        rule: Rule::FileSize,
        limits: STORY,
        bound: Bound::at_most(100 << 20, Unit::Bytes),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: SIZE,
        allowed: "at most 104857600 bytes (100 MiB)",
        advice: SMALLER,
    }
    /// The size of a story that the documents allow. That MB may be MiB is known of photos only.
    STORY_SIZE_DOCUMENTED {
        name: "story-size-documented",
        rule: Rule::FileSize,
        limits: STORY,
        bound: Bound::at_most(100_000_000, Unit::Bytes),
        evidence: Evidence::Own,
        source: Source::new(
            "our own: Meta's reference (2026-09-11) says MB, and its server means MiB for photos",
            "2026-09-11",
            "2.6",
        ),
        text: SIZE_DOCUMENTED,
        allowed: "at most 100000000 bytes (100 MB)",
        advice: "make it smaller to be safe",
    }
    /// The length of a reel.
    REEL_DURATION {
        name: "reel-duration",
        rule: Rule::Duration,
        limits: REEL,
        bound: Bound::within(2_900, 900_100, Unit::Milliseconds),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: PLAYS,
        allowed: TO_15_MIN,
        advice: "cut or extend it",
    }
    /// The length of a reel, without a margin.
    REEL_DURATION_ROUNDED {
        name: "reel-duration-rounded",
        rule: Rule::Duration,
        limits: REEL,
        bound: Bound::within(3_000, 900_000, Unit::Milliseconds),
        evidence: Evidence::Own,
        source: ROUNDING,
        text: PLAYS_DOCUMENTED,
        allowed: TO_15_MIN,
        advice: "cut or extend it",
    }
    /// The length of a video in a story.
    STORY_DURATION {
        name: "story-duration",
        rule: Rule::Duration,
        limits: STORY,
        bound: Bound::within(2_900, 60_100, Unit::Milliseconds),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: PLAYS,
        allowed: TO_60_S,
        advice: "cut or extend it",
    }
    /// The length of a video in a story, without a margin.
    STORY_DURATION_ROUNDED {
        name: "story-duration-rounded",
        rule: Rule::Duration,
        limits: STORY,
        bound: Bound::within(3_000, 60_000, Unit::Milliseconds),
        evidence: Evidence::Own,
        source: ROUNDING,
        text: PLAYS_DOCUMENTED,
        allowed: TO_60_S,
        advice: "cut or extend it",
    }
    /// A length that the index does not have.
    DURATION_UNKNOWN {
        name: "video-duration-unknown",
        rule: Rule::Duration,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: Source::new("our own: the length could not be read", "2026-11-28", "2.6"),
        text: PLAYS_DOCUMENTED,
        allowed: "3 s to 15 min, and 60 s in a story",
        advice: "export it without fragments so that it can be checked",
    }
    /// A length of which only a part is known.
    DURATION_AT_LEAST {
        name: "video-duration-at-least",
        rule: Rule::Duration,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: Source::new(
            "our own: the video is in more fragments than are read, and says nowhere when it ends",
            "2026-11-28",
            "2.6",
        ),
        text: PLAYS_DOCUMENTED,
        allowed: "3 s to 15 min, and 60 s in a story",
        advice: "export it without fragments so that it can be checked",
    }
    /// The shape of a reel.
    REEL_RATIO {
        name: "reel-ratio",
        rule: Rule::AspectRatio,
        limits: REEL,
        bound: Bound::ratio((1, 100), (10, 1)),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: SHAPE,
        allowed: "ratios from 0.01:1 to 10:1",
        advice: "crop it or give it a border",
    }
    /// The shape of a video in a story.
    STORY_RATIO {
        name: "story-video-ratio",
        rule: Rule::AspectRatio,
        limits: STORY,
        bound: Bound::ratio((1, 10), (10, 1)),
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: SHAPE,
        allowed: "ratios from 0.1:1 to 10:1",
        advice: "crop it or give it a border",
    }
    /// The shape that fills a screen; not of a video in a carousel, which is cropped to the first
    /// item.
    RATIO_ADVISED {
        name: "video-ratio-advised",
        rule: Rule::AspectRatio,
        limits: "a reel, or a video in a story",
        bound: Bound::ratio((9, 16), (9, 16)),
        evidence: Evidence::Advice,
        source: media("2.6"),
        text: "the picture is {measured}, and Instagram advises {allowed}",
        allowed: "9:16 (0.562:1)",
        advice: "crop it yourself, or it is cropped or shown with bars",
    }
    /// The columns of a video as it is stored. Publishers have leeway in both sides.
    MAX_WIDTH {
        name: "video-max-width",
        rule: Rule::MaxWidth,
        limits: ANY,
        bound: Bound::at_most(1920, Unit::Pixels),
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) says 1920 columns; the media guidelines of \
             https://www.ayrshare.com, which publishes by the API, have leeway in width and height",
            "2026",
            "2.6",
        ),
        text: "the picture is {measured} wide, and Instagram's documentation allows {allowed}, \
            although publishers report leeway",
        allowed: "at most 1920 pixels",
        advice: "export it with fewer pixels to be safe",
    }
}
