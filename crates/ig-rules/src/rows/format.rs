//! The formats of photos and of videos.

use super::source::media;
use crate::{Bound, Evidence, Rule, Source};

const TEXT: &str = "the format is {measured}, and Instagram accepts {allowed}";
const JPEG_ONLY: &str = "JPEG photos only";
const PLAIN: &str = "save the picture as a plain JPEG";
const ANY_PHOTO: &str = "a photo for any use, a cover included";

rows! {
    /// A photo that is none of the formats below.
    PHOTO {
        name: "photo-format",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// A video where a photo is wanted.
    VIDEO_AS_PHOTO {
        name: "photo-video",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: "a video can be a reel, a story or an item of a carousel",
    }
    /// A picture for several views: stereo and multi-angle. Not one with a camera's preview or a
    /// gain map.
    MPO {
        name: "photo-mpo",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// A stereoscopic JPEG.
    JPS {
        name: "photo-jps",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// HEIC, as phones write it.
    HEIC {
        name: "photo-heic",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("17.7"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// WebP.
    WEBP {
        name: "photo-webp",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("17.7"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// GIF.
    GIF {
        name: "photo-gif",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("17.7"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// AVIF.
    AVIF {
        name: "photo-avif",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("17.7"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// BMP.
    BMP {
        name: "photo-bmp",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("17.7"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// TIFF, and raw photos that look like it.
    TIFF {
        name: "photo-tiff",
        rule: Rule::Format,
        limits: ANY_PHOTO,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("17.7"),
        text: TEXT,
        allowed: JPEG_ONLY,
        advice: PLAIN,
    }
    /// PNG as a photo in the feed, in a carousel or in a story.
    PNG_PHOTO {
        name: "photo-png",
        rule: Rule::Format,
        limits: "a photo in the feed, in a carousel or in a story",
        bound: Bound::Kind,
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) allows JPEG only; \
             https://github.com/exileum/meta-mcp/issues/121 (2026-04-04) says that PNG works, and \
             five of six passed in https://github.com/gitroomhq/postiz-app/issues/1900",
            "2026-04-04",
            "17.7",
        ),
        text: "the format is {measured}, and Instagram's documents allow {allowed}, although PNG \
            was seen to be accepted",
        allowed: JPEG_ONLY,
        advice: "save the picture as a JPEG to be safe",
    }
    /// PNG as the cover of a reel.
    PNG_COVER {
        name: "cover-png",
        rule: Rule::Format,
        limits: "the cover of a reel",
        bound: Bound::Kind,
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) allows JPEG only; \
             https://github.com/gitroomhq/postiz-app/issues/1855: a reel with a PNG cover was \
             published and showed it",
            "2026-08-07",
            "17.7",
        ),
        text: "the format is {measured}, and Instagram's documents allow {allowed}, although PNG \
            was seen to be accepted",
        allowed: "JPEG covers only",
        advice: "save the picture as a JPEG to be safe",
    }
    /// A video that is neither MP4 nor MOV.
    VIDEO {
        name: "video-format",
        rule: Rule::Format,
        limits: "a video for any use",
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: TEXT,
        allowed: "MP4 and MOV videos only",
        advice: "export the video as an MP4 with H.264 and AAC",
    }
}
