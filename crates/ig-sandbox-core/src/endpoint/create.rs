//! `POST /{user}/media`: creates a container.

mod add_on;
mod children;
mod details;
mod kind;
mod partnership;
mod products;
mod sift;
mod tags;

use std::time::Duration;

use ig_rules::post as rules;

use crate::{
    config::Config,
    fault::{Do, Strike},
    intake::{Call, Params},
    judge,
    refusal::Refusal,
    time::Timestamp,
    world::{Cover, Draft, Kind, Source, World},
};

use super::{container, pages, upload};

const MAX_CAPTION: usize = rules::CAPTION_LENGTH.bound.max();
const MAX_MENTIONS: usize = rules::MENTIONS.bound.max();
const MAX_ALT_TEXT: usize = rules::ALT_TEXT.bound.max();

/// Checks all that can be checked before the file is fetched.
pub(crate) fn draft(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &World,
    config: &Config,
    strike: &Strike,
) -> Result<Draft, Refusal> {
    container::check(call)?;
    world.may_create(owner, now)?;
    let upload_version = upload::version(call)?;
    let kind = kind::of(&call.params, config.video_alone)?;
    let (params, ignored) = sift::sift(&call.params, kind, call.login)?;
    let params = &params;
    let source = match (kind, upload_version) {
        (Kind::Carousel, _) => Source::Children(children::read(params, now, owner, world, config)?),
        (_, Some(version)) => Source::Upload(version),
        _ => Source::Url(file(params, kind.required_parameter())?),
    };
    let caption = params.filled("caption").map(|caption| caption.into_owned());
    check_caption(caption.as_deref().unwrap_or_default(), config.max_hashtags)?;
    let alt_text = params.filled("alt_text").map(|text| text.into_owned());
    if alt_text.as_ref().is_some_and(|text| text.chars().count() > MAX_ALT_TEXT) {
        return Err(Refusal::wrong_type("alt_text", "at most 1000 characters long"));
    }
    let place = match params.filled("location_id") {
        Some(id) => Some(Box::new(pages::place(&id)?)),
        None => None,
    };
    let forced = strike.backstage(Do::Processing);
    let details = details::read(params, kind, world.account(owner), config)?;
    Ok(Draft {
        owner: owner.to_owned(),
        kind,
        source,
        caption,
        alt_text,
        tags: tags::read(params.list("user_tags")?, kind, config)?,
        place,
        cover: details.cover_url.as_ref().map_or(Cover::Settled, |_| Cover::Awaited),
        details: details.into(),
        ignored,
        processing: forced
            .map_or_else(|| processing(kind, config, world.ids.lot()), |fault| fault.delay),
        ends_in: forced.and_then(|fault| fault.subcode),
    })
}

/// The URL of a file.
fn file(params: &Params, name: &str) -> Result<String, Refusal> {
    let url = params.required(name)?;
    if !judge::is_fetchable(&url) {
        let note = "the URL must be absolute, start with http:// or https:// and be plain ASCII";
        return Err(Refusal::not_media(&url).with_note(note));
    }
    Ok(url.into_owned())
}

fn processing(kind: Kind, config: &Config, lot: u64) -> Duration {
    match kind {
        Kind::Photo | Kind::PhotoStory | Kind::PhotoItem => {
            // Other digits of the lot than those that say how long.
            let is_late = (lot >> 32) % 100 < u64::from(config.late_photos);
            if is_late { config.photo_processing.pick(lot) } else { Duration::ZERO }
        }
        Kind::Reel | Kind::VideoStory | Kind::VideoItem => config.video_processing.pick(lot),
        Kind::Carousel => config.carousel_processing.pick(lot),
    }
}

/// In which unit Meta counts is not documented: code points here.
fn check_caption(caption: &str, max_hashtags: usize) -> Result<(), Refusal> {
    let length = caption.chars().count();
    let hashtags = count(caption, '#', |c| c.is_alphanumeric() || c == '_');
    let mentions = count(caption, '@', |c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if length > MAX_CAPTION || hashtags > max_hashtags || mentions > MAX_MENTIONS {
        return Err(Refusal::caption_too_long(length));
    }
    Ok(())
}

/// Counts words that start with the sign; the `@` within an e-mail address does not count.
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
