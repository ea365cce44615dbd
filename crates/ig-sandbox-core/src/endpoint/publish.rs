//! `POST /{user}/media_publish`: publishes a container as a post.

use super::media;
use crate::{
    config::Reader, intake::Call, object::Object, refusal::Refusal, time::Timestamp, world::World,
};

/// The container to publish, if it can be published.
pub(crate) fn accept(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &World,
) -> Result<String, Refusal> {
    media::check(call)?;
    let id = call.params.required("creation_id")?.trim().to_owned();
    if !super::is_id(&id) {
        return Err(Refusal::wrong_type("creation_id", "a container id"));
    }
    world.may_publish(now, owner, &id)?;
    Ok(id)
}

pub(crate) fn publish(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &mut World,
    reader: Reader,
) -> Result<Object, Refusal> {
    let id = accept(call, now, owner, world)?;
    let id = world.publish(now, &id).ok_or_else(|| Refusal::no_builder(&id))?;
    let plain = || Object::default().with("id", id.as_str());
    // What was asked for was looked at before anything was published. Nothing means the id.
    let media = world.media(&id).filter(|_| call.params.fields().is_some());
    let read = media.map(|media| media::read(call, owner, media, world, reader));
    let reply = read.and_then(Result::ok).unwrap_or_else(plain);
    let others = world.publish_reply.iter();
    Ok(others.fold(reply, |reply, (name, value)| reply.with(name.clone(), value.clone())))
}
