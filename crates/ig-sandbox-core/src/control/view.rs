//! Views for the page: parts of the state, so that ten thousand posts do not make a long reply.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    fault::{Armed, Do},
    journal::Logged,
    mask,
    state::{self, ContainerState, MediaState},
    time::{self, Timestamp},
    world::{Media, World},
};

use super::{
    ACCOUNT, Ask, BEFORE, FROM, KIND, LIMIT, Wrong,
    missing::{self, Missing},
    search::Search,
};

/// The longest digest, in characters: more than fits on a line.
const DIGEST: usize = 160;

/// The longest list in one reply.
const MAX_LIMIT: usize = 200;

/// The head of the page.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Overview {
    /// A number that changes with every request and every change.
    version: u64,
    /// A name that distinguishes this sandbox from the next one at its address, whatever its version.
    started_ms: u64,
    /// The virtual time.
    now: String,
    /// The same in milliseconds since 1970.
    now_ms: u64,
    accounts: Vec<AccountOverview>,
    /// How many requests there ever were.
    requests: usize,
    /// The faults that are still armed.
    faults: Vec<Armed>,
}

/// An account in numbers.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct AccountOverview {
    id: String,
    username: String,
    posts: usize,
    /// The number of running stories.
    stories: usize,
    containers: usize,
    /// Posts within the last 24 hours.
    quota_usage: usize,
    /// Posts that it may make in 24 hours.
    quota_total: u32,
    /// The time when it may make one more post than now.
    quota_next_ms: Option<u64>,
    /// The time when the whole quota is free again.
    quota_all_ms: Option<u64>,
    /// Containers that were created within the last 24 hours, the items of carousels too.
    container_usage: u32,
    /// Containers that may be created in 24 hours.
    container_total: u32,
    /// When it may create one more container than now.
    container_next_ms: Option<u64>,
    /// Whether `sandbox-token` is a token for it.
    takes_sandbox_token: bool,
}

pub(super) fn overview(ask: &Ask<'_>) -> Overview {
    let (sandbox, now) = (&*ask.sandbox, ask.now);
    let world = &sandbox.world;
    let accounts = world.accounts.iter().map(|account| {
        let frees = world.quota_frees(&account.id, now);
        AccountOverview {
            id: account.id.clone(),
            username: account.username.clone(),
            posts: posts(world, &account.id).count(),
            stories: stories(world, &account.id, now).count(),
            containers: world.containers_of(&account.id).count(),
            quota_usage: frees.len(),
            quota_total: world.quota_total(&account.id),
            quota_next_ms: frees.first().map(|at| at.as_unix_millis()),
            quota_all_ms: frees.last().map(|at| at.as_unix_millis()),
            container_usage: world.container_usage(&account.id, now),
            container_total: world.container_total(),
            container_next_ms: {
                let next = world.container_frees(&account.id, now).last();
                next.map(|at| at.as_unix_millis())
            },
            takes_sandbox_token: takes_sandbox_token(world, &account.id),
        }
    });
    Overview {
        version: sandbox.version,
        started_ms: world.tokens.started().as_unix_millis(),
        now: time::graph(now),
        now_ms: now.as_unix_millis(),
        accounts: accounts.collect(),
        requests: sandbox.journal.total(),
        faults: sandbox.faults.armed().to_vec(),
    }
}

/// The version by now.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Events {
    version: u64,
    /// The virtual time in milliseconds since 1970.
    now_ms: u64,
}

/// Whether anything changed since a version. A server holds this request until it has.
pub(super) fn events(ask: &Ask<'_>) -> Events {
    Events { version: ask.sandbox.version, now_ms: ask.now.as_unix_millis() }
}

/// A part of the posts.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct PostsPage {
    version: u64,
    /// How many there are.
    total: usize,
    /// How many were left out.
    from: usize,
    posts: Vec<MediaState>,
}

/// Posts or running stories, newest first, from a position on, so that a grid of known length can
/// be scrolled to any place.
pub(super) fn posts_page(ask: &Ask<'_>) -> Result<PostsPage, Wrong> {
    let (from, limit) = (ask.number(&FROM)?.unwrap_or(0), limit(ask)?);
    let (world, owner) = (&ask.sandbox.world, owner(ask)?);
    let (total, media): (usize, Vec<&Media>) = match ask.text(&KIND).as_deref() {
        None | Some("posts") => {
            (posts(world, &owner).count(), posts(world, &owner).skip(from).take(limit).collect())
        }
        Some("stories") => (
            stories(world, &owner, ask.now).count(),
            stories(world, &owner, ask.now).skip(from).take(limit).collect(),
        ),
        Some(_) => return Err(Wrong::new(400, "`kind` is `posts` or `stories`")),
    };
    let repeats = state::repeats(world);
    let posts = media.into_iter();
    let posts = posts.map(|media| state::media(media, world, ask.base, &repeats)).collect();
    Ok(PostsPage { version: ask.sandbox.version, total, from, posts })
}

/// A part of the containers.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct ContainersPage {
    version: u64,
    /// How many there are.
    total: usize,
    /// How many were left out.
    from: usize,
    containers: Vec<ContainerView>,
}

/// A container as the page shows it.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct ContainerView {
    #[serde(flatten)]
    state: ContainerState,
    /// What is missing; empty if the container is published or has ended.
    missing: Vec<Missing>,
    /// The pages of its posts on this sandbox.
    paths: Vec<String>,
    /// When it expires, in milliseconds since 1970.
    expires_ms: u64,
}

