//! An account as a node: what can be asked of it, in a call of its own and in braces.

use crate::{
    object::{Object, Shape, spec},
    world::World,
};

/// Fields that exist without ever having a value here are left out of replies, as Meta does.
pub(super) const SHAPE: Shape = Shape {
    node: "IGUser",
    fields: &[
        "id",
        "username",
        "media_count",
        "name",
        "followers_count",
        "follows_count",
        "has_profile_pic",
        "is_published",
        "shopping_product_tag_eligibility",
        "shopping_review_status",
        "media",
        "stories",
        // Of `graph.instagram.com`.
        "user_id",
        "account_type",
    ],
    empty: spec::USER,
    default: "id",
    has_id: true,
};

/// What there is to say about an account on both hosts.
pub(super) fn describe(owner: &str, world: &World) -> Object {
    let username = world.account(owner).map(|account| account.username.as_str());
    Object::default()
        .with("id", owner)
        .with_some("username", username)
        .with("name", "Arthur Fonzarelli")
        .with("media_count", world.media_of(owner).filter(|it| !it.kind.is_story()).count())
        .with("followers_count", 0_u32)
        .with("follows_count", 0_u32)
        .with("has_profile_pic", false)
        .with("is_published", true)
}
