//! `/_sandbox/…`: what tests look at and turn.

mod codes;
mod faults;
mod files;
mod missing;
mod quota;
mod usage;
mod view;

use std::time::Duration;

use http::{Method, Request, Response};
use ig_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{base, mask, reply, state, time, world::World};

pub(crate) use self::files::Files;

/// Ten years: longer ways into the future are slips of the keyboard.
const MAX_ADVANCE_S: f64 = 10.0 * 366.0 * 24.0 * 3600.0;

/// Marks the requests to a sandbox that plays a recording.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Played;

/// Control input that makes no sense; the text says what, why, and what to do.
#[derive(Debug)]
struct Wrong {
    status: u16,
    why: String,
}

impl Wrong {
    fn new(status: u16, why: impl Into<String>) -> Self {
        Self { status, why: why.into() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: f64,
}

/// Answers a request to `/_sandbox/{path}`.
pub(crate) fn answer(
    sandbox: &mut crate::Sandbox,
    now: Timestamp,
    path: &str,
    request: &Request<Vec<u8>>,
    base: &str,
) -> Response<Vec<u8>> {
    match route(sandbox, now, path, request, base) {
        Ok(response) => response,
        Err(wrong) => json(&sandbox.world, wrong.status, &json!({ "error": wrong.why })),
    }
}

fn route(
    sandbox: &mut crate::Sandbox,
    now: Timestamp,
    path: &str,
    request: &Request<Vec<u8>>,
    base: &str,
) -> Result<Response<Vec<u8>>, Wrong> {
    guard(request, &sandbox.config.allowed_hosts)?;
    let reads = *request.method() == Method::GET || *request.method() == Method::HEAD;
    let method = if reads { Method::GET } else { request.method().clone() };
    let is_played = request.extensions().get::<Played>().is_some();
    match (&method, path.strip_suffix('/').unwrap_or(path)) {
        (&Method::POST, "faults" | "clock") if is_played => Err(Wrong::new(
            409,
            "this sandbox plays a recording, which neither faults nor the clock change: start it \
             without --replay",
        )),
        (&Method::GET, "state") => {
            Ok(json(&sandbox.world, 200, &state::of(&sandbox.world, now, base)))
        }
        (&Method::GET, "overview") => {
            let overview = view::overview(sandbox, now);
            Ok(json(&sandbox.world, 200, &overview))
        }
        (&Method::GET, "events") => {
            let events = view::events(sandbox, now);
            Ok(json(&sandbox.world, 200, &events))
        }
        (&Method::GET, "posts") => {
            let posts = view::posts_page(sandbox, now, request, base)?;
            Ok(json(&sandbox.world, 200, &posts))
        }
        (&Method::GET, "containers") => {
            let containers = view::containers(sandbox, now, request)?;
            Ok(json(&sandbox.world, 200, &containers))
        }
        (&Method::GET, "log") => {
            let log = view::log(sandbox, request)?;
            Ok(json(&sandbox.world, 200, &log))
        }
        (&Method::GET, path) if path.starts_with("log/") => {
            let entry = view::entry(sandbox, &path["log/".len()..])?;
            Ok(json(&sandbox.world, 200, &entry))
        }
        (&Method::POST, "quota") => {
            let set = quota::set(&mut sandbox.world, request.body())?;
            Ok(json(&sandbox.world, 200, &set))
        }
        (&Method::GET, "requests") => {
            let requests = latest(sandbox.requests(), request)?;
            Ok(json(&sandbox.world, 200, &requests))
        }
        (&Method::GET, "faults") => Ok(json(&sandbox.world, 200, &sandbox.faults.armed())),
        (&Method::POST, "faults") => {
            let faults = faults::read(request.body())?;
            sandbox.arm(faults);
            Ok(json(&sandbox.world, 200, &sandbox.faults.armed()))
        }
        (&Method::DELETE, "faults") => {
            sandbox.disarm();
            Ok(json(&sandbox.world, 200, &sandbox.faults.armed()))
        }
        (&Method::POST, "clock") => {
            sandbox.advance(advance(request.body())?);
            Ok(json(&sandbox.world, 200, &clock(sandbox.clock.latest())))
        }
        (&Method::GET, "run") => Ok(json(&sandbox.world, 200, &json!({ "run": sandbox.run() }))),
        (&Method::GET, "clock") => Ok(json(&sandbox.world, 200, &clock(now))),
        (&Method::POST, "reset") => {
            sandbox.reset();
            Ok(json(&sandbox.world, 200, &json!({ "reset": true })))
        }
        (&Method::POST, "usage") => {
            let wanted = usage::read(request.body())?;
            sandbox.set_usage(now, wanted.call_count, wanted.minutes);
            Ok(json(&sandbox.world, 200, &json!({ "set": true })))
        }
        (&Method::DELETE, "usage") => {
            sandbox.clear_usage();
            Ok(json(&sandbox.world, 200, &json!({ "set": false })))
        }
        (&Method::POST, "codes") => {
            let World { tokens, ids, .. } = &mut sandbox.world;
            let bearer = codes::bearer(request.body(), tokens)?;
            let code = tokens.issue_code(ids, now, bearer);
            // Whoever asks for a code is to have it.
            Ok(whole(200, json!({ "code": code }).to_string()))
        }
        (&Method::POST, path) if path == "files" || path.starts_with("files/") => {
            let name = path.strip_prefix("files/").unwrap_or_default();
            let name = sandbox.files.store(name, request.body())?;
            let url = format!("{base}/_sandbox/files/{name}");
            Ok(json(&sandbox.world, 200, &json!({ "url": url })))
        }
        (&Method::GET, path) if path.starts_with("files/") => {
            let bytes = sandbox.files.read(&path["files/".len()..]);
            let bytes = bytes.ok_or_else(|| Wrong::new(404, "there is no file of this name"))?;
            Ok(files::response(bytes))
        }
        (
            _,
            "state" | "requests" | "faults" | "clock" | "codes" | "usage" | "quota" | "reset"
            | "overview" | "events" | "posts" | "containers" | "log" | "run",
        ) => Err(Wrong::new(
            405,
            "this path has another method: GET state, requests, faults, clock, run, overview, \
             events, posts, containers, log; POST faults, clock, codes, usage, quota, reset; DELETE \
             faults, usage",
        )),
        _ => Err(Wrong::new(
            404,
            "there is no such path under /_sandbox/: there are state, requests, faults, clock, \
             run, codes, usage, quota, reset, overview, events, posts, containers, log and files/{name}",
        )),
    }
}

/// Pages of other sites must neither read nor turn anything here.
fn guard(request: &Request<Vec<u8>>, allowed: &[String]) -> Result<(), Wrong> {
    if !base::is_local(request) && !base::is_allowed(request, allowed) {
        return Err(Wrong::new(
            403,
            "the control endpoints answer to 127.0.0.1, [::1] and localhost only: use one of \
             these in the URL, or start the sandbox with --allow-host and your name for it",
        ));
    }
    let reads = *request.method() == Method::GET || *request.method() == Method::HEAD;
    if !reads && base::is_cross_site(request) {
        return Err(Wrong::new(403, "pages of other sites may not turn the control endpoints"));
    }
    Ok(())
}

/// All requests that are in the log, or the latest `limit` of them.
fn latest<'a, T>(all: &'a [T], request: &Request<Vec<u8>>) -> Result<&'a [T], Wrong> {
    let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let limit = query.filter(|(name, _)| name == "limit").last();
    let Some((_, limit)) = limit else {
        return Ok(all);
    };
    let limit: usize =
        limit.parse().map_err(|_| Wrong::new(400, "`limit` must be a whole number"))?;
    Ok(&all[all.len().saturating_sub(limit)..])
}

