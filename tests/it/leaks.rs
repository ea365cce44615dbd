//! Secrets appear only where they must, the token only in the `Authorization`
//! header: every scenario runs with secrets that are recognizable wherever they
//! appear. What is logged through `log` and `tracing` is read at every level.

mod bare;
mod calls;
mod spans;
mod tokens;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{LazyLock, Mutex},
    thread::{self, ThreadId},
};

use ig_core::{
    AppSecret, Carousel, CarouselItem, MediaUrl, Photo, Post, PublishFlow, PublishPlan, Reel,
    post::{ImageItem, VideoItem},
    publish::{PublishPolicy, QuotaPolicy},
    upload::NamedSource,
};
use ig_sandbox::{Config, Do, Fault, On};
use ig_tests::{TOKEN, driver::Driver, local::Local, video::VideoFile};
use log::Level;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const CODE: &str = "AQDcodethatmustneverbeseenanywhereAQD";

/// The secrets that must appear nowhere; tokens that are granted on the way are added.
static SECRETS: LazyLock<Mutex<Vec<String>>> = LazyLock::new(|| {
    Mutex::new([TOKEN, SECRET, CODE, Config::PAGE_TOKEN].map(Into::into).to_vec())
});

fn secrets() -> Vec<String> {
    SECRETS.lock().unwrap_or_else(|lock| lock.into_inner()).clone()
}

/// What one target logs at one level on one thread: a log of bytes in rows splits
/// a token, and threads interleave rows.
type Source = (String, Level, ThreadId);

/// Everything that the crates below log.
struct Log(LazyLock<Mutex<HashMap<Source, Joined>>>);

static LOG: Log = Log(LazyLock::new(Mutex::default));

/// The lines, joined without separators.
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
        keep(record.target(), record.level(), &record.args().to_string());
    }

    fn flush(&self) {}
}

/// Keeps a line that was logged.
fn keep(target: &str, level: Level, line: &str) {
    let source = (target.to_owned(), level, thread::current().id());
    let mut log = LOG.0.lock().unwrap_or_else(|lock| lock.into_inner());
    let joined = log.entry(source).or_default();
    joined.last.push_str(line.split_whitespace().next_back().unwrap_or_default());
    joined.whole.push_str(line);
}

impl Joined {
    fn holds_a_secret(&self) -> bool {
        let holds = |secret: &String| self.whole.contains(secret) || self.last.contains(secret);
        secrets().iter().any(holds)
    }
}

#[track_caller]
fn clean(what: &str, text: &str) {
    for secret in secrets() {
        assert!(!text.contains(&secret), "{what} holds a secret: {text}");
    }
}

fn plan(post: impl Into<Post>) -> PublishPlan {
    let policy = PublishPolicy::default().with_quota(QuotaPolicy::Refuse);
    PublishPlan::new("17841400008460056".parse().unwrap(), post).with_policy(policy)
}

fn photo() -> PublishPlan {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    plan(photo.with_caption("#BronzFonz".parse().unwrap()))
}

/// A plan that needs uploads and batches.
fn carousel(video: &NamedSource) -> PublishPlan {
    let image: MediaUrl = "https://example.com/a.jpg".parse().unwrap();
    let items = vec![
        CarouselItem::from(ImageItem::new(image.clone())),
        VideoItem::new(video.clone()).into(),
        ImageItem::new(image).into(),
    ];
    plan(Carousel::new(items.try_into().unwrap()))
}

const CODED: [(u16, i64, i64); 5] =
    [(400, 190, 463), (403, 4, 2_207_051), (500, 2, 0), (400, 100, 33), (400, 100, 0)];

fn faults(on: On) -> Vec<Vec<Fault>> {
    let coded = CODED.map(|(status, code, subcode)| {
        let error = Fault::new(on, Do::Error).with_status(status).with_code(code);
        vec![error.with_subcode(subcode).with_echoed_token().times(9)]
    });
    let others = [Do::Drop, Do::CommitThenDrop, Do::Garble, Do::Html, Do::RateLimit];
    coded.into_iter().chain(others.map(|what| vec![Fault::new(on, what).times(2)])).collect()
}

fn local(faults: &[Fault]) -> Local {
    let config = Config::default().with_app(Config::APP_ID, SECRET).with_code(CODE);
    let local = Local::start(config.with_photo_processing(std::time::Duration::from_secs(2)));
    local.server.with(|sandbox, _| sandbox.arm(faults.to_vec()));
    local
}

