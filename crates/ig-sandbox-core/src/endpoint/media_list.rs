//! `GET /{user}/media` and `GET /{user}/stories`: the posts of an account, newest first.

use crate::{
    config::Reader,
    intake::Call,
    object::Object,
    refusal::Refusal,
    time::{self, Timestamp},
    world::{Media, World},
};

use super::{media, paging};

/// Everything but stories.
pub(crate) fn read(
    call: &Call,
    owner: &str,
    world: &World,
    reader: Reader,
) -> Result<Object, Refusal> {
    let (since, until) = (moment(call, "since")?, moment(call, "until")?);
    let posts = posts(world, owner)
        .filter(|media| since.is_none_or(|since| since <= media.published_at))
        .filter(|media| until.is_none_or(|until| media.published_at <= until));
    page(call, &["since", "until"], &posts.collect::<Vec<_>>(), world, reader)
}

/// The stories of the last 24 hours.
pub(crate) fn stories(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &World,
    reader: Reader,
) -> Result<Object, Refusal> {
    let stories: Vec<&Media> = running_stories(world, owner, now).collect();
    page(call, &[], &stories, world, reader)
}

pub(super) fn posts<'a>(world: &'a World, owner: &'a str) -> impl Iterator<Item = &'a Media> {
    world.media_of(owner).filter(|media| !media.kind.is_story())
}

pub(super) fn running_stories<'a>(
    world: &'a World,
    owner: &'a str,
    now: Timestamp,
) -> impl Iterator<Item = &'a Media> {
    world.media_of(owner).filter(move |media| media.ends_at().is_some_and(|end| now < end))
}

fn page(
    call: &Call,
    carried: &[&str],
    list: &[&Media],
    world: &World,
    reader: Reader,
) -> Result<Object, Refusal> {
    let fields = call.params.fields();
    media::SHAPE.check(fields.as_deref())?;
    paging::page(
        call,
        carried,
        list,
        |media| media.id.clone(),
        |media| {
            let all = media::describe(media, world, &call.base, reader);
            media::SHAPE.select(fields.as_deref(), &all)
        },
    )
}

fn moment(call: &Call, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = call.params.filled(name) else {
        return Ok(None);
    };
    let moment = time::parse(&text);
    moment.map(Some).ok_or_else(|| Refusal::wrong_type(name, "a Unix time or a date"))
}
