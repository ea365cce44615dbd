//! `GET /{user}`: an account.

use super::{account, media, media_list};
use crate::{
    config::{Login, Reader},
    intake::Call,
    object::{Edge, Object},
    refusal::Refusal,
    time::Timestamp,
    world::{Media, World},
};

/// The account may tag products, as far as the login has them. `media` and `stories` bring as many
/// posts as a page of the lists has.
pub(crate) fn read(
    call: &Call,
    now: Timestamp,
    owner: &str,
    world: &World,
    reader: Reader,
) -> Result<Object, Refusal> {
    let fields = call.params.fields();
    let asks = |name: &str| account::SHAPE.asks_for(name, fields.as_deref());
    let login = call.login;
    let account = world.account(owner).filter(|_| login == Login::Instagram);
    let shop = login == Login::Facebook;
    let edge = |list: Vec<&Media>| Edge {
        shape: &media::SHAPE,
        items: list.into_iter().map(|it| media::describe(it, world, &call.base, reader)).collect(),
    };
    let posts = asks("media")?.then(|| edge(media_list::posts(world, owner).take(MOST).collect()));
    let stories = asks("stories")?
        .then(|| edge(media_list::running_stories(world, owner, now).take(MOST).collect()));
    let all = account::describe(owner, world)
        .with_some("shopping_product_tag_eligibility", shop.then_some(true))
        .with_some("shopping_review_status", shop.then_some("approved"))
        .with_some("user_id", account.map(|account| account.id.as_str()))
        .with_some("account_type", account.map(|account| account.account_type.as_str()))
        .with_some("media", posts)
        .with_some("stories", stories);
    account::SHAPE.select(fields.as_deref(), &all)
}

/// As many posts as a page of a list has at most.
const MOST: usize = 100;
