//! The page of a post.

use std::fmt::Write as _;

use crate::{
    time,
    world::{Kind, Media, World},
};

use super::template::{Text, escaped, fill};

const POST: &str = include_str!("post.html");

pub(super) fn render(world: &World, media: &Media) -> String {
    let account = world.account(&media.owner);
    let username = account.map_or("", |account| account.username.as_str());
    let caption = media.caption.as_deref().unwrap_or_default();
    let timestamp = time::graph(media.published_at);
    let place = media.place.as_ref().map_or("", |place| place.name.as_str());
    fill(POST, |name| match name {
        "username" => Text::Plain(username),
        "initial" => Text::Plain(username.get(..1).unwrap_or("?")),
        "caption" => Text::Plain(caption),
        "place" => Text::Plain(place),
        "timestamp" => Text::Plain(&timestamp),
        "id" => Text::Plain(&media.id),
        "container" => Text::Plain(&media.container_id),
        "picture" => Text::Markup(picture(world, media)),
        "tags" => Text::Markup(tags(media)),
        "positions" => Text::Markup(positions(media)),
        _ => Text::Plain(""),
    })
}

fn picture(world: &World, media: &Media) -> String {
    let Some(path) = world.file_path(media) else {
        return "<p class=\"gone\">no copy of the file was kept</p>".to_owned();
    };
    let description = media.alt_text.as_deref().or(media.caption.as_deref()).unwrap_or_default();
    let description = escaped(description);
    match media.kind {
        Kind::Photo => format!("<img src=\"{path}\" alt=\"{description}\">"),
        Kind::Reel => {
            format!(
                "<video src=\"{path}\" controls playsinline aria-label=\"{description}\"></video>"
            )
        }
    }
}

/// Tags with a place stand on the picture, the others below it.
fn tags(media: &Media) -> String {
    let mut html = String::new();
    for (at, tag) in media.tags.iter().enumerate() {
        let class = match tag.y {
            // Below the picture's edge nobody would see it.
            Some(y) if y > 0.9 => format!("tag above at{at}"),
            Some(_) => format!("tag at{at}"),
            None => "tag loose".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = write!(html, "<li class=\"{class}\">@{}</li>", escaped(&tag.username));
    }
    html
}

/// Inline styles are not allowed on the page, so that the positions are rules of its sheet.
fn positions(media: &Media) -> String {
    let mut css = String::new();
    for (at, tag) in media.tags.iter().enumerate() {
        if let (Some(x), Some(y)) = (tag.x, tag.y) {
            let (x, y) = (x * 100.0, y * 100.0);
            let _ = writeln!(css, ".at{at} {{ --x: {x:.2}%; --y: {y:.2}%; }}");
        }
    }
    css
}
