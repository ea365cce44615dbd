//! `GET /{container}`: the status of a container.

use crate::{
    config::Login,
    intake::Call,
    object::{Object, Shape},
    refusal::Refusal,
    time::Timestamp,
    world::Container,
};

use super::video_status;

const SHAPE: Shape = Shape {
    node: "ShadowIGMediaBuilder",
    fields: &["id", "status_code", "status", "copyright_check_status", "video_status"],
    empty: &[],
    default: "id",
    has_id: true,
};

/// `video_status` is documented on `graph.facebook.com` only.
const ON_INSTAGRAM: Shape =
    Shape { fields: &["id", "status_code", "status", "copyright_check_status"], ..SHAPE };

pub(crate) fn read(
    call: &Call,
    now: Timestamp,
    owner: &str,
    container: &Container,
    login: Login,
) -> Result<Object, Refusal> {
    if container.draft.owner != owner {
        return Err(Refusal::no_object(&call.method, &container.id));
    }
    shape(login).select(call.params.fields().as_deref(), &describe(container, now))
}

/// Whether the fields that a call asks for are those of a container.
pub(super) fn check(call: &Call) -> Result<(), Refusal> {
    shape(call.login).check(call.params.fields().as_deref())
}

/// The reply to the call that has made a container: its id, or the fields that were asked for,
/// which [`check`] has looked at.
pub(crate) fn made(call: &Call, now: Timestamp, container: &Container) -> Object {
    let asked = call.params.fields();
    let chosen = shape(call.login).select(asked.as_deref(), &describe(container, now));
    chosen.unwrap_or_else(|_| Object::default().with("id", container.id.as_str()))
}

fn describe(container: &Container, now: Timestamp) -> Object {
    let shown = container.shown(now);
    Object::default()
        .with("id", container.id.as_str())
        .with("status_code", shown.as_str())
        .with("status", container.sentence(shown))
        .with_some("video_status", video_status::of(container, shown))
}

fn shape(login: Login) -> Shape {
    match login {
        Login::Facebook => SHAPE,
        Login::Instagram => ON_INSTAGRAM,
    }
}
