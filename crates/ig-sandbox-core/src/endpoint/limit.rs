//! `GET /{user}/content_publishing_limit`: the number of the account's recent posts.

use crate::{
    intake::Call,
    object::{Object, Shape},
    refusal::Refusal,
    time::{self, Timestamp},
    world::{DAY, World},
};

const SHAPE: Shape = Shape {
    node: "IGContentPublishingLimit",
    fields: &["quota_usage", "config"],
    empty: &[],
    default: "quota_usage",
    has_id: false,
};

pub(crate) fn read(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &World,
) -> Result<Object, Refusal> {
    let usage = match call.params.filled("since") {
        None => world.quota_usage(owner, now),
        Some(since) => {
            let since = time::parse(&since).filter(|since| now <= since.after(DAY));
            let must_be = "a Unix time of the last 24 hours";
            let since = since.ok_or_else(|| Refusal::wrong_type("since", must_be))?;
            world.usage(owner, since, now)
        }
    };
    let config = Object::default()
        .with("quota_total", world.quota_total(owner))
        .with("quota_duration", DAY.as_secs());
    let all = Object::default().with("quota_usage", usage).with("config", config);
    let limit = SHAPE.select(call.params.fields().as_deref(), &all)?;
    Ok(Object::default().with("data", vec![limit]))
}
