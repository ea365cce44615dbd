//! Whether Instagram takes a file: fetched, and by the table of rules.

use std::time::Duration;

use ig_media::{Finding, Format, Probe, Rule, Use, Video};

use crate::{
    config::Rules,
    handling::{FetchError, Fetched},
    refusal::Refusal,
    world::{Details, Draft, Kind, Outcome, Picture},
};

/// The subcode of a container whose video could not be fetched, as observed.
const VIDEO_NOT_FETCHED: i64 = 2_207_077;

/// The documented subcode of a video outside the specifications.
const WRONG_VIDEO: i64 = 2_207_026;

/// The documented subcode of a video that failed for an unknown reason. The subcode of a video that
/// was cut off is not documented.
const UNKNOWN_UPLOAD_ERROR: i64 = 2_207_053;

/// The documented subcode of a thumbnail outside the video.
const THUMB_OFFSET: i64 = 2_207_057;

/// The subcode of a container whose video was too large to process, or has no sound to mix with the
/// added one, as observed.
const NOT_PROCESSED: i64 = 2_207_082;

/// Judges a file of either kind.
pub(crate) fn file(
    draft: &Draft,
    media: Result<Fetched, FetchError>,
    rules: Rules,
) -> Result<Outcome, Refusal> {
    match draft.kind.is_photo() {
        true => photo(draft, media, rules),
        false => Ok(video(draft, media, rules)),
    }
}

/// Judges a photo while its container is created.
///
/// The file is fetched before anything is known about it, so a file that is not an image fails as a
/// fetch (9004). Known formats other than JPEG, including MPO and JPS, get the documented
/// 36001/2207005, which names the format; a JPEG without dimensions, without its end or with a coding
/// that common decoders do not read the captured 36001/2207083. The ratio of a story is free.
pub(crate) fn photo(
    draft: &Draft,
    media: Result<Fetched, FetchError>,
    rules: Rules,
) -> Result<Outcome, Refusal> {
    let url = draft.source.url().unwrap_or_default();
    let (file, probe) = picture(url, purpose(draft.kind), media, rules)?;
    Ok(Outcome::Arrived(copy(file, probe.width, probe.height)))
}

/// Judges the cover of a reel after its container was created; gives the subcode that ends the
/// container.
///
/// What the server says to a bad cover is not known: the reference has only the limits (§2.6). A
/// reel's container is created before its files are looked at, so it ends in an error here, as with
/// a bad video; the subcode is that of a photo with the same fault.
pub(crate) fn cover(
    url: &str,
    media: Result<Fetched, FetchError>,
    rules: Rules,
) -> Result<(), i64> {
    let judged = picture(url, Use::ReelCover, media, rules);
    judged.map(drop).map_err(|refusal| refusal.subcode.unwrap_or(UNKNOWN_UPLOAD_ERROR))
}

fn picture(
    url: &str,
    purpose: Use,
    media: Result<Fetched, FetchError>,
    rules: Rules,
) -> Result<(Fetched, Probe), Refusal> {
    let file = media.map_err(|error| Refusal::not_fetched(url, &error))?;
    if file.total == 0 {
        // Observed: an empty file is reported with a ratio of 0.
        return Err(Refusal::wrong_ratio("0").with_note("the media server sent an empty file"));
    }
    let probe = ig_media::probe(&file.bytes, file.total);
    if probe.format == Format::Unknown || probe.format.is_video() {
        return Err(Refusal::not_media(url).with_note("what was fetched is not an image"));
    }
    let findings = ig_media::check(&probe, purpose);
    if let Some(broken) = rules.broken_by(&findings) {
        let note =
            format!("the limit is {}, and the evidence for it {}", broken.row, broken.evidence);
        return Err(refusal(broken, &probe).with_note(note));
    }
    Ok((file, probe))
}

/// The error for a rule that a photo breaks.
fn refusal(broken: &Finding, probe: &Probe) -> Refusal {
    match broken.rule {
        Rule::Format => Refusal::wrong_format(&probe.format.to_string()),
        Rule::FileSize => Refusal::image_too_large(),
        Rule::AspectRatio => {
            let side = |side: Option<u32>| u64::from(side.unwrap_or_default());
            Refusal::wrong_ratio(&ratio(side(probe.width), side(probe.height)))
        }
        _ => Refusal::unreadable_image(),
    }
}

/// Judges a video after its container was created: the only place that decides this.
///
/// What is known to be refused ends it; what the documents refuse and was seen to work, such as an
/// index after the pictures, does so with [`Rules::Strict`] only.
pub(crate) fn video(draft: &Draft, media: Result<Fetched, FetchError>, rules: Rules) -> Outcome {
    let Ok(file) = media else {
        return Outcome::Failed(VIDEO_NOT_FETCHED);
    };
    let Ok(probe) = ig_media::probe_reader(file.reader()) else {
        return Outcome::Failed(WRONG_VIDEO);
    };
    let findings = ig_media::check(&probe, purpose(draft.kind));
    if let Some(broken) = rules.broken_by(&findings) {
        return Outcome::Failed(subcode(broken.rule));
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
        Kind::Photo => Use::FeedPhoto,
        Kind::PhotoItem => Use::CarouselPhoto,
        Kind::PhotoStory => Use::StoryPhoto,
        Kind::Reel | Kind::Carousel => Use::Reel,
    }
}

fn subcode(rule: Rule) -> i64 {
    match rule {
        Rule::FileSize => NOT_PROCESSED,
        Rule::Complete => UNKNOWN_UPLOAD_ERROR,
        _ => WRONG_VIDEO,
    }
}

/// The subcode of a video that does not fit the parameters of its container. A silent one cannot be
/// mixed with a sound, unless its own volume is 0 (reference §10.3).
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

/// The copy of a file; `None` if only the head came.
fn copy(file: Fetched, width: Option<u32>, height: Option<u32>) -> Option<(Picture, Vec<u8>)> {
    let whole = file.bytes.len() as u64 == file.total;
    whole.then_some((Picture { copy: 0, width, height }, file.bytes))
}

/// The ratio with three decimals; Meta's form is not known.
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
