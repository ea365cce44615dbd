//! What the driver reports through the facade `metrics`.

use std::{collections::BTreeMap, time::Duration};

use ig_core::{AccessToken, Context, Login};
use ig_queue_sqlite::{
    Driver, SqliteStore, Until,
    ig_queue::{ApiBase, Credential, Limits, NewPost, When},
};
use ig_sandbox::{Do, Fault, LocalInstagram, On};
use ig_ureq::Client;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};

use crate::home::{Home, me, post_of};

/// The table of ig-queue-report.
const README: &str = include_str!("../../../ig-queue-report/README.md");

fn due(id: &str, server: &LocalInstagram) -> NewPost {
    let url = server.sample_photo().to_string();
    let mut new = post_of(id, Duration::ZERO, &server.url(), &url);
    new.due = When::at_instant(ig_driver::now());
    new
}

/// The value of each metric, by its name and its label.
fn worked(home: &Home, token: &str) -> BTreeMap<String, Vec<f64>> {
    let token = token.to_owned();
    let mut clients = move |base: &ApiBase, name: &Credential| {
        let context = Context::new(Login::Facebook, AccessToken::new(token.clone())).ok()?;
        let context = context.with_api_base(base.as_str()).ok()?;
        (name.as_str() == "shop").then(|| Client::new(context).ok())?
    };
    let recorder = DebuggingRecorder::new();
    let found = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, || {
        let store = SqliteStore::open(home.path()).unwrap();
        let driver = Driver::new(store, me("w"), Limits::default());
        let mut driver = driver.with_metrics(Duration::ZERO);
        driver.run(Until::Idle, &mut clients, &mut |_| ()).unwrap();
    });
    let all = found.snapshot().into_vec().into_iter().map(|(key, _, _, value)| {
        let label = key.key().labels().next().map(|it| format!(" {}", it.value()));
        let name = format!("{}{}", key.key().name(), label.unwrap_or_default());
        let values = match value {
            DebugValue::Counter(count) => vec![count as f64],
            DebugValue::Gauge(value) => vec![value.into_inner()],
            DebugValue::Histogram(values) => values.into_iter().map(|it| it.into_inner()).collect(),
        };
        (name, values)
    });
    all.collect()
}

#[test]
fn posts_and_their_ends_are_counted_and_the_table_has_every_name() {
    let (home, server) = (Home::new(), LocalInstagram::start());
    let mut store = SqliteStore::open(home.path()).unwrap();
    let mut other = due("three", &server);
    other.credential = "elsewhere".parse().unwrap();
    store.add_all(&[due("one", &server), due("two", &server), other]).unwrap();
    let refuse = Fault::new(On::Create, Do::Error).with_status(400).with_code(100);
    server.arm([refuse]);
    let metrics = worked(&home, server.token());
    let one = |name: &str| {
        let values = metrics.get(name).unwrap_or_else(|| panic!("{name} is not in {metrics:?}"));
        assert_eq!(values.len(), 1, "{name}: {values:?}");
        values[0]
    };
    assert_eq!(one("ig_queue_claimed_total"), 3.0);
    assert_eq!(one("ig_queue_published_total"), 1.0);
    assert_eq!(one("ig_queue_not_published_total"), 1.0);
    assert_eq!(one("ig_queue_no_token_total"), 1.0);
    assert_eq!(one("ig_queue_put_back_total"), 1.0);
    assert_eq!(one("ig_queue_requests_total refused"), 1.0);
    assert!(2.0 < one("ig_queue_requests_total answered"), "{metrics:?}");
    assert!(0.0 < one("ig_queue_publish_lateness_seconds"), "one post, and its time had come");
    assert_eq!(one("ig_queue_posts done"), 2.0);
    assert_eq!(one("ig_queue_posts waiting"), 1.0);
    assert!(0.0 < one("ig_queue_oldest_due_seconds"), "{metrics:?}");
    assert_eq!(one("ig_queue_publishes_24h"), 1.0);
    for name in metrics.keys() {
        let name = name.split(' ').next().unwrap_or_default();
        assert!(README.contains(&format!("| `{name}` |")), "{name} is not in the table");
    }
}
