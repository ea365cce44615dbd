//! `POST /{user}/media_publish`: makes a post of a container.

use crate::{intake::Call, object::Object, refusal::Refusal, time::Timestamp, world::World};

/// The container that is to be published, if it can be.
pub(crate) fn accept(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &World,
) -> Result<String, Refusal> {
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
) -> Result<Object, Refusal> {
    let id = accept(call, now, owner, world)?;
    let media = world.publish(now, &id).ok_or_else(|| Refusal::no_builder(&id))?;
    let reply = Object::default().with("id", media);
    let others = world.publish_reply.iter();
    Ok(others.fold(reply, |reply, (name, value)| reply.with(name, value.clone())))
}
