//! Whether Instagram takes a file: fetch, format, size and ratio, in this order.

use std::time::Duration;

use ig_media::{Finding, Format, Rule, Severity, Use, Video};

use crate::{
    handling::{FetchError, Fetched},
    refusal::Refusal,
    world::{Details, Draft, Kind, Outcome, Picture},
};

/// The limit in the text of Meta's error, 36000/2207004.
const MAX_PHOTO: u64 = 8 << 20;

/// The subcode of a container whose video could not be fetched, as observed.
const VIDEO_NOT_FETCHED: i64 = 2_207_077;

/// The documented subcode of a video that does not keep to the specifications.
const WRONG_VIDEO: i64 = 2_207_026;

/// The documented subcode of a video that went wrong in a way that is not known. Which one a video
/// has that was cut short is not documented.
const UNKNOWN_UPLOAD_ERROR: i64 = 2_207_053;

/// The documented subcode of a thumbnail that is not within the video.
const THUMB_OFFSET: i64 = 2_207_057;

/// The subcode of a container whose video was too large to process, or has no sound to mix with
/// the one that is put under it, as observed.
const NOT_PROCESSED: i64 = 2_207_082;

/// Judges a file of either kind.
pub(crate) fn file(draft: &Draft, media: Result<Fetched, FetchError>) -> Result<Outcome, Refusal> {
    match draft.kind.is_photo() {
        true => photo(draft, media),
        false => Ok(video(draft, media)),
    }
}

/// Judges a photo while its container is made.
///
/// The file is fetched before anything is known about it, so that what is no image at all fails as
/// a fetch (9004). Known formats other than JPEG, MPO and JPS among them, get the documented
/// 36001/2207005, which names the format; a JPEG without dimensions, without its end or with a coding
/// that common decoders do not read the captured 36001/2207083.
/// The ratio of a story is free.
pub(crate) fn photo(draft: &Draft, media: Result<Fetched, FetchError>) -> Result<Outcome, Refusal> {
    let url = draft.source.url().unwrap_or_default();
    let file = media.map_err(|error| Refusal::not_fetched(url, &error))?;
    if file.total == 0 {
        // Observed: a file of no bytes is said to have a ratio of 0.
        return Err(Refusal::wrong_ratio("0").with_note("the media server sent an empty file"));
    }
    let probe = ig_media::probe(&file.bytes, file.total);
    match probe.format {
        Format::Jpeg => {}
        other if other == Format::Unknown || other.is_video() => {
            return Err(Refusal::not_media(url).with_note("what was fetched is not an image"));
        }
        other => return Err(Refusal::wrong_format(&other.to_string())),
    }
    if file.total > MAX_PHOTO {
        return Err(Refusal::image_too_large());
    }
    let (Some(width), Some(height)) = (probe.width, probe.height) else {
        return Err(Refusal::unreadable_image());
    };
    // One that common decoders do not read, or that ends in the middle.
    let is_unreadable = |it: &Finding| matches!(it.rule, Rule::Coding | Rule::Complete);
    if ig_media::check_photo(&probe).iter().any(is_unreadable) {
        return Err(Refusal::unreadable_image());
    }
    let (wide, high) = (u64::from(width), u64::from(height));
    // 4:5 and 1.91:1, both included, as far as whole pixels can be: 1200 × 628 is one of them. How
    // Instagram rounds is not documented.
    let is_too_tall = 5 * (2 * wide + 1) < 4 * (2 * high).saturating_sub(1);
    let is_too_wide = 100 * (2 * wide).saturating_sub(1) > 191 * (2 * high + 1);
    if draft.kind != Kind::PhotoStory && (is_too_tall || is_too_wide) {
        return Err(Refusal::wrong_ratio(&ratio(wide, high)));
    }
    Ok(Outcome::Arrived(copy(file, Some(width), Some(height))))
}

/// Judges a video after its container was made: the one place where that is decided.
///
/// What `ig-media` calls an error ends it; what it warns of, such as an index behind the pictures
/// or edit lists, is not known to.
pub(crate) fn video(draft: &Draft, media: Result<Fetched, FetchError>) -> Outcome {
    let Ok(file) = media else {
        return Outcome::Failed(VIDEO_NOT_FETCHED);
    };
    let Ok(probe) = ig_media::probe_reader(file.reader()) else {
        return Outcome::Failed(WRONG_VIDEO);
    };
    let findings = ig_media::check(&probe, purpose(draft.kind));
    let error = findings.iter().find(|finding| finding.severity == Severity::Error);
    if let Some(error) = error {
        return Outcome::Failed(subcode(error.rule));
    }
    match probe.video.as_ref().and_then(|video| misfit(&draft.details, video)) {
        Some(subcode) => Outcome::Failed(subcode),
        None => Outcome::Arrived(copy(file, probe.width, probe.height)),
    }
}

fn purpose(kind: Kind) -> Use {
    match kind {
        Kind::VideoStory => Use::StoryVideo,
        Kind::VideoItem => Use::CarouselVideo,
        _ => Use::Reel,
    }
}

fn subcode(rule: Rule) -> i64 {
    match rule {
        Rule::FileSize => NOT_PROCESSED,
        Rule::Complete => UNKNOWN_UPLOAD_ERROR,
        _ => WRONG_VIDEO,
    }
}

/// Why a video does not go with the parameters of its container. A silent one cannot be mixed with
/// a sound, unless its own volume is 0 (reference §10.3).
fn misfit(details: &Details, video: &Video) -> Option<i64> {
    let offset = details.thumb_offset.map(Duration::from_millis);
    let length = video.duration.filter(|_| !video.duration_is_at_least);
    if offset.zip(length).is_some_and(|(offset, length)| length <= offset) {
        return Some(THUMB_OFFSET);
    }
    let audio = details.audio_configuration.as_ref();
    let is_mixed = audio.is_some_and(|audio| audio.video_volume != Some(0));
    (is_mixed && video.audio_track.is_none()).then_some(NOT_PROCESSED)
}

/// A file of which only the head came is not kept.
fn copy(file: Fetched, width: Option<u32>, height: Option<u32>) -> Option<(Picture, Vec<u8>)> {
    let whole = file.bytes.len() as u64 == file.total;
    whole.then_some((Picture { copy: 0, width, height }, file.bytes))
}

/// In which form Meta writes the ratio is not known: three decimals here.
fn ratio(width: u64, height: u64) -> String {
    format!("{:.3}", width as f64 / height.max(1) as f64)
}

/// Whether a URL can be fetched at all: absolute, `http` or `https`, plain ASCII.
pub(crate) fn is_fetchable(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    !host.is_empty()
        && url.bytes().all(|byte| byte.is_ascii_graphic())
        && url.parse::<http::Uri>().is_ok()
}
