//! The limits of photos and covers, whatever their format.

use super::source::{errors, media};
use crate::{Bound, Evidence, Rule, Source, Unit};

const FEED: &str = "a photo in the feed or in a carousel";
const ANY: &str = "a photo for any use, a cover included";
const RATIO: &str = "the picture is {measured}, and Instagram accepts {allowed}";
const CROP: &str = "crop it or give it a border";

rows! {
    /// A JPEG that is not 8 bits deep and Huffman-coded: arithmetic, lossless, JPEG-LS, 12 bits.
    /// The documents name no more than the extended formats MPO and JPS.
    CODING {
        name: "photo-coding",
        rule: Rule::Coding,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.6"),
        text: "the JPEG is coded as {measured}, and Instagram accepts {allowed}",
        allowed: "baseline and progressive JPEGs with 8 bits",
        advice: "save the picture as a plain JPEG",
    }
    /// A photo whose header cannot be read.
    DIMENSIONS {
        name: "photo-dimensions",
        rule: Rule::Dimensions,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: Source::new("36001/2207083, as captured from the server", "2026", "10.6"),
        text: "the dimensions are {measured}, and Instagram needs {allowed}",
        allowed: "a whole header",
        advice: "the file is truncated or damaged, export it again",
    }
    /// A photo that ends in the middle.
    COMPLETE {
        name: "photo-complete",
        rule: Rule::Complete,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: Source::new("36001/2207083, as captured from the server", "2026", "10.6"),
        text: "the file has {measured}, and Instagram needs {allowed}",
        allowed: "a whole photo",
        advice: "the file is truncated or damaged, copy or export it again",
    }
    /// The size of a photo that the server's own message names: MiB.
    SIZE {
        name: "photo-size",
        rule: Rule::FileSize,
        limits: ANY,
        bound: Bound::at_most(8 << 20, Unit::Bytes),
        evidence: Evidence::Refused,
        source: errors("10.2"),
        text: "the file has {measured}, and Instagram accepts {allowed}",
        allowed: "at most 8388608 bytes (8 MiB)",
        advice: "save it with a lower quality or fewer pixels",
    }
    /// The size of a photo that the documents allow: MB.
    SIZE_DOCUMENTED {
        name: "photo-size-documented",
        rule: Rule::FileSize,
        limits: ANY,
        bound: Bound::at_most(8_000_000, Unit::Bytes),
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) says 8 MB, 36000/2207004 in its table of errors 8 MiB",
            "2026-06-02",
            "2.6",
        ),
        text: "the file has {measured}, and Instagram's documentation allows {allowed}, although \
            it may accept more",
        allowed: "at most 8000000 bytes (8 MB)",
        advice: "make it smaller to be safe",
    }
    /// The shapes that no source reports as accepted, beyond any rounding to two decimals.
    RATIO_LIMIT {
        name: "photo-ratio",
        rule: Rule::AspectRatio,
        limits: FEED,
        bound: Bound::ratio((745, 1000), (1915, 1000)),
        evidence: Evidence::Refused,
        source: errors("17.7"),
        text: RATIO,
        allowed: "ratios from 3:4 (0.75:1) to 1.91:1",
        advice: CROP,
    }
    /// The shapes at the edge, such as 1200 × 627, which is 1.914:1: how Instagram rounds is not
    /// documented, and its limits have two decimals.
    RATIO_ROUNDED {
        name: "photo-ratio-rounded",
        rule: Rule::AspectRatio,
        limits: FEED,
        bound: Bound::ratio((3, 4), (191, 100)),
        evidence: Evidence::Own,
        source: Source::new("our own: a margin for limits with two decimals", "2026-11-28", "17.7"),
        text: "the picture is {measured}, and Instagram accepts {allowed}, with a rounding that \
            is not documented",
        allowed: "ratios from 3:4 (0.75:1) to 1.91:1",
        advice: "crop it by a pixel or two to be safe",
    }
    /// The shapes that the documents of the API allow. Down to 3:4 was seen to work.
    RATIO_DOCUMENTED {
        name: "photo-ratio-documented",
        rule: Rule::AspectRatio,
        limits: FEED,
        bound: Bound::ratio((4, 5), (191, 100)),
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) says 4:5, Instagram's help page 3:4; \
             https://github.com/mvdicarlo/postybirb/issues/762: posts from 3:4 on were accepted",
            "2026-05-10",
            "17.7",
        ),
        text: "the picture is {measured}, and Instagram's documentation allows {allowed}, although \
            3:4 was seen to be accepted",
        allowed: "ratios from 4:5 (0.8:1) to 1.91:1",
        advice: "crop it or give it a border to be safe",
    }
    /// The shape of a story.
    STORY_RATIO_ADVISED {
        name: "story-photo-ratio-advised",
        rule: Rule::AspectRatio,
        limits: "a photo in a story",
        bound: Bound::ratio((9, 16), (9, 16)),
        evidence: Evidence::Advice,
        source: media("2.6"),
        text: "the picture is {measured}, and Instagram advises {allowed}",
        allowed: "9:16 (0.562:1)",
        advice: "crop it yourself, or it is cropped or shown with bars",
    }
    /// The shape of a cover.
    COVER_RATIO_ADVISED {
        name: "cover-ratio-advised",
        rule: Rule::AspectRatio,
        limits: "the cover of a reel",
        bound: Bound::ratio((9, 16), (9, 16)),
        evidence: Evidence::Advice,
        source: media("2.6"),
        text: "the picture is {measured}, and Instagram advises {allowed}",
        allowed: "9:16 (0.562:1)",
        advice: "crop it yourself, or only its middle is shown",
    }
    /// The smallest width that is not scaled up.
    MIN_WIDTH {
        name: "photo-min-width",
        rule: Rule::MinWidth,
        limits: FEED,
        bound: Bound::at_least(320, Unit::Pixels),
        evidence: Evidence::Advice,
        source: media("2.6"),
        text: "the picture is {measured} wide, and Instagram scales it up to {allowed}, which \
            blurs it",
        allowed: "320 pixels",
        advice: "use a wider one",
    }
    /// The largest width that is not scaled down.
    MAX_WIDTH {
        name: "photo-max-width",
        rule: Rule::MaxWidth,
        limits: FEED,
        bound: Bound::at_most(1440, Unit::Pixels),
        evidence: Evidence::Advice,
        source: media("2.6"),
        text: "the picture is {measured} wide, and Instagram scales it down to {allowed}",
        allowed: "1440 pixels",
        advice: "scale it yourself if every detail counts",
    }
    /// Colours that are not sRGB.
    COLOUR {
        name: "photo-colour",
        rule: Rule::Colour,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Advice,
        source: media("2.6"),
        text: "the colours are {measured}, and Instagram converts them to {allowed}",
        allowed: "sRGB",
        advice: "convert it yourself if the colours must not shift",
    }
    /// An HDR gain map behind the picture. It has the segment that an MPO has, and the documents
    /// name only MPO and JPS.
    GAIN_MAP {
        name: "photo-gain-map",
        rule: Rule::GainMap,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Contradicted,
        source: Source::new(
            "Meta's reference (2026-09-11) refuses extended JPEG formats such as MPO; \
             https://github.com/google/libultrahdr/issues/393: such photos are accepted on \
             Instagram's web page, without the HDR effect",
            "2026-05-24",
            "17.7",
        ),
        text: "the photo has {measured}, and Instagram's documentation allows {allowed}, although \
            its web page was seen to accept such photos",
        allowed: "plain JPEG photos only",
        advice: "take it out to be safe: exiftool -mpf:all= -trailer:all= FILE",
    }
    /// Further pictures that are neither a preview, a gain map nor views.
    FURTHER {
        name: "photo-further-pictures",
        rule: Rule::Format,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: Source::new(
            "our own: Meta's reference (2026-09-11) refuses extended JPEG formats such as MPO, and \
             does not say what makes one",
            "2026-11-29",
            "2.6",
        ),
        text: "the photo has {measured}, and Instagram's documentation allows {allowed}",
        allowed: "plain JPEG photos only",
        advice: "take it out to be safe: exiftool -mpf:all= -trailer:all= FILE",
    }
    /// An EXIF orientation that turns the picture by a quarter. Which way Instagram judges it is
    /// not known.
    ORIENTATION {
        name: "photo-orientation",
        rule: Rule::Orientation,
        limits: ANY,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: Source::new(
            "https://github.com/statamic/cms/issues/14685; which way Instagram judges a turned \
             photo is not documented",
            "2026-05-18",
            "2.6",
        ),
        text: "the photo is {measured}, and safe is {allowed}",
        allowed: "a photo that is stored as it is shown",
        advice: "save it turned, without the EXIF orientation",
    }
}
