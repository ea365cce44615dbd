//! `GET /{media}`, and its edges `children` and `collaborators`: a post.

use super::account;
use crate::{
    config::Reader,
    ids,
    intake::Call,
    object::{Edge, Link, Object, Shape, spec},
    refusal::Refusal,
    time,
    world::{Kind, Media, World},
};

/// Fields that exist without ever having a value here are left out of replies, as Meta does.
pub(super) const SHAPE: Shape = Shape {
    node: "IGMedia",
    fields: &[
        "id",
        "caption",
        "media_type",
        "media_product_type",
        "media_url",
        "permalink",
        "shortcode",
        "timestamp",
        "username",
        "owner",
        "alt_text",
        "like_count",
        "comments_count",
        "is_comment_enabled",
        "is_shared_to_feed",
        "is_ai_generated",
        "thumbnail_url",
        "children",
        "media_audio_type",
        "collaborators",
        VIEWS,
    ],
    empty: spec::MEDIA,
    default: "id",
    has_id: true,
};

/// Fields that only Business Discovery has.
const VIEWS: &str = "view_count";

const COLLABORATOR: Shape = Shape {
    node: "ShadowIGMediaCollaborators",
    fields: &["id", "username", "invite_status"],
    empty: &[],
    default: "id,username,invite_status",
    has_id: true,
};

pub(crate) fn read(
    call: &Call,
    owner: &str,
    media: &Media,
    world: &World,
    reader: Reader,
) -> Result<Object, Refusal> {
    if media.owner != owner {
        return Err(Refusal::no_object(&call.method, &media.id));
    }
    check(call)?;
    SHAPE.select(call.params.fields().as_deref(), &describe(media, world, &call.base, reader))
}

/// Whether the fields that a call asks for are those of a post.
pub(super) fn check(call: &Call) -> Result<(), Refusal> {
    match SHAPE.asks_for(VIEWS, call.params.fields().as_deref())? {
        true => Err(Refusal::only_in_discovery()),
        false => Ok(()),
    }
}

/// `GET /{media}/children` and `GET /{media}/collaborators`.
pub(crate) fn edge(
    call: &Call,
    owner: &str,
    media: &Media,
    which: MediaEdge,
    world: &World,
    reader: Reader,
) -> Result<Object, Refusal> {
    if media.owner != owner {
        return Err(Refusal::no_object(&call.method, &media.id));
    }
    let edge = match which {
        MediaEdge::Children => children(media, world, &call.base, reader),
        MediaEdge::Collaborators => collaborators(media),
    };
    edge.select(call.params.fields().as_deref(), None)
}

/// The edges of a post that the sandbox has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaEdge {
    Children,
    Collaborators,
}

/// All fields of a post.
pub(super) fn describe(media: &Media, world: &World, base: &str, reader: Reader) -> Object {
    let username = world.account(&media.owner).map(|account| account.username.as_str());
    let file = world.file_path(media).map(|path| format!("{base}{path}"));
    let is_reel = media.kind == Kind::Reel;
    let children = (!media.children.is_empty()).then(|| children(media, world, base, reader));
    let collaborators = (!media.details.collaborators.is_empty()).then(|| collaborators(media));
    Object::default()
        .with("id", media.id.as_str())
        .with_some("caption", media.caption.as_deref().and_then(|caption| shown(caption, reader)))
        .with("media_type", media.kind.media_type())
        .with("media_product_type", media.kind.media_product_type())
        .with_some("media_url", file)
        .with_some("thumbnail_url", thumbnail(media, base))
        .with_some("permalink", media.path().map(|path| format!("{base}{path}")))
        .with("shortcode", media.shortcode.as_str())
        .with("timestamp", time::graph(media.published_at))
        .with_some("username", username)
        .with(
            "owner",
            Link { shape: &account::SHAPE, node: account::describe(&media.owner, world) },
        )
        .with_some("alt_text", media.alt_text.as_deref())
        .with("like_count", 0_u32)
        .with("comments_count", 0_u32)
        .with("is_comment_enabled", media.is_comment_enabled)
        // The default is not documented; here a reel is in the feed by default.
        .with_some("is_shared_to_feed", is_reel.then(|| media.details.share_to_feed != Some(false)))
        .with_some("is_ai_generated", media.details.is_ai_generated)
        .with_some("media_audio_type", is_reel.then(|| audio_type(media)))
        .with_some("children", children)
        .with_some("collaborators", collaborators)
}

/// The picture of a video: its cover, or a picture that stands for a frame, since the sandbox
/// decodes no videos.
fn thumbnail(media: &Media, base: &str) -> Option<String> {
    if media.kind.media_type() != "VIDEO" {
        return None;
    }
    let cover = media.details.cover_url.clone();
    Some(cover.unwrap_or_else(|| format!("{base}/_sandbox/files/sample.jpg")))
}

fn children(media: &Media, world: &World, base: &str, reader: Reader) -> Edge {
    let children = world.children_of(media).map(|child| describe(child, world, base, reader));
    Edge { shape: &SHAPE, items: children.collect() }
}

/// The invited authors, who never answer.
fn collaborators(media: &Media) -> Edge {
    let invited = media.details.collaborators.iter().map(|username| {
        Object::default()
            .with("id", ids::of_username(username))
            .with("username", username.as_str())
            .with("invite_status", "Pending")
    });
    Edge { shape: &COLLABORATOR, items: invited.collect() }
}

fn audio_type(media: &Media) -> &'static str {
    match media.details.audio_configuration {
        Some(_) => "MUSIC",
        None => "ORIGINAL_SOUND",
    }
}

/// The caption without `@` signs; `None` if nothing is left.
fn shown(caption: &str, reader: Reader) -> Option<String> {
    let caption = match reader {
        Reader::User => caption.replace('@', ""),
        Reader::Admin => caption.to_owned(),
    };
    (!caption.is_empty()).then_some(caption)
}
