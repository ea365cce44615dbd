//! `/_sandbox/…`: the state that tests read and change.

mod codes;
mod duplicates;
mod faults;
mod files;
mod legacy;
mod missing;
mod openapi;
mod operation;
mod quota;
mod search;
mod settings;
mod usage;
mod view;

use std::{collections::BTreeSet, sync::LazyLock, time::Duration};

use http::{Method, Request, Response};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base, reply,
    sandbox::Sandbox,
    state,
    time::{self, Timestamp},
};

use self::operation::{Ask, Body, Json, Operation, Param, Wrong};

/// The longest advance, ten years: a longer one is a typing mistake.
const MAX_ADVANCE_S: f64 = 10.0 * 366.0 * 24.0 * 3600.0;

/// The status for requests that are invalid while a recording is played.
const PLAYED: u16 = 409;

const ACCOUNT: Param = Param {
    name: "account",
    about: "The id of an account; without it, the first one, or all where that is said.",
    is_number: false,
};
const KIND: Param = Param { name: "kind", about: "`posts` or `stories`.", is_number: false };
const FROM: Param = Param { name: "from", about: "How many to leave out.", is_number: true };
const LIMIT: Param = Param {
    name: "limit",
    about: "At most so many; without it 60, and never more than 200.",
    is_number: true,
};
const LATEST: Param = Param { name: "limit", about: "Only the latest so many.", is_number: true };
const BEFORE: Param =
    Param { name: "before", about: "Only requests with a lower number.", is_number: true };
