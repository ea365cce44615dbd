//! What the page looks at: parts of the state, so that ten thousand posts are no long reply.

use http::Request;
use ig_core::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    journal::Logged,
    mask,
    sandbox::Sandbox,
    state, time,
    world::{Media, World},
};

use super::{Wrong, missing};

/// How long a digest may be, in characters: more than a line has room for.
const DIGEST: usize = 160;

/// The longest list in one reply.
const MOST: usize = 200;

/// What the page shows at its head.
pub(super) fn overview(sandbox: &mut Sandbox, now: Timestamp) -> Value {
    let version = sandbox.version;
    let world = &sandbox.world;
    let accounts = world.accounts.iter().map(|account| {
        let frees = world.quota_frees(&account.id, now);
        let frees: Vec<u64> = frees.into_iter().map(Timestamp::as_unix_millis).collect();
        json!({
            "id": account.id,
            "username": account.username,
            "posts": posts(world, &account.id).count(),
            "stories": stories(world, &account.id, now).count(),
            "containers": world.containers_of(&account.id).count(),
            "quota_usage": frees.len(),
            "quota_total": world.quota_total(&account.id),
            "quota_next_ms": frees.first(),
            "quota_all_ms": frees.last(),
            "takes_sandbox_token": takes_sandbox_token(world, &account.id),
        })
    });
    let accounts: Vec<Value> = accounts.collect();
    json!({
        "version": version,
        // Tells this sandbox from the next one at its address, whatever its version is.
        "started_ms": world.tokens.started().as_unix_millis(),
        "now": time::graph(now),
        "now_ms": now.as_unix_millis(),
        "accounts": accounts,
        "requests": sandbox.journal.total(),
        "faults": sandbox.faults.armed(),
    })
}

/// Whether anything changed since a version. Shells hold this request until it has.
pub(super) fn events(sandbox: &mut Sandbox, now: Timestamp) -> Value {
    json!({ "version": sandbox.version, "now_ms": now.as_unix_millis() })
}

/// Posts or running stories, newest first, from a position on: a grid of known length can be
/// scrolled to any place of it.
pub(super) fn posts_page(
    sandbox: &mut Sandbox,
    now: Timestamp,
    request: &Request<Vec<u8>>,
    base: &str,
) -> Result<Value, Wrong> {
    let version = sandbox.version;
    let window = Window::read(request)?;
    let (world, owner) = (&sandbox.world, owner(&sandbox.world, request)?);
    let (total, media): (usize, Vec<&Media>) = match text(request, "kind").as_deref() {
        None | Some("posts") => (
            posts(world, &owner).count(),
            posts(world, &owner).skip(window.from).take(window.limit).collect(),
        ),
        Some("stories") => (
            stories(world, &owner, now).count(),
            stories(world, &owner, now).skip(window.from).take(window.limit).collect(),
        ),
        Some(_) => return Err(Wrong::new(400, "`kind` is `posts` or `stories`")),
    };
    let media: Vec<_> = media.into_iter().map(|media| state::media(media, world, base)).collect();
    Ok(json!({ "version": version, "total": total, "from": window.from, "posts": media }))
}

/// Containers, newest first, each with what is missing before it can be published.
pub(super) fn containers(
    sandbox: &mut Sandbox,
    now: Timestamp,
    request: &Request<Vec<u8>>,
) -> Result<Value, Wrong> {
    let version = sandbox.version;
    let window = Window::read(request)?;
    let (world, owner) = (&sandbox.world, owner(&sandbox.world, request)?);
    let total = world.containers_of(&owner).count();
    let shown = world.containers_of(&owner).skip(window.from).take(window.limit);
    let shown = shown.map(|container| {
        let mut value = to_value(&state::container(container, world, now));
        if let Value::Object(fields) = &mut value {
            let missing = to_value(&missing::of(container, world, now));
            fields.insert("missing".to_owned(), missing);
            let links = container.media.iter().filter_map(|id| world.media(id)?.path());
            fields.insert("paths".to_owned(), links.collect());
            fields.insert("expires_ms".to_owned(), container.expires_at().as_unix_millis().into());
        }
        value
    });
    let shown: Vec<Value> = shown.collect();
    let from = window.from;
    Ok(json!({ "version": version, "total": total, "from": from, "containers": shown }))
}