/// Containers, newest first, each with what is missing before it can be published.
pub(super) fn containers(ask: &Ask<'_>) -> Result<ContainersPage, Wrong> {
    let (from, limit) = (ask.number(&FROM)?.unwrap_or(0), limit(ask)?);
    let (world, now, owner) = (&ask.sandbox.world, ask.now, owner(ask)?);
    let total = world.containers_of(&owner).count();
    let shown = world.containers_of(&owner).skip(from).take(limit).map(|container| ContainerView {
        state: state::container(container, world, now),
        missing: missing::of(container, world, now),
        paths: container.media.iter().filter_map(|id| world.media(id)?.path()).collect(),
        expires_ms: container.expires_at().as_unix_millis(),
    });
    let containers = shown.collect();
    Ok(ContainersPage { version: ask.sandbox.version, total, from, containers })
}

/// A part of the log.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct LogPage {
    /// How many requests there ever were.
    total: usize,
    requests: Vec<LogLine>,
}

/// A request in a line.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct LogLine {
    number: usize,
    /// When it came, by the virtual clock, in milliseconds since 1970.
    at_ms: u64,
    took_ms: Option<u64>,
    method: String,
    path: String,
    /// What distinguishes it from its neighbours: its parameters, without secrets.
    digest: String,
    /// Of the reply; `null` if the connection was broken, or while there is no reply.
    status: Option<u16>,
    /// Of the error in the reply.
    code: Option<i64>,
    subcode: Option<i64>,
    message: Option<String>,
    /// The faults that it met.
    faults: Vec<Do>,
}

/// The log, newest first, from before a number on, so that new requests do not shift the pages, as
/// far as the search wants it.
pub(super) fn log(ask: &Ask<'_>) -> Result<LogPage, Wrong> {
    let (limit, search) = (limit(ask)?, Search::of(ask)?);
    let (world, journal) = (&ask.sandbox.world, &ask.sandbox.journal);
    let total = journal.total();
    let before = ask.number(&BEFORE)?.unwrap_or(total).min(total);
    let entries = (0..before).rev().map_while(|number| Some((number, journal.entry(number)?)));
    let lines = entries.filter_map(|(number, (logged, exact))| {
        let digest = digest(logged);
        let error = &logged.body["error"];
        search.wants(world, logged, &digest).then(|| LogLine {
            number,
            at_ms: logged.at_ms,
            took_ms: exact.took_ms(),
            method: logged.method.clone(),
            path: logged.path.clone(),
            digest,
            status: logged.status,
            code: error["code"].as_i64(),
            subcode: error["error_subcode"].as_i64(),
            message: error["message"].as_str().map(str::to_owned),
            faults: logged.faults.clone(),
        })
    });
    Ok(LogPage { total, requests: lines.take(limit).collect() })
}

/// What distinguishes a request from its neighbours, on one line: its parameters, without secrets.
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

/// A request of the log, word for word except tokens and secrets.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Exchange {
    /// When it came, by the virtual clock, in milliseconds since 1970.
    at_ms: u64,
    took_ms: Option<u64>,
    method: String,
    /// Path and query.
    target: String,
    /// One line each.
    headers: String,
    body: String,
    params: std::collections::BTreeMap<String, Value>,
    /// `null` if the connection was broken, or while there is no reply.
    status: Option<u16>,
    /// One line each.
    reply_headers: String,
    /// The body, as JSON if it is JSON, else as text.
    reply: Value,
    /// The faults that it met.
    faults: Vec<Do>,
    /// What the sandbox says about it: what it did not read, and what it does not play.
    note: Option<String>,
    /// The request as a command.
    curl: String,
}

pub(super) fn entry(ask: &Ask<'_>) -> Result<Exchange, Wrong> {
    let sandbox = &*ask.sandbox;
    let entry = ask.part.parse().ok().and_then(|number| sandbox.journal.entry(number));
    let gone = "there is no request of this number, or no more: the log keeps the latest ones";
    let (logged, exact) = entry.ok_or_else(|| Wrong::new(404, gone))?;
    Ok(Exchange {
        at_ms: logged.at_ms,
        took_ms: exact.took_ms(),
        method: exact.method.clone(),
        target: exact.target.clone(),
        headers: exact.headers.clone(),
        body: exact.body.clone(),
        params: logged.params.clone(),
        status: logged.status,
        reply_headers: exact.reply_headers.clone(),
        reply: logged.body.clone(),
        faults: logged.faults.clone(),
        note: exact.note().map(str::to_owned),
        curl: exact.to_curl(sandbox.own_base()),
    })
}

/// Whether `sandbox-token` is a token for the account: others are not shown.
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
fn owner(ask: &Ask<'_>) -> Result<String, Wrong> {
    let wanted = ask.text(&ACCOUNT);
    let mut accounts = ask.sandbox.world.accounts.iter();
    let found = accounts.find(|account| wanted.as_ref().is_none_or(|id| account.id == *id));
    let found = found.map(|account| account.id.clone());
    found.ok_or_else(|| Wrong::new(404, "there is no account of this id"))
}

fn limit(ask: &Ask<'_>) -> Result<usize, Wrong> {
    Ok(ask.number(&LIMIT)?.unwrap_or(60).min(MAX_LIMIT))
}