const SINCE: Param = Param {
    name: "since",
    about: "The version that is known already: the reply is held until there is another one, at \
            most 20 seconds.",
    is_number: true,
};

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    vec![
        Operation::get("", "The paths that there are, and where they are described", |_| {
            let mut paths: Vec<String> =
                OPERATIONS.iter().map(|it| format!("/_sandbox/{}", it.path)).collect();
            paths.dedup();
            Ok(Index { openapi: "/_sandbox/openapi.json", paths })
        }),
        Operation::get("state", "What is true, whatever the API shows", |ask| {
            Ok(state::of(&ask.sandbox.world, ask.now, ask.base))
        }),
        Operation::get(
            "requests",
            "The Graph requests, the calls of batches and the uploads, in order",
            |ask| {
                let count = ask.number(&LATEST)?.unwrap_or(usize::MAX);
                Ok(ask.sandbox.journal.latest(count))
            },
        )
        .with_query(&[LATEST])
        .refuses(&[400]),
        Operation::get(
            "faults",
            "The faults that are still armed, in the order of arming",
            |ask| Ok(ask.sandbox.faults.armed().to_vec()),
        ),
        Operation::post_json(
            "faults",
            "Let things go wrong; the reply has all faults that are armed",
            r#"[{"on": "publish", "do": "commit_then_drop"}]"#,
            |ask, faults: faults::Wanted| {
                ask.sandbox.arm(faults.read()?);
                Ok(ask.sandbox.faults.armed().to_vec())
            },
        )
        .refuses(&[400, PLAYED]),
        Operation::delete("faults", "Disarm all faults; what they have done stays", |ask| {
            ask.sandbox.disarm();
            Ok(ask.sandbox.faults.armed().to_vec())
        }),
        Operation::get("clock", "The virtual time", |ask| Ok(ClockView::at(ask.now))),
        Operation::post_json(
            "clock",
            "Move the clock forward",
            r#"{"advance_s": 86400}"#,
            |ask, advance: Advance| {
                ask.sandbox.advance(advance.read()?);
                Ok(ClockView::at(ask.sandbox.clock.latest()))
            },
        )
        .refuses(&[400, PLAYED]),
        Operation::get(
            "run",
            "The name of this run: another one after a reset, and after a start",
            |ask| Ok(Run { run: ask.sandbox.run() }),
        ),
        Operation {
            reply: Some(Json::of::<codes::Issued>()),
            ..Operation::raw(
                Method::POST,
                "codes",
                "An authorization code, as a login dialog gives one",
                Box::new(codes::issue),
            )
        }
        .with_body(Body { json: Some(Json::of::<codes::Wanted>()), example: codes::EXAMPLE })
        .refuses(&[400, 404]),
        Operation::post_json(
            "usage",
            "Set what the usage headers say",
            r#"{"call_count": 95, "minutes": 12}"#,
            usage::set,
        ),
        Operation::delete("usage", "Let the usage headers count again", |ask| {
            ask.sandbox.clear_usage();
            Ok(usage::Usage { set: false })
        }),
        Operation::post_json(
            "quota",
            "Set how many posts an account may publish in 24 hours, until a reset; without \
             `account`, each of them. `containers` sets how many containers each may create",
            r#"{"total": 25}"#,
            quota::set,
        )
        .refuses(&[400, 404]),
        Operation::post_json(
            "legacy",
            "Refuse the features that Meta closed to new apps, or not, until a reset",
            r#"{"features": "accepted"}"#,
            legacy::set,
        ),
        Operation::get("settings", "The options that can be changed while it runs", |ask| {
            settings::read(ask)
        }),
        Operation::patch_json(
            "settings",
            "Change the given options until a reset; the reply has all of them",
            settings::EXAMPLE,
            settings::set,
        ),
        Operation::post("reset", "Make everything as at the start", |ask| {
            ask.sandbox.reset();
            Ok(Reset { reset: true })
        }),
        Operation::get(
            "overview",
            "The accounts in numbers, when the quota comes back, and the armed faults",
            |ask| Ok(view::overview(ask)),
        ),
        Operation::get("events", "Wait for a change", |ask| Ok(view::events(ask)))
            .with_query(&[SINCE]),
        Operation::get(
            "posts",
            "A part of the posts or of the running stories, newest first",
            |ask| view::posts_page(ask),
        )
        .with_query(&[ACCOUNT, KIND, FROM, LIMIT])
        .refuses(&[400, 404]),
        Operation::get(
            "containers",
            "A part of the containers, newest first, with what each is missing",
            |ask| view::containers(ask),
        )
        .with_query(&[ACCOUNT, FROM, LIMIT])
        .refuses(&[400, 404]),
        Operation::get(
            "duplicates",
            "The posts that repeat another one of any account: of a container that was published \
             twice, or of the same content within ten minutes",
            |ask| duplicates::list(ask),
        )
        .with_query(&[ACCOUNT])
        .refuses(&[404]),
        Operation::get("log", "The log backwards, a line for each request", |ask| view::log(ask))
            .with_query(&[BEFORE, LIMIT, search::TEXT, search::STATUS, search::OF_ACCOUNT])
            .refuses(&[400]),
        Operation::get(
            "log/{number}",
            "A request word for word, with its reply, and as a curl command",
            |ask| view::entry(ask),
        )
        .refuses(&[404]),
        Operation::post(
            "files/{name}",
            "A file for the sandbox to fetch, up to 100 MiB",
            files::store,
        )
        .with_body(Body { json: None, example: "" })
        .refuses(&[400, 413]),
        Operation::raw(
            Method::GET,
            "files/{name}",
            "The file or the part that `Range` asks for, under the type that its bytes have",
            Box::new(files::serve),
        )
        .refuses(&[404]),
        Operation::get("openapi.json", "This document", |_| Ok(openapi::document(&OPERATIONS))),
    ]
});

/// Input that was refused.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Refusal {
    /// The problem, its reason, and what to do.
    error: String,
}

/// The advance of the clock.
#[derive(Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
struct Advance {
    /// In seconds, up to ten years.
    #[cfg_attr(test, schemars(range(min = 0)))]
    advance_s: f64,
}

/// The virtual time.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Clock"))]
struct ClockView {
    /// As in `timestamp` of a media object: `2019-09-26T22:36:43+0000`.
    now: String,
    /// The same in milliseconds since 1970.
    now_ms: u64,
}

/// A run of the sandbox.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Run {
    /// Its name.
    run: String,
}

/// What there is.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Index {
    /// Where the OpenAPI document is.
    openapi: &'static str,
    paths: Vec<String>,
}

