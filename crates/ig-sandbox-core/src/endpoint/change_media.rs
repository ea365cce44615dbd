//! `POST /{media}` and `DELETE /{media}`: changes to posts.

use crate::{
    config::Login,
    intake::Call,
    object::Object,
    refusal::Refusal,
    world::{Media, World},
};

/// Turns comments on or off. The parameter is required, whatever other parameters there are (R31).
pub(crate) fn update(
    call: &Call,
    owner: &str,
    id: &str,
    world: &mut World,
) -> Result<Object, Refusal> {
    let media = own(call, owner, id, world)?;
    let is_enabled = call.params.flag_if_given("comment_enabled")?;
    let is_enabled = is_enabled.ok_or_else(|| Refusal::missing("comment_enabled"))?;
    media.is_comment_enabled = is_enabled;
    Ok(Object::default().with("success", true))
}

/// Deletes a post. `graph.instagram.com` cannot (R27); stories and items of carousels are refused
/// as a wrong type (R48), although it is not documented which types these are.
pub(crate) fn delete(
    call: &Call,
    owner: &str,
    id: &str,
    world: &mut World,
    login: Login,
) -> Result<Object, Refusal> {
    let media = own(call, owner, id, world)?;
    if login == Login::Instagram {
        return Err(Refusal::no_object(&call.method, id));
    }
    if media.kind.is_story() || media.kind.is_item() {
        return Err(Refusal::wrong_media_type());
    }
    world.delete(id);
    Ok(Object::default().with("success", true).with("deleted_id", id))
}

fn own<'a>(
    call: &Call,
    owner: &str,
    id: &str,
    world: &'a mut World,
) -> Result<&'a mut Media, Refusal> {
    let media = world.media_mut(id).filter(|media| media.owner == owner);
    media.ok_or_else(|| Refusal::no_object(&call.method, id))
}
