//! What is logged costs nothing while nobody listens, and says what it should where somebody does.

use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};

use ig_core::{
    AccessToken, Context, EndpointExt as _, Exchange, Login, Photo, PublishFlow, PublishPlan,
    Timestamp,
    endpoint::{PublishContainer, ReadContainer},
    http::Response,
};
use ig_driver::{
    FileStore, Target,
    log::{Attempts, CallLog, PostLog, waits},
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

fn context() -> Context {
    Context::new(Login::Facebook, AccessToken::new("a-token-that-nobody-sees")).unwrap()
}

fn publish() -> Exchange {
    let (user, container) = ("17841405822304914", "17889455560051444");
    let publish = PublishContainer::new(user.parse().unwrap(), container.parse().unwrap());
    publish.exchange(&context()).unwrap()
}

fn response(status: u16, body: &str) -> Response<Vec<u8>> {
    let response = Response::builder().status(status).header("x-fb-trace-id", "B1");
    response.body(body.as_bytes().to_vec()).unwrap()
}

#[test]
fn without_a_subscriber_nothing_is_allocated() {
    let Exchange { request, pending } = publish();
    let reply = pending.received(response(200, r#"{"id":"1"}"#));
    let now = Timestamp::from_unix_millis(1_800_000_000_000);
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    let flow = PublishFlow::new(PublishPlan::new("17841405822304914".parse().unwrap(), photo), 7);
    let cost = allocation_counter::measure(|| {
        let mut attempts = Attempts::default();
        for _ in 0..100 {
            let log =
                CallLog::begin("POST /{user}/media_publish", &request, Some(attempts.next("a")));
            log.span().in_scope(|| ());
            log.end(&reply);
            attempts.heard("a", &reply);
            waits(now, now);
            let post = PostLog::begin("order-42");
            post.saved(flow.snapshot());
        }
    });
    assert_eq!(cost.count_total, 0, "{cost:?}");
}

/// Hears everything, as lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Lines {
    fn add(&self, start: &str, fields: impl FnOnce(&mut Text)) {
        let mut text = Text(start.to_owned());
        fields(&mut text);
        self.0.lock().unwrap().push(text.0);
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata().name(), |text| span.record(text));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.add("record", |text| values.record(text));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata().level().as_str(), |text| event.record(text));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn heard(work: impl FnOnce()) -> Vec<String> {
    let lines = Lines::default();
    tracing::subscriber::with_default(lines.clone(), work);
    lines.0.lock().unwrap().iter().map(|line| line.to_owned()).collect()
}

#[test]
fn a_call_has_its_ids_its_status_and_its_trace_ids() {
    let lines = heard(|| {
        let Exchange { request, pending } = publish();
        let log = CallLog::begin("POST /{user}/media_publish", &request, Some(2));
        log.end(&pending.received(response(200, r#"{"id":"1792"}"#)));
    });
    let [call, media, end] = &lines[..] else { panic!("{lines:?}") };
    assert!(call.contains(r#"path="/v26.0/17841405822304914/media_publish""#), "{call}");
    assert!(call.contains(r#"container="17889455560051444""#), "{call}");
    assert!(call.contains(r#"host="graph.facebook.com""#) && call.contains("attempt=2"), "{call}");
    assert!(media.contains(r#"media="1792""#), "{media}");
    assert!(end.starts_with("INFO") && end.contains("status=200"), "{end}");
    assert!(end.contains(r#"x_fb_trace_id="B1""#), "{end}");
}

#[test]
fn a_refusal_and_a_loss_are_warnings_and_are_masked() {
    let read = ReadContainer::new("17889455560051444".parse().unwrap());
    let name = "GET /{container}";
    let lines = heard(|| {
        let Exchange { request, pending } = read.exchange(&context()).unwrap();
        let body =
            r#"{"error":{"message":"no a-token-that-nobody-sees","code":190,"fbtrace_id":"A1"}}"#;
        CallLog::begin(name, &request, None).end(&pending.received(response(400, body)));
        let Exchange { request, pending } = read.exchange(&context()).unwrap();
        let lost = ig_core::TransportError::new(ig_core::Delivery::NotSent);
        let lost = lost.with_source("no route for a-token-that-nobody-sees");
        CallLog::begin(name, &request, None).end(&pending.lost(lost));
    });
    let ends: Vec<_> = lines.iter().filter(|line| line.starts_with("WARN")).collect();
    let [refused, lost] = &ends[..] else { panic!("{lines:?}") };
    assert!(refused.contains("code=190") && refused.contains(r#"fbtrace_id="A1""#), "{refused}");
    assert!(lost.contains(r#"delivery="not_sent""#) && lost.contains("no route"), "{lost}");
    assert!(!lines.concat().contains("nobody-sees"), "{lines:?}");
}

#[test]
fn a_post_is_a_span_with_its_key() {
    let home = tempfile::tempdir().unwrap();
    let lines = heard(|| {
        let store = FileStore::open(home.path().join("posts")).unwrap();
        let mut slot = store.lock(&"order-42".parse().unwrap()).unwrap();
        let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
        let plan = PublishPlan::new("17841405822304914".parse().unwrap(), photo);
        slot.begin(Target::of(&context()));
        slot.save(PublishFlow::new(plan, 7).snapshot()).unwrap();
    });
    assert!(lines[0].starts_with(r#"post key="order-42""#), "{lines:?}");
    assert!(lines[1].contains("phase=\"making the container\""), "{lines:?}");
}