/// A reset.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
struct Reset {
    /// `true`.
    reset: bool,
}

/// Answers a request to `/_sandbox/{path}`.
pub(crate) fn answer(
    sandbox: &mut Sandbox,
    now: Timestamp,
    path: &str,
    request: &Request<Vec<u8>>,
    base: &str,
) -> Response<Vec<u8>> {
    let mut ask = Ask { sandbox, now, base, request, part: "" };
    let answer = route(&mut ask, path.strip_suffix('/').unwrap_or(path));
    answer.unwrap_or_else(|wrong| ask.json(wrong.status, &Refusal { error: wrong.why }))
}

fn route<'a>(ask: &mut Ask<'a>, path: &'a str) -> Result<Response<Vec<u8>>, Wrong> {
    let allowed = &ask.sandbox.config.allowed_hosts;
    // A file is fetched under the name that its URL has.
    let is_read = matches!(*ask.request.method(), Method::GET | Method::HEAD);
    if !(is_read && path.starts_with("files/") && base::is_known(ask.request, allowed)) {
        guard_name(ask.request, allowed)?;
    }
    guard(ask.request)?;
    let reads = *ask.request.method() == Method::HEAD;
    let method = if reads { &Method::GET } else { ask.request.method() };
    let mut others = Vec::new();
    for operation in OPERATIONS.iter() {
        match operation.part(path) {
            Some(part) if operation.method == *method => {
                if operation.refusals.contains(&PLAYED) {
                    is_not_played(ask)?;
                }
                ask.part = part;
                let mut response = (operation.act)(ask)?;
                reply::note(&mut response, operation.unread(ask.request).as_deref().into_iter());
                return Ok(response);
            }
            Some(_) => others.push(operation.method.as_str()),
            None => {}
        }
    }
    if !others.is_empty() {
        let why = format!("/_sandbox/{path} takes {}", others.join(" and "));
        return Err(Wrong::new(405, why));
    }
    let paths = OPERATIONS.iter().map(|operation| operation.path);
    let paths: BTreeSet<&str> = paths.filter(|path| !path.is_empty()).collect();
    let paths = paths.into_iter().collect::<Vec<_>>().join(", ");
    Err(Wrong::new(404, format!("there is no such path under /_sandbox/: there are {paths}")))
}

fn is_not_played(ask: &Ask<'_>) -> Result<(), Wrong> {
    if ask.sandbox.replay.is_none() {
        return Ok(());
    }
    Err(Wrong::new(
        PLAYED,
        "this sandbox plays a recording, which neither faults nor the clock change: start it \
         without --replay",
    ))
}

/// Pages of other sites must neither read nor change anything here.
fn guard_name(request: &Request<Vec<u8>>, allowed: &[String]) -> Result<(), Wrong> {
    if !base::is_local(request) && !base::is_allowed(request, allowed) {
        return Err(Wrong::new(
            403,
            "the control endpoints answer to 127.0.0.1, [::1] and localhost only: use one of \
             these in the URL, or start the sandbox with --allow-host and your name for it",
        ));
    }
    Ok(())
}

fn guard(request: &Request<Vec<u8>>) -> Result<(), Wrong> {
    let reads = *request.method() == Method::GET || *request.method() == Method::HEAD;
    if !reads && base::is_cross_site(request) {
        return Err(Wrong::new(403, "pages of other sites may not use the control endpoints"));
    }
    Ok(())
}

impl Advance {
    fn read(&self) -> Result<Duration, Wrong> {
        if !(0.0..=MAX_ADVANCE_S).contains(&self.advance_s) {
            let why = "`advance_s` must be from 0 to ten years: the clock only goes forward, and \
                       POST /_sandbox/reset sets it back";
            return Err(Wrong::new(400, why));
        }
        Ok(Duration::from_secs_f64(self.advance_s))
    }
}

impl ClockView {
    fn at(now: Timestamp) -> Self {
        Self { now: time::graph(now), now_ms: now.as_unix_millis() }
    }
}