/// The log, newest first, from before a number on: requests that come meanwhile move nothing.
pub(super) fn log(sandbox: &Sandbox, request: &Request<Vec<u8>>) -> Result<Value, Wrong> {
    let window = Window::read(request)?;
    let total = sandbox.journal.total();
    let before = number(request, "before")?.unwrap_or(total).min(total);
    let lines = (0..before).rev().map_while(|number| {
        let (logged, exact) = sandbox.journal.entry(number)?;
        let error = &logged.body["error"];
        Some(json!({
            "number": number,
            "at_ms": logged.at_ms,
            "took_ms": exact.took.map(|took| took.as_millis() as u64),
            "method": logged.method,
            "path": logged.path,
            "digest": digest(logged),
            "status": logged.status,
            "code": error["code"],
            "subcode": error["error_subcode"],
            "message": error["message"],
            "faults": logged.faults,
        }))
    });
    let lines: Vec<Value> = lines.take(window.limit).collect();
    Ok(json!({ "total": total, "requests": lines }))
}

/// What tells a request from those around it, in a line: its parameters, secrets aside.
fn digest(logged: &Logged) -> String {
    let mut line = String::new();
    for (name, value) in &logged.params {
        if mask::of_parameter(name).is_some() {
            continue;
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pair = format!("{name}={text} ");
        line.extend(pair.chars().map(|c| if c.is_control() { ' ' } else { c }).take(DIGEST));
        if line.len() >= DIGEST {
            break;
        }
    }
    line.chars().take(DIGEST).collect::<String>().trim_end().to_owned()
}

/// One request of the log, to the letter.
pub(super) fn entry(sandbox: &Sandbox, number: &str) -> Result<Value, Wrong> {
    let entry = number.parse().ok().and_then(|number| sandbox.journal.entry(number));
    let gone = "there is no request of this number, or no more: the log keeps the latest ones";
    let (logged, exact) = entry.ok_or_else(|| Wrong::new(404, gone))?;
    Ok(json!({
        "at_ms": logged.at_ms,
        "took_ms": exact.took.map(|took| took.as_millis() as u64),
        "method": exact.method,
        "target": exact.target,
        "headers": exact.headers,
        "body": exact.body,
        "params": logged.params,
        "status": logged.status,
        "reply_headers": exact.reply_headers,
        "reply": logged.body,
        "faults": logged.faults,
        "curl": exact.to_curl(sandbox.own_base()),
    }))
}

/// Whether the token that everybody knows is one for the account: others are not shown.
fn takes_sandbox_token(world: &World, account: &str) -> bool {
    let token = world.tokens.find("sandbox-token");
    token.is_some_and(|token| token.accounts.iter().any(|id| id == account))
}

fn posts<'a>(world: &'a World, owner: &'a str) -> impl Iterator<Item = &'a Media> {
    world.media_of(owner).filter(|media| !media.kind.is_story())
}

fn stories<'a>(
    world: &'a World,
    owner: &'a str,
    now: Timestamp,
) -> impl Iterator<Item = &'a Media> {
    world.media_of(owner).filter(move |media| media.ends_at().is_some_and(|end| now < end))
}

/// The account of the query, or the first.
fn owner(world: &World, request: &Request<Vec<u8>>) -> Result<String, Wrong> {
    let wanted = text(request, "account");
    let mut accounts = world.accounts.iter();
    let found = accounts.find(|account| wanted.as_ref().is_none_or(|id| account.id == *id));
    let found = found.map(|account| account.id.clone());
    found.ok_or_else(|| Wrong::new(404, "there is no account of this id"))
}

/// A part of a list.
struct Window {
    from: usize,
    limit: usize,
}

impl Window {
    fn read(request: &Request<Vec<u8>>) -> Result<Self, Wrong> {
        let from = number(request, "from")?.unwrap_or(0);
        let limit = number(request, "limit")?.unwrap_or(60).min(MOST);
        Ok(Self { from, limit })
    }
}

fn number(request: &Request<Vec<u8>>, name: &str) -> Result<Option<usize>, Wrong> {
    let given = text(request, name);
    let whole = || Wrong::new(400, format!("`{name}` must be a whole number"));
    given.map(|text| text.parse().map_err(|_| whole())).transpose()
}

pub(super) fn text(request: &Request<Vec<u8>>, name: &str) -> Option<String> {
    let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    query.filter(|(found, _)| found == name).last().map(|(_, value)| value.into_owned())
}

/// States have text keys, so that they always serialise.
fn to_value<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
