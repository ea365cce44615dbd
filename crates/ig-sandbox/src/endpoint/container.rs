//! `GET /{container}`: how far a container is.

use ig_core::Timestamp;

use crate::{fields::Shape, intake::Call, object::Object, refusal::Refusal, world::Container};

const SHAPE: Shape = Shape {
    node: "ShadowIGMediaBuilder",
    fields: &["id", "status_code", "status", "copyright_check_status", "video_status"],
    default: "id",
    has_id: true,
};

pub(crate) fn read(
    call: &Call,
    now: Timestamp,
    owner: &str,
    container: &Container,
) -> Result<Object, Refusal> {
    if container.draft.owner != owner {
        return Err(Refusal::no_object(&call.method, &container.id));
    }
    let shown = container.shown(now);
    let all = Object::default()
        .with("id", container.id.as_str())
        .with("status_code", shown.as_str())
        .with("status", container.sentence(shown));
    SHAPE.select(call.params.filled("fields").as_deref(), &all)
}
