//! `GET /_sandbox/duplicates`.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    time,
    world::{Repeat, Why},
};

use super::{ACCOUNT, Ask, Wrong};

/// The posts that repeat another one.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Duplicates {
    /// In the order of publishing; empty where everything was posted once.
    duplicates: Vec<Duplicate>,
}

/// A post that repeats another one.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Duplicate {
    /// The post.
    id: String,
    /// The first post of the same content.
    repeats: String,
    /// The account.
    account: String,
    by: By,
    /// How long after the first one it was published, in seconds.
    after_s: u64,
    /// The container that it was made of.
    container_id: String,
    caption: Option<String>,
    /// `IMAGE`, `VIDEO` or `CAROUSEL_ALBUM`.
    media_type: String,
    /// When it was published: `2019-09-26T22:36:43+0000`.
    timestamp: String,
    /// Whether it was deleted since. It was public all the same.
    is_deleted: bool,
}

/// By what a post is known as a repetition.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
enum By {
    /// Both posts came of the same container, for which `media_publish` was sent twice.
    Container,
    /// The posts came of containers of their own, and have the same account, kind, caption and files
    /// within ten minutes.
    Content,
}

/// All of them, or those of an account.
pub(super) fn list(ask: &Ask<'_>) -> Result<Duplicates, Wrong> {
    let wanted = ask.text(&ACCOUNT);
    let world = &ask.sandbox.world;
    if wanted.as_ref().is_some_and(|id| world.account(id).is_none()) {
        return Err(Wrong::new(404, "there is no account of this id"));
    }
    let repeats = world.repeats().into_iter();
    let repeats = repeats.filter(|it| wanted.as_ref().is_none_or(|id| it.post.owner == *id));
    Ok(Duplicates { duplicates: repeats.map(describe).collect() })
}

fn describe(repeat: Repeat<'_>) -> Duplicate {
    let post = repeat.post;
    Duplicate {
        id: post.id.clone(),
        repeats: repeat.of.id.clone(),
        account: post.owner.clone(),
        by: match repeat.why {
            Why::Container => By::Container,
            Why::Content => By::Content,
        },
        after_s: repeat.after().as_secs(),
        container_id: post.container_id.clone(),
        caption: post.caption.clone(),
        media_type: post.kind.media_type().to_owned(),
        timestamp: time::graph(post.published_at),
        is_deleted: post.is_deleted,
    }
}
