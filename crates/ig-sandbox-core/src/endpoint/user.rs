//! `GET /{user}`: an account.

use crate::{
    config::Login,
    intake::Call,
    object::{Object, Shape},
    refusal::Refusal,
    world::World,
};

/// Fields that exist without ever having a value here are left out of replies, as Meta does.
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
        "shopping_review_status",
        "owner_business",
        "business_discovery",
        "mentioned_media",
        "mentioned_comment",
        "collaborative_media_search",
    ],
    default: "id",
    has_id: true,
};

/// The account may tag products, as far as the login has them.
pub(crate) fn read(
    call: &Call,
    owner: &str,
    world: &World,
    login: Login,
) -> Result<Object, Refusal> {
    let username = world.account(owner).map(|account| account.username.as_str());
    let shop = login == Login::Facebook;
    let all = Object::default()
        .with("id", owner)
        .with_some("username", username)
        .with("media_count", world.media_of(owner).filter(|it| !it.kind.is_story()).count())
        .with("followers_count", 0_u32)
        .with("follows_count", 0_u32)
        .with("has_profile_pic", false)
        .with("is_published", true)
        .with_some("shopping_product_tag_eligibility", shop.then_some(true))
        .with_some("shopping_review_status", shop.then_some("approved"));
    SHAPE.select(call.params.fields().as_deref(), &all)
}