fn advance(body: &[u8]) -> Result<Duration, Wrong> {
    let example = r#"send {"advance_s": 86400}"#;
    let advance: Advance = serde_json::from_slice(body).map_err(|error| {
        Wrong::new(400, format!("the clock cannot read this: {error}; {example}"))
    })?;
    if !(0.0..=MAX_ADVANCE_S).contains(&advance.advance_s) {
        let why = "`advance_s` must be from 0 to ten years: the clock only goes forward, and POST \
                   /_sandbox/reset sets it back";
        return Err(Wrong::new(400, why));
    }
    Ok(Duration::from_secs_f64(advance.advance_s))
}

fn clock(now: Timestamp) -> serde_json::Value {
    json!({ "now": time::graph(now), "now_ms": now.as_unix_millis() })
}

/// A control reply, which never shows a token.
fn json<T: Serialize + ?Sized>(world: &World, status: u16, value: &T) -> Response<Vec<u8>> {
    // All that is shown here has text keys, so that it always serialises.
    let text = serde_json::to_string(value).unwrap_or_default();
    whole(status, mask::all(&text, world.tokens.texts()))
}

fn whole(status: u16, text: String) -> Response<Vec<u8>> {
    let mut response =
        reply::with_body(status, "application/json; charset=utf-8", text.into_bytes());
    reply::set(response.headers_mut(), "cache-control", "no-store");
    reply::set(response.headers_mut(), "x-content-type-options", "nosniff");
    response
}