fn publish(driver: Driver, local: &Local, plan: PublishPlan) {
    let context = local.context().with_app_secret(&AppSecret::new(SECRET));
    let mut flow = PublishFlow::new(plan, 7);
    let outcome = driver.drive(context.clone(), local.clock.clone(), &mut flow, |snapshot| {
        clean("a snapshot", &serde_json::to_string(&snapshot).unwrap());
        clean("a snapshot's Debug", &format!("{snapshot:?}"));
    });
    clean("the outcome", &format!("{outcome:?}"));
    clean("the flow", &format!("{flow:?}"));
    clean("the context", &format!("{context:?}"));
}

#[test]
fn secrets_appear_only_where_they_must() {
    spans::listen();
    log::set_logger(&LOG).map(|()| log::set_max_level(log::LevelFilter::Trace)).unwrap();
    let video = VideoFile::new(VideoFile::SHORTEST);
    let places = [On::Limit, On::Create, On::Status, On::MediaList, On::Publish, On::Any];
    let photos = places.into_iter().flat_map(faults).chain([vec![]]);
    let photos = photos.map(|faults| (photo(), faults));
    let places = [On::Upload, On::Batch, On::Status];
    let carousels = places.into_iter().flat_map(faults).chain([vec![]]);
    let carousels = carousels.map(|faults| (carousel(&video.file), faults));
    // The upload sends the token to another host as `OAuth`, and succeeds.
    let echo = Fault::new(On::Upload, Do::Error).with_status(500).with_echoed_token();
    let cut = Fault::new(On::Upload, Do::Cut).nth(2).with_bytes(9);
    let reel = (plan(Reel::new(video.file.clone())), vec![echo, cut]);
    let cases: Vec<_> = photos.chain(carousels).chain([reel]).collect();
    let tokens: Vec<_> = faults(On::Token).into_iter().chain([vec![]]).collect();
    let every = &|driver| {
        for (plan, faults) in &cases {
            let local = local(faults);
            publish(driver, &local, plan.clone());
            calls::all(driver, &local);
            control(&local);
        }
        for faults in &tokens {
            tokens::of_facebook(driver, &local(faults));
            tokens::of_instagram(driver, faults);
        }
    };
    thread::scope(|scope| {
        for driver in Driver::BOTH {
            scope.spawn(move || every(driver));
        }
    });
    tokens::of_facebook_by_ureq_itself(&local(&[]));
    {
        let log = LOG.0.lock().unwrap_or_else(|lock| lock.into_inner());
        let targets: BTreeSet<_> = log.keys().map(|(target, ..)| &target[..]).collect();
        let ours = ["ig_driver::call", "ig_driver::wait", "recorded in a span"];
        for logs in ours.into_iter().chain(["ureq::run", "reqwest::connect"]) {
            assert!(targets.contains(logs), "{logs} does not log: {targets:?}");
        }
    }
    let traced = leaks();
    // ig-ureq's front page tells of them: when one goes, or another one comes, so does that. Where
    // trace is on, ureq logs the URL at debug too.
    let known = [("ureq::run", Level::Debug), ("ureq_proto::util", Level::Trace)];
    assert_eq!(traced, known.map(|(target, level)| (target.to_owned(), level)).into());
    // Without trace nothing is left of them, not even of the calls that have secrets in their URL.
    LOG.0.lock().unwrap_or_else(|lock| lock.into_inner()).clear();
    log::set_max_level(log::LevelFilter::Debug);
    for driver in Driver::BOTH {
        tokens::of_facebook(driver, &local(&[]));
        tokens::of_instagram(driver, &[]);
    }
    tokens::of_facebook_by_ureq_itself(&local(&[]));
    assert_eq!(leaks(), BTreeSet::new());
    // Both logins' codes, and what they were extended and refreshed to.
    assert!(4 + 2 * 5 <= secrets().len(), "{}", secrets().len());
}

/// What logs a secret, and at which level.
fn leaks() -> BTreeSet<(String, Level)> {
    let log = LOG.0.lock().unwrap_or_else(|lock| lock.into_inner());
    let leaks = log.iter().filter(|(_, joined)| joined.holds_a_secret());
    leaks.map(|((target, level, _), _)| (target.clone(), *level)).collect()
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
