//! The `children` parameter of a carousel.

use crate::{
    config::Config,
    intake::Params,
    refusal::Refusal,
    time::Timestamp,
    world::{Kind, StatusCode, World},
};

const LEAST: usize = ig_rules::post::CAROUSEL_ITEMS.bound.min();

/// The containers of the carousel's items, in order.
///
/// Their number is checked first. The real server's reply to a child that is not a carousel item,
/// that is given twice or that ended in `ERROR` is not known. A child that was published with
/// another carousel can be used again until it expires: it is not known whether the real server
/// accepts it, and a client that creates a second carousel of the same items has two posts here.
pub(super) fn read(
    params: &Params,
    now: Timestamp,
    owner: &str,
    world: &World,
    config: &Config,
) -> Result<Vec<String>, Refusal> {
    if !params.is_given(Kind::Carousel.required_parameter()) {
        return Err(Refusal::missing(Kind::Carousel.required_parameter()));
    }
    let children = params.texts(Kind::Carousel.required_parameter())?;
    if !(LEAST..=config.most_items()).contains(&children.len()) {
        return Err(Refusal::wrong_child_count(config.carousel_refusal, config.most_items()));
    }
    for (at, id) in children.iter().enumerate() {
        if children[..at].contains(id) {
            return Err(Refusal::child_twice(id));
        }
        check(id, now, owner, world)?;
    }
    Ok(children)
}

fn check(id: &str, now: Timestamp, owner: &str, world: &World) -> Result<(), Refusal> {
    let child = world.container(id).filter(|container| container.draft.owner == owner);
    let child = child.ok_or_else(|| Refusal::no_media(id))?;
    if !child.draft.kind.is_item() {
        return Err(Refusal::no_child(id));
    }
    if child.expires_at() <= now {
        return Err(Refusal::media_expired());
    }
    match child.status(now) {
        StatusCode::Finished | StatusCode::Published => Ok(()),
        StatusCode::InProgress => Err(Refusal::not_ready()),
        StatusCode::Error => Err(Refusal::child_failed(id)),
        StatusCode::Expired => Err(Refusal::media_expired()),
    }
}
