//! `ig media show ID`

use ig_core::endpoint::{Media, ReadMedia};
use serde_json::{Value, json};

use super::{kind, object, open};
use crate::{
    args::MediaArgs,
    failure::{Exit, Failure},
    output::Output,
    text::plain,
};

pub(super) fn run(args: &MediaArgs, output: &Output) -> Result<Exit, Failure> {
    let (media, access) = open(args, output)?;
    let media = access.client()?.call(ReadMedia::new(media).with_details());
    let media =
        media.map_err(|error| Failure::of_call("the media object cannot be read", &error))?;
    if output.is_json() {
        output.object(&details(&media));
    } else {
        lines(&media, output);
    }
    Ok(Exit::Success)
}

fn details(media: &Media) -> Value {
    let mut all = object(media);
    let more = json!({
        "media_url": media.media_url,
        "thumbnail_url": media.thumbnail_url,
        "username": media.username,
        "owner": media.owner.as_ref().map(|owner| &owner.id),
        "like_count": media.like_count,
        "comments_count": media.comments_count,
        "is_comment_enabled": media.is_comment_enabled,
        "is_shared_to_feed": media.is_shared_to_feed,
        "alt_text": media.alt_text,
        "is_ai_generated": media.is_ai_generated,
        "media_audio_type": media.media_audio_type,
    });
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    all
}

/// Fields without a value are left out.
fn lines(media: &Media, output: &Output) {
    let line = |label: &str, text: Option<String>| {
        if let Some(text) = text {
            output.line(format_args!("{label:<12} {}", plain(&text)));
        }
    };
    let yes_or_no =
        |answer: Option<bool>| answer.map(|answer| if answer { "yes" } else { "no" }.to_owned());
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    line("media", Some(media.id.to_string()));
    line("kind", Some(kind(media)).filter(|kind| !kind.is_empty()));
    line("published", media.published_at().map(|at| at.to_string()));
    line("permalink", media.permalink.clone());
    line("by", media.username.clone());
    line("caption", media.caption.clone());
    line("alt text", media.alt_text.clone());
    line("likes", count(media.like_count));
    line("comments", count(media.comments_count));
    line("may comment", yes_or_no(media.is_comment_enabled));
    line("in the feed", yes_or_no(media.is_shared_to_feed));
    line("by AI", yes_or_no(media.is_ai_generated));
    line("sound", media.media_audio_type.clone());
}
