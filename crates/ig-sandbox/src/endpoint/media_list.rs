//! `GET /{user}/media`: the posts of an account, newest first.

use form_urlencoded::Serializer;
use ig_core::Timestamp;

use crate::{
    config::Reader,
    intake::Call,
    object::Object,
    refusal::Refusal,
    time,
    world::{Media, World},
};

use super::media;

const DEFAULT_LIMIT: u64 = 25;
const MAX_LIMIT: u64 = 100;

/// Cursors look like Meta's, and nobody should look into them.
const CURSOR: &str = "QVFIU";

pub(crate) fn read(
    call: &Call,
    owner: &str,
    world: &World,
    reader: Reader,
) -> Result<Object, Refusal> {
    let params = &call.params;
    let fields = params.filled("fields");
    media::SHAPE.check(fields.as_deref())?;
    let limit = params.number("limit", 1..=MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT) as usize;
    let (since, until) = (moment(call, "since")?, moment(call, "until")?);
    let matching: Vec<&Media> = world
        .media_of(owner)
        .filter(|media| since.is_none_or(|since| since <= media.published_at))
        .filter(|media| until.is_none_or(|until| media.published_at <= until))
        .collect();
    let (start, end) = window(call, &matching, limit)?;
    let page = &matching[start..end];
    let data = page
        .iter()
        .map(|post| {
            let all = media::describe(post, world, &call.base, reader);
            media::SHAPE.select(fields.as_deref(), &all)
        })
        .collect::<Result<Vec<Object>, Refusal>>()?;
    let reply = Object::default().with("data", data);
    let (Some(first), Some(last)) = (page.first(), page.last()) else {
        return Ok(reply);
    };
    let cursors = Object::default().with("before", cursor(first)).with("after", cursor(last));
    let next = (end < matching.len()).then(|| link(call, limit, "after", &cursor(last)));
    let previous = (start > 0).then(|| link(call, limit, "before", &cursor(first)));
    let paging = Object::default()
        .with("cursors", cursors)
        .with_some("next", next)
        .with_some("previous", previous);
    Ok(reply.with("paging", paging))
}

/// Which part of the list the cursors ask for.
fn window(call: &Call, list: &[&Media], limit: usize) -> Result<(usize, usize), Refusal> {
    let find = |name: &str| -> Result<Option<usize>, Refusal> {
        let Some(cursor) = call.params.filled(name) else {
            return Ok(None);
        };
        let id = cursor.strip_prefix(CURSOR).and_then(reversed);
        let at = id.and_then(|id| list.iter().position(|media| media.id == id));
        at.map(Some).ok_or_else(|| Refusal::wrong_type(name, "a cursor of this list"))
    };
    Ok(match (find("after")?, find("before")?) {
        (Some(after), _) => (after + 1, (after + 1 + limit).min(list.len())),
        (None, Some(before)) => (before.saturating_sub(limit), before),
        (None, None) => (0, limit.min(list.len())),
    })
}

fn cursor(media: &Media) -> String {
    let id: String = media.id.chars().rev().collect();
    format!("{CURSOR}{id}")
}

fn reversed(id: &str) -> Option<String> {
    id.is_ascii().then(|| id.chars().rev().collect())
}

/// A link to another page. It has the token in it, as Meta's has.
fn link(call: &Call, limit: usize, direction: &str, cursor: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("access_token", call.token.as_deref().unwrap_or_default());
    for name in ["fields", "since", "until"] {
        if let Some(value) = call.params.filled(name) {
            query.append_pair(name, &value);
        }
    }
    query.append_pair("limit", &limit.to_string());
    query.append_pair(direction, cursor);
    format!("{}/v{}.0/{}?{}", call.base, call.version, call.parts.join("/"), query.finish())
}

fn moment(call: &Call, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = call.params.filled(name) else {
        return Ok(None);
    };
    let moment = time::parse(&text);
    moment.map(Some).ok_or_else(|| Refusal::wrong_type(name, "a Unix time or a date"))
}
