//! `GET /{user}`: an account.

use crate::{fields::Shape, intake::Call, object::Object, refusal::Refusal, world::World};

const SHAPE: Shape = Shape {
    node: "IGUser",
    fields: &[
        "id",
        "username",
        "media_count",
        "name",
        "biography",
        "website",
        "profile_picture_url",
        "followers_count",
        "follows_count",
        "ig_id",
        "has_profile_pic",
        "is_published",
        "legacy_instagram_user_id",
        "shopping_product_tag_eligibility",
    ],
    default: "id",
    has_id: true,
};

pub(crate) fn read(call: &Call, owner: &str, world: &World) -> Result<Object, Refusal> {
    let username = world.account(owner).map(|account| account.username.as_str());
    let all = Object::default()
        .with("id", owner)
        .with_some("username", username)
        .with("media_count", world.media_of(owner).count())
        .with("followers_count", 0_u32)
        .with("follows_count", 0_u32);
    SHAPE.select(call.params.filled("fields").as_deref(), &all)
}
