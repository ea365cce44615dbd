//! The token is in the `Authorization` header and nowhere else: every scenario
//! is run with one that is found wherever it turns up.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{LazyLock, Mutex},
    thread::{self, ThreadId},
};

use ig_core::{
    AppSecret, Context, Endpoint, EndpointExt, Photo, PublishFlow, PublishPlan, Reel,
    endpoint::{
        CreateContainer, ListMedia, PublishContainer, PublishingLimit, ReadContainer, ReadMedia,
        SearchPages,
    },
    publish::PublishPolicy,
};
use ig_sandbox::{Config, Do, Fault, On};
use ig_tests::{TOKEN, driver::Driver, film::Film, local::Local};
use log::Level;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// What one target logs at one level on one thread: whoever logs bytes in rows
/// tears a token apart, and threads tear rows apart.
type Source = (String, Level, ThreadId);

/// All that any crate below us logs.
struct Log(LazyLock<Mutex<HashMap<Source, Joined>>>);

static LOG: Log = Log(LazyLock::new(Mutex::default));

/// Lines without what parts them.
#[derive(Default)]
struct Joined {
    whole: String,
    /// The last word of each: in a hex dump, the bytes as text.
    last: String,
}

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = record.args().to_string();
        let source = (record.target().to_owned(), record.level(), thread::current().id());
        let mut log = self.0.lock().unwrap_or_else(|lock| lock.into_inner());
        let joined = log.entry(source).or_default();
        joined.last.push_str(line.split_whitespace().next_back().unwrap_or_default());
        joined.whole.push_str(&line);
    }

    fn flush(&self) {}
}

impl Joined {
    fn holds_a_secret(&self) -> bool {
        let holds = |secret| self.whole.contains(secret) || self.last.contains(secret);
        [TOKEN, SECRET].into_iter().any(holds)
    }
}

#[track_caller]
fn clean(what: &str, text: &str) {
    for secret in [TOKEN, SECRET] {
        assert!(!text.contains(secret), "{what} holds a secret: {text}");
    }
}

fn plan() -> PublishPlan {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    let mut policy = PublishPolicy::default();
    policy.quota = ig_core::publish::QuotaPolicy::Refuse;
    let photo = photo.with_caption("#BronzFonz".parse().unwrap());
    PublishPlan::new("17841400008460056".parse().unwrap(), photo).with_policy(policy)
}

fn faults() -> Vec<Vec<Fault>> {
    let everywhere = [On::Limit, On::Create, On::Status, On::MediaList, On::Publish, On::Any];
    let coded = [(400, 190, 463), (403, 4, 2_207_051), (500, 2, 0), (400, 100, 33), (400, 100, 0)];
    let mut faults: Vec<Vec<Fault>> = vec![vec![]];
    for on in everywhere {
        for (status, code, subcode) in coded {
            let error = Fault::new(on, Do::Error).with_status(status).with_code(code);
            faults.push(vec![error.with_subcode(subcode).with_echoed_token().times(9)]);
        }
        for what in [Do::Drop, Do::CommitThenDrop, Do::Garble, Do::Html, Do::RateLimit] {
            faults.push(vec![Fault::new(on, what).times(2)]);
        }
    }
    faults
}

#[test]
fn the_token_is_nowhere_but_in_its_header() {
    log::set_logger(&LOG).map(|()| log::set_max_level(log::LevelFilter::Trace)).unwrap();
    for driver in Driver::BOTH {
        for faults in faults() {
            let local = Local::start(Config::default());
            local.server.with(|sandbox, _| sandbox.arm(faults.clone()));
            let context = local.context().with_app_secret(&AppSecret::new(SECRET));
            let mut flow = PublishFlow::new(plan(), 7);
            let outcome =
                driver.drive(context.clone(), local.clock.clone(), &mut flow, |snapshot| {
                    clean("a snapshot", &serde_json::to_string(&snapshot).unwrap());
                    clean("a snapshot's Debug", &format!("{snapshot:?}"));
                });
            clean("the outcome", &format!("{outcome:?}"));
            clean("the flow", &format!("{flow:?}"));
            clean("the context", &format!("{context:?}"));
            calls(driver, &local, &context);
            control(&local);
        }
        upload(driver);
    }
    let log = LOG.0.lock().unwrap_or_else(|lock| lock.into_inner());
    let targets: BTreeSet<_> = log.keys().map(|(target, ..)| &target[..]).collect();
    for logs in ["ureq::run", "reqwest::connect"] {
        assert!(targets.contains(logs), "{logs} does not log: {targets:?}");
    }
    let leaks = log.iter().filter(|(_, joined)| joined.holds_a_secret());
    let leaks: BTreeSet<_> = leaks.map(|((target, level, _), _)| (&target[..], *level)).collect();
    // ig-ureq's front page tells of it: when it goes, or another one comes, so does that.
    assert_eq!(leaks, BTreeSet::from([("ureq_proto::util", Level::Trace)]));
}

