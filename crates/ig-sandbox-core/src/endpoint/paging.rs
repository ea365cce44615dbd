//! Lists in pages: `limit`, `after`, `before`, and links from page to page.

use form_urlencoded::Serializer;

use crate::{intake::Call, object::Object, refusal::Refusal};

const DEFAULT_LIMIT: u64 = 25;
const MAX_LIMIT: u64 = 100;

/// The alphabet of cursors, which look like Meta's: clients must not interpret them.
const CURSOR: &str = "QVFIU";

/// The requested page of a list. Links repeat the parameters `carried`.
pub(super) fn page<T>(
    call: &Call,
    carried: &[&str],
    list: &[T],
    id: impl Fn(&T) -> String,
    describe: impl Fn(&T) -> Result<Object, Refusal>,
) -> Result<Object, Refusal> {
    let limit = call.params.number("limit", 1..=MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT) as usize;
    let ids: Vec<String> = list.iter().map(id).collect();
    let (start, end) = window(call, &ids, limit)?;
    let data = list[start..end].iter().map(describe).collect::<Result<Vec<Object>, Refusal>>()?;
    let reply = Object::default().with("data", data);
    let (Some(first), Some(last)) = (ids[start..end].first(), ids[start..end].last()) else {
        return Ok(reply);
    };
    let cursors = Object::default().with("before", cursor(first)).with("after", cursor(last));
    let link = |direction, id| link(call, carried, limit, direction, id);
    let next = (end < list.len()).then(|| link("after", last));
    let previous = (start > 0).then(|| link("before", first));
    let paging = Object::default()
        .with("cursors", cursors)
        .with_some("next", next)
        .with_some("previous", previous);
    Ok(reply.with("paging", paging))
}

/// The part of the list between the cursors.
fn window(call: &Call, ids: &[String], limit: usize) -> Result<(usize, usize), Refusal> {
    let find = |name: &str| -> Result<Option<usize>, Refusal> {
        let Some(cursor) = call.params.filled(name) else {
            return Ok(None);
        };
        let id = cursor.strip_prefix(CURSOR).and_then(reversed);
        let at = id.and_then(|id| ids.iter().position(|known| *known == id));
        at.map(Some).ok_or_else(|| Refusal::wrong_type(name, "a cursor of this list"))
    };
    Ok(match (find("after")?, find("before")?) {
        (Some(after), _) => (after + 1, (after + 1 + limit).min(ids.len())),
        (None, Some(before)) => (before.saturating_sub(limit), before),
        (None, None) => (0, limit.min(ids.len())),
    })
}

fn cursor(id: &str) -> String {
    let id: String = id.chars().rev().collect();
    format!("{CURSOR}{id}")
}

fn reversed(id: &str) -> Option<String> {
    id.is_ascii().then(|| id.chars().rev().collect())
}

/// A link to another page. It contains the token, as Meta's does.
fn link(call: &Call, carried: &[&str], limit: usize, direction: &str, id: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("access_token", call.token.as_deref().unwrap_or_default());
    if let Some(fields) = call.params.fields() {
        query.append_pair("fields", &fields);
    }
    for name in carried {
        if let Some(value) = call.params.filled(name) {
            query.append_pair(name, &value);
        }
    }
    query.append_pair("limit", &limit.to_string());
    query.append_pair(direction, &cursor(id));
    format!("{}/v{}.0/{}?{}", call.base, call.version, call.parts.join("/"), query.finish())
}
