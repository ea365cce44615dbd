//! The limits of file size: Meta's documentation and its other statements differ.

use crate::{Finding, Probe, Rule, Severity, Use};

/// D-ERR: 36000/2207004; its message has the limit in MiB.
const ERROR_CODES: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/error-codes, 36000/2207004, 2026-06-02";
/// PM and FBS; the documentation says 300 MB.
const EXAMPLES: &str = "Meta's Postman collection \"Instagram API\", 2025, and \
    https://github.com/fbsamples/reels_publishing_apis, pull request 60, 2026-06: 1 GB for reels";

/// A limit in two readings: between the first and the second there is a warning.
struct Limit {
    allowed: u64,
    allowed_text: &'static str,
    refused: u64,
    refused_text: &'static str,
    /// The source of the second reading, if there is one.
    source: Option<&'static str>,
}

/// The documentation says MB, the error message of the server MiB.
const PHOTO: Limit = Limit {
    allowed: 8_000_000,
    allowed_text: "8 MB",
    refused: 8 << 20,
    refused_text: "8 MiB",
    source: Some(ERROR_CODES),
};

const REEL: Limit = Limit {
    allowed: 300_000_000,
    allowed_text: "300 MB",
    refused: 1 << 30,
    refused_text: "1 GiB",
    source: Some(EXAMPLES),
};

/// The second reading is our own, like the one for photos.
const STORY_VIDEO: Limit = Limit {
    allowed: 100_000_000,
    allowed_text: "100 MB",
    refused: 100 << 20,
    refused_text: "100 MiB",
    source: None,
};

pub(super) fn check(probe: &Probe, purpose: Use) -> Option<Finding> {
    let limit = match purpose {
        Use::Reel | Use::CarouselVideo => REEL,
        Use::StoryVideo => STORY_VIDEO,
        Use::FeedPhoto | Use::CarouselPhoto | Use::ReelCover | Use::StoryPhoto => PHOTO,
    };
    if probe.size <= limit.allowed {
        return None;
    }
    let (severity, bytes, text) = if probe.size <= limit.refused {
        (Severity::Warning, limit.allowed, limit.allowed_text)
    } else {
        (Severity::Error, limit.refused, limit.refused_text)
    };
    let documented = super::source(purpose);
    Some(Finding {
        rule: Rule::FileSize,
        measured: format!("{} bytes", probe.size),
        allowed: format!("at most {bytes} bytes ({text})"),
        severity,
        advice: match (severity, purpose.is_video()) {
            (Severity::Warning, _) => "make it smaller to be safe",
            (Severity::Error, false) => "save it with a lower quality or fewer pixels",
            (Severity::Error, true) => "export it with a lower bit rate, or shorten it",
        },
        source: match severity {
            Severity::Warning => documented,
            Severity::Error => limit.source.unwrap_or(documented),
        },
    })
}
