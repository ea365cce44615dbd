//! `POST /{user}/media`: makes a container.

use ig_core::Timestamp;

use crate::{
    config::Config,
    fault::{Do, Strike},
    intake::Call,
    judge,
    refusal::Refusal,
    world::{Draft, Kind, World},
};

use super::{pages, tags, upload};

const MAX_CAPTION: usize = 2200;
const MAX_HASHTAGS: usize = 30;
const MAX_MENTIONS: usize = 20;
const MAX_ALT_TEXT: usize = 1000;

/// Checks all that can be checked before the file is fetched.
pub(crate) fn draft(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &World,
    config: &Config,
    strike: &Strike,
) -> Result<Draft, Refusal> {
    world.may_create(owner, now)?;
    let params = &call.params;
    let is_carousel_item = params.flag("is_carousel_item")?;
    let kind = kind(call)?;
    let upload_version = upload::version(call, config)?;
    let (url, processing) = match kind {
        Kind::Photo => (params.required("image_url")?, config.photo_processing),
        Kind::Reel if upload_version.is_some() => ("".into(), config.video_processing),
        Kind::Reel => (params.required("video_url")?, config.video_processing),
    };
    if upload_version.is_none() && !judge::is_fetchable(&url) {
        let note = "the URL must be absolute, start with http:// or https:// and be plain ASCII";
        return Err(Refusal::not_media(&url).with_note(note));
    }
    let caption = params.filled("caption").map(|caption| caption.into_owned());
    check_caption(caption.as_deref().unwrap_or_default())?;
    let alt_text = params.filled("alt_text").map(|text| text.into_owned());
    if alt_text.as_ref().is_some_and(|text| text.chars().count() > MAX_ALT_TEXT) {
        return Err(Refusal::wrong_type("alt_text", "at most 1000 characters long"));
    }
    let place = match params.filled("location_id") {
        Some(id) => Some(pages::place(&id)?),
        None => None,
    };
    let forced = strike.backstage(Do::Processing);
    Ok(Draft {
        owner: owner.to_owned(),
        kind,
        is_carousel_item,
        upload_version,
        source_url: url.into_owned(),
        caption,
        alt_text,
        tags: tags::read(params.list("user_tags")?, kind)?,
        place,
        processing: forced.map_or(processing, |fault| fault.delay),
        ends_in: forced.and_then(|fault| fault.subcode),
    })
}

/// `VIDEO` on its own is the form of the guide's first edition; it becomes a reel, as all videos
/// did in 2023. A video without a type is taken for a photo that has no `image_url`, as observed.
fn kind(call: &Call) -> Result<Kind, Refusal> {
    match call.params.filled("media_type").as_deref() {
        None | Some("IMAGE") => Ok(Kind::Photo),
        Some("VIDEO" | "REELS") => Ok(Kind::Reel),
        Some(later @ ("STORIES" | "CAROUSEL")) => {
            Err(Refusal::not_simulated(&format!("media_type={later}")))
        }
        Some(other) => Err(Refusal::unknown_media_type(other)),
    }
}

/// In which unit Meta counts is not documented: code points here.
fn check_caption(caption: &str) -> Result<(), Refusal> {
    let length = caption.chars().count();
    let hashtags = count(caption, '#', |c| c.is_alphanumeric() || c == '_');
    let mentions = count(caption, '@', |c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if length > MAX_CAPTION || hashtags > MAX_HASHTAGS || mentions > MAX_MENTIONS {
        return Err(Refusal::caption_too_long(length));
    }
    Ok(())
}

/// Counts words that start with the sign; an address has an `@` within a word, which is none.
fn count(text: &str, sign: char, is_name: impl Fn(char) -> bool) -> usize {
    let mut count = 0;
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let starts = c == sign && !before.is_alphanumeric();
        if starts && rest.peek().copied().is_some_and(&is_name) {
            count += 1;
        }
        before = c;
    }
    count
}