/// A film goes to another host by another word.
fn upload(driver: Driver) {
    let film = Film::new(100_000);
    let local = Local::start(Config::default());
    let echo = Fault::new(On::Upload, Do::Error).with_status(500).with_echoed_token();
    let cut = Fault::new(On::Upload, Do::Cut).nth(2).with_bytes(9);
    local.server.with(|sandbox, _| sandbox.arm([echo, cut]));
    let context = local.context().with_app_secret(&AppSecret::new(SECRET));
    let plan = PublishPlan::new(plan().user().clone(), Reel::new(film.file));
    let mut flow = PublishFlow::new(plan, 7);
    let outcome = driver.drive(context, local.clock.clone(), &mut flow, |snapshot| {
        clean("a snapshot", &serde_json::to_string(&snapshot).unwrap());
    });
    clean("the outcome", &format!("{outcome:?}"));
    clean("the flow", &format!("{flow:?}"));
    assert_eq!(local.posts().len(), 1);
    control(&local);
}

/// Errors of single calls, with all their sources.
fn calls(driver: Driver, local: &Local, context: &Context) {
    let id = || "17841400008460056".parse().unwrap();
    call(driver, local, context, PublishingLimit::new(id()));
    call(driver, local, context, ListMedia::new(id()));
    call(driver, local, context, ReadContainer::new("1".parse().unwrap()));
    call(driver, local, context, ReadMedia::new("1".parse().unwrap()));
    call(driver, local, context, SearchPages::new("guggenheim"));
    call(driver, local, context, PublishContainer::new(id(), "1".parse().unwrap()));
    let photo = Photo::new("https://example.com/a.png".parse().unwrap());
    call(driver, local, context, CreateContainer::new(id(), photo));
}

fn call<E>(driver: Driver, local: &Local, context: &Context, endpoint: E)
where
    E: Endpoint<Response: Send + std::fmt::Debug> + Sync,
{
    let request = endpoint.to_request(context).unwrap();
    clean("a URL", &request.uri().to_string());
    clean("a body", &String::from_utf8_lossy(request.body()));
    clean("a request's Debug", &format!("{request:?}"));
    local.server.with(|sandbox, _| sandbox.arm([echoing()]));
    for _ in 0..2 {
        let timeout = std::time::Duration::from_secs(5);
        let Err(error) = driver.call(context.clone(), timeout, Again(&endpoint)) else { continue };
        clean("an error", &format!("{error:?} {error}"));
        let mut source = std::error::Error::source(&error);
        while let Some(error) = source {
            clean("an error's source", &format!("{error:?} {error}"));
            source = error.source();
        }
    }
}

fn echoing() -> Fault {
    Fault::new(On::Any, Do::Error).with_status(400).with_code(190).with_echoed_token()
}

/// The same endpoint, by reference.
struct Again<'a, E>(&'a E);

impl<E: Endpoint> Endpoint for Again<'_, E> {
    type Response = E::Response;

    const NAME: &'static str = E::NAME;
    const EFFECT: ig_core::Effect = E::EFFECT;
    const REQUIRES: ig_core::Requirement = E::REQUIRES;

    fn draft(&self) -> ig_core::Draft {
        self.0.draft()
    }

    fn decode(body: &[u8]) -> Result<Self::Response, ig_core::DecodeError> {
        E::decode(body)
    }
}

/// What the sandbox shows: its page, its state and its log.
fn control(local: &Local) {
    use ig_sandbox::Handling;
    for path in ["/", "/_sandbox/state", "/_sandbox/requests", "/_sandbox/faults"] {
        let reply = local.server.with(|sandbox, now| {
            let request = ig_core::http::Request::get(path).header("host", "127.0.0.1:8025");
            sandbox.handle(now, request.body(Vec::new()).unwrap())
        });
        let Handling::Respond(response) = reply else { panic!("{path}: {reply:?}") };
        assert_eq!(response.status(), 200, "{path}");
        clean(path, &String::from_utf8_lossy(response.body()));
    }
}
