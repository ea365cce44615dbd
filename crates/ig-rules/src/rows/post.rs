//! The limits of a post: its caption, its items, who is invited.

use super::source::{errors, media};
use crate::{Bound, Evidence, Rule, Source, Unit};

const CAPTION: &str = "a caption";
const CAROUSEL: &str = "a carousel";

rows! {
    /// The length of a caption. In which unit Meta counts is not documented.
    CAPTION_LENGTH {
        name: "caption-length",
        rule: Rule::CaptionLength,
        limits: CAPTION,
        bound: Bound::at_most(2200, Unit::Count),
        evidence: Evidence::Refused,
        source: media("2.2"),
        text: "the caption has {measured}, and Instagram accepts {allowed}",
        allowed: "at most 2200 characters",
        advice: "make it shorter",
    }
    /// The hashtags that the documents of the API allow.
    HASHTAGS {
        name: "hashtags",
        rule: Rule::Hashtags,
        limits: CAPTION,
        bound: Bound::at_most(30, Unit::Count),
        evidence: Evidence::Refused,
        source: media("17.5"),
        text: "the caption has {measured}, and Instagram accepts {allowed}",
        allowed: "at most 30 hashtags",
        advice: "leave some out",
    }
    /// The hashtags that Instagram's app allows since 2025-12. No refusal by the API was captured.
    HASHTAGS_OF_THE_APP {
        name: "hashtags-of-the-app",
        rule: Rule::Hashtags,
        limits: CAPTION,
        bound: Bound::at_most(5, Unit::Count),
        evidence: Evidence::Risk,
        source: Source::new(
            "Instagram's announcement of 5 hashtags per post, 2025-12, by \
             https://shiftdelete.net; Ayrshare's API page allows 5; Meta's reference of 2026-09-11 \
             still allows 30",
            "2025-12-19",
            "17.5",
        ),
        text: "the caption has {measured}, and Instagram's app allows {allowed}",
        allowed: "at most 5 hashtags",
        advice: "expect a refusal, or the others to be cut off or not to count, and keep to 5 to \
            be safe",
    }
    /// The mentions in a caption.
    MENTIONS {
        name: "mentions",
        rule: Rule::Mentions,
        limits: CAPTION,
        bound: Bound::at_most(20, Unit::Count),
        evidence: Evidence::Refused,
        source: media("2.2"),
        text: "the caption has {measured}, and Instagram accepts {allowed}",
        allowed: "at most 20 mentions",
        advice: "leave some out",
    }
    /// The length of an alternative text.
    ALT_TEXT {
        name: "alt-text",
        rule: Rule::AltText,
        limits: "an alternative text",
        bound: Bound::at_most(1000, Unit::Count),
        evidence: Evidence::Refused,
        source: media("2.2"),
        text: "the alternative text has {measured}, and Instagram accepts {allowed}",
        allowed: "at most 1000 characters",
        advice: "make it shorter",
    }
    /// The fewest items of a carousel, and the most that any document allows.
    CAROUSEL_ITEMS {
        name: "carousel-items",
        rule: Rule::CarouselItems,
        limits: CAROUSEL,
        bound: Bound::within(2, 20, Unit::Count),
        evidence: Evidence::Refused,
        source: errors("17.6"),
        text: "the carousel has {measured}, and Instagram accepts {allowed}",
        allowed: "2 to 20 photos and videos",
        advice: "make two posts of it, or post a single item as a photo or a reel",
    }
    /// The most items of a carousel by the table of errors. A table of 2026-10 that was taken from
    /// Meta's pages says 20; no carousel of 11 to 20 items was captured.
    CAROUSEL_ITEMS_DOCUMENTED {
        name: "carousel-items-documented",
        rule: Rule::CarouselItems,
        limits: CAROUSEL,
        bound: Bound::within(2, 10, Unit::Count),
        evidence: Evidence::Contradicted,
        source: Source::new(
            "100/2207028 in Meta's table of errors (2026-06-02) says 10; a table of Meta's pages \
             by dominic_frei on https://dev.to (2026-10) says 20",
            "2026-10",
            "17.6",
        ),
        text: "the carousel has {measured}, and Instagram's documents name \
            {allowed} in one place and 20 in another",
        allowed: "at most 10 photos and videos",
        advice: "keep to 10 to be safe",
    }
    /// The most collaborators that any document allows.
    COLLABORATORS {
        name: "collaborators",
        rule: Rule::Collaborators,
        limits: "a photo, a reel or a carousel",
        bound: Bound::at_most(5, Unit::Count),
        evidence: Evidence::Refused,
        source: Source::new(
            "https://developers.facebook.com/documentation/instagram-platform/\
             instagram-graph-api/reference/ig-media/collaborators",
            "2025-08-18",
            "17.9",
        ),
        text: "the post has {measured}, and Instagram accepts {allowed}",
        allowed: "at most 5 collaborators",
        advice: "invite fewer",
    }
    /// The most collaborators by the page of the call that makes a container.
    COLLABORATORS_DOCUMENTED {
        name: "collaborators-documented",
        rule: Rule::Collaborators,
        limits: "a photo, a reel or a carousel",
        bound: Bound::at_most(3, Unit::Count),
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference of POST /{ig-user-id}/media (2026-09-11) says 3, that of \
             GET /{ig-media-id}/collaborators (2025-08-18) 5",
            "2026-09-11",
            "17.9",
        ),
        text: "the post has {measured}, and Instagram's documents name {allowed} in \
            one place and 5 in another",
        allowed: "at most 3 collaborators",
        advice: "keep to 3 to be safe",
    }
}
