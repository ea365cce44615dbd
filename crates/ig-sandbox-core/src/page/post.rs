//! The page of a post.

use std::fmt::Write as _;

use crate::world::{Details, Media, Tag, Why, World};

use super::{
    add_on,
    caption::marked,
    template::{Text, escaped, fill, instant},
};

const POST: &str = include_str!("post.html");

pub(super) fn render(world: &World, media: &Media) -> String {
    let account = world.account(&media.owner);
    let username = account.map_or("", |account| account.username.as_str());
    let caption = media.caption.as_deref().unwrap_or_default();
    let place = media.place.as_ref().map_or("", |place| place.name.as_str());
    let also = match media.details.collaborators.as_slice() {
        [] => String::new(),
        others => format!(" with {}", others.join(", ")),
    };
    // A post of one file is shown as a carousel with one item.
    let mut shown: Vec<&Media> = world.children_of(media).collect();
    if shown.is_empty() {
        shown.push(media);
    }
    let tags: Vec<&Tag> = shown.iter().flat_map(|media| &media.tags).collect();
    fill(POST, |name| match name {
        "username" => Text::Plain(username),
        "also" => Text::Plain(&also),
        "account" => Text::Plain(&media.owner),
        "initial" => Text::Plain(username.get(..1).unwrap_or("?")),
        "caption" => Text::Markup(marked(caption)),
        "add-on" => Text::Markup(add_on::shown(media)),
        "place" => Text::Plain(place),
        "published" => Text::Markup(instant(media.published_at)),
        "id" => Text::Plain(&media.id),
        "container" => Text::Plain(&media.container_id),
        "frames-name" => {
            Text::Plain(if shown.len() > 1 { "Pictures and videos" } else { "Picture" })
        }
        "frames" => Text::Markup(frames(world, &shown, caption)),
        "positions" => Text::Markup(positions(&tags)),
        "facts" => Text::Markup(facts(media, &shown)),
        "again" => Text::Markup(again(world, media)),
        _ => Text::Plain(""),
    })
}

/// Which post this one repeats, if it does.
fn again(world: &World, media: &Media) -> String {
    let repeats = world.repeats();
    let repeat = repeats.iter().find(|repeat| repeat.post.id == media.id);
    let Some((repeat, path)) = repeat.and_then(|repeat| Some((repeat, repeat.of.path()?))) else {
        return String::new();
    };
    let how = match repeat.why {
        Why::Container => "the same container",
        Why::Content => "another container of the same content",
    };
    let seconds = repeat.after().as_secs();
    format!(
        "<p class=\"again\">Posted again: {seconds} seconds after <a href=\"{}\">the first \
         one</a>, of {how}.</p>",
        escaped(&path),
    )
}

/// Each picture or video with its tags on it. The tags of all are numbered through.
fn frames(world: &World, shown: &[&Media], caption: &str) -> String {
    let mut html = String::new();
    let mut first = 0;
    for media in shown {
        let (picture, tags) = (picture(world, media, caption), tags(&media.tags, first));
        first += media.tags.len();
        // Writing to a string cannot fail.
        let _ = writeln!(
            html,
            "<div class=\"frame\"><div class=\"spot\">{picture}<ul aria-label=\"People tagged\">{tags}</ul></div></div>"
        );
    }
    html
}

fn picture(world: &World, media: &Media, caption: &str) -> String {
    let Some(path) = world.file_path(media) else {
        return "<p class=\"gone\">no copy of the file was kept</p>".to_owned();
    };
    let description = escaped(media.alt_text.as_deref().unwrap_or(caption));
    if media.kind.is_photo() {
        return format!("<img src=\"{path}\" alt=\"{description}\">");
    }
    // The cover is the chosen frame, or a file of the sandbox: no copy of another is kept, and the
    // page asks no other host.
    let cover = media.details.cover_url.as_deref();
    let cover = cover.and_then(|url| url.split_once("/_sandbox/files/"));
    let poster = cover.map_or(String::new(), |(_, name)| {
        format!(" poster=\"/_sandbox/files/{}\"", escaped(name))
    });
    let start = media.details.thumb_offset.unwrap_or(0).max(1);
    let (seconds, millis) = (start / 1000, start % 1000);
    format!(
        "<video src=\"{path}#t={seconds}.{millis:03}\" controls playsinline{poster} preload=\"metadata\" \
         aria-label=\"{description}\"></video>"
    )
}

/// The tags: those with a position on the picture, the others below it.
fn tags(tags: &[Tag], first: usize) -> String {
    let mut html = String::new();
    for (at, tag) in (first..).zip(tags) {
        let class = match tag.y {
            // Below the picture's edge it would not be visible.
            Some(y) if y > 0.9 => format!("tag above at{at}"),
            Some(_) => format!("tag at{at}"),
            None => "tag loose".to_owned(),
        };
        let _ = write!(html, "<li class=\"{class}\">@{}</li>", escaped(&tag.username));
    }
    html
}

/// The positions as rules of the style sheet, since inline styles are not allowed on the page.
fn positions(tags: &[&Tag]) -> String {
    let mut css = String::new();
    for (at, tag) in tags.iter().enumerate() {
        if let (Some(x), Some(y)) = (tag.x, tag.y) {
            let (x, y) = (x * 100.0, y * 100.0);
            let _ = writeln!(css, ".at{at} {{ --x: {x:.2}%; --y: {y:.2}%; }}");
        }
    }
    css
}

/// The other parameters of the post, one line each.
fn facts(media: &Media, shown: &[&Media]) -> String {
    let Details { product_tags, branded_content_sponsor_ids, .. } = &*media.details;
    let details = &media.details;
    let products: Vec<&str> = product_tags.iter().map(|tag| tag.product_id.as_str()).collect();
    let trial = details.trial_params.as_ref().map(|trial| trial.graduation_strategy.clone());
    let audio = details.audio_configuration.as_ref().map(|audio| audio.audio_id.clone());
    let label = |flag: Option<bool>, text: &str| flag.unwrap_or(false).then(|| text.to_owned());
    let label_ai = label(details.is_ai_generated, "made with AI");
    let label_paid = label(details.is_paid_partnership, "paid partnership");
    let off = (!media.is_comment_enabled).then(|| "off".to_owned());
    let reel_only = (details.share_to_feed == Some(false)).then(|| "not in the feed".to_owned());
    let frame = details.thumb_offset.map(|offset| format!("the frame at {offset} ms"));
    let facts = [
        ("alt text", some(&alt_texts(shown))),
        ("cover", details.cover_url.clone().or(frame)),
        ("products", some(&products.join(", "))),
        ("label", label_ai),
        ("label", label_paid),
        ("sponsors", some(&branded_content_sponsor_ids.join(", "))),
        ("trial", trial),
        ("sound", details.audio_name.clone().or(audio)),
        ("reel", reel_only),
        ("comments", off),
    ];
    let mut html = String::new();
    for (name, text) in facts {
        if let Some(text) = text {
            let _ = writeln!(html, "<dt>{name}</dt><dd>{}</dd>", escaped(&text));
        }
    }
    if let Some(end) = media.ends_at() {
        let _ = writeln!(html, "<dt>story until</dt><dd>{}</dd>", instant(end));
    }
    html
}

/// The alternative texts: in a carousel each picture has its own.
fn alt_texts(shown: &[&Media]) -> String {
    let texts = (1..).zip(shown).filter_map(|(number, media)| {
        let text = media.alt_text.as_ref()?;
        Some(if shown.len() > 1 { format!("{number}: {text}") } else { text.clone() })
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
