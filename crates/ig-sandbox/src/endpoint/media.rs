//! `GET /{media}`: a post.

use crate::{
    config::Reader,
    fields::Shape,
    intake::Call,
    object::Object,
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
        "legacy_instagram_media_id",
        "copyright_check_information",
        "collaborators",
        "comments",
        "insights",
    ],
    default: "id",
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
    let all = describe(media, world, &call.base, reader);
    SHAPE.select(call.params.filled("fields").as_deref(), &all)
}

/// All that there is to say about a post.
pub(super) fn describe(media: &Media, world: &World, base: &str, reader: Reader) -> Object {
    let username = world.account(&media.owner).map(|account| account.username.as_str());
    let file = world.file_path(media).map(|path| format!("{base}{path}"));
    Object::default()
        .with("id", media.id.as_str())
        .with_some("caption", media.caption.as_deref().and_then(|caption| shown(caption, reader)))
        .with("media_type", media.kind.media_type())
        .with("media_product_type", media.kind.media_product_type())
        .with_some("media_url", file)
        .with("permalink", format!("{base}{}", media.path()))
        .with("shortcode", media.shortcode.as_str())
        .with("timestamp", time::graph(media.published_at))
        .with_some("username", username)
        .with("owner", Object::default().with("id", media.owner.as_str()))
        .with_some("alt_text", media.alt_text.as_deref())
        .with("like_count", 0_u32)
        .with("comments_count", 0_u32)
        .with("is_comment_enabled", true)
        .with_some("is_shared_to_feed", (media.kind == Kind::Reel).then_some(true))
}

/// `@` signs are taken out; a caption of which nothing is left is absent.
fn shown(caption: &str, reader: Reader) -> Option<String> {
    let caption = match reader {
        Reader::User => caption.replace('@', ""),
        Reader::Admin => caption.to_owned(),
    };
    (!caption.is_empty()).then_some(caption)
}
