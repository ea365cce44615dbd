//! `GET /{container}`: how far a container is.

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
    let shown = container.shown(now);
    let all = Object::default()
        .with("id", container.id.as_str())
        .with("status_code", shown.as_str())
        .with("status", container.sentence(shown))
        .with_some("video_status", video_status::of(container, shown));
    let shape = match login {
        Login::Facebook => SHAPE,
        Login::Instagram => ON_INSTAGRAM,
    };
    shape.select(call.params.fields().as_deref(), &all)
}
