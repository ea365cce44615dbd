//! The log of a worker, and its metrics.

use std::{cell::RefCell, collections::BTreeSet, time::Duration};

use ig_core::{AccessToken, Context, Login};
use ig_queue::{ApiBase, Credential, Limits, News};
use ig_queue_postgres::{Clients, Driver};
use ig_reqwest::Client;
use metrics_util::debugging::DebuggingRecorder;

use crate::{
    cluster::Cluster,
    stage::{Stage, until},
};

#[test]
fn a_worker_logs_requests_and_posts_and_no_token() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    stage.add("one", &["--at=+0s"]);
    let worker =
        stage.worker_on(stage.words(), &[("IG_LOG", "trace,tokio_postgres=trace,hyper=trace")]);
    stage.until_all_ended(Duration::from_secs(180));
    let said = worker.said();
    for word in ["ig_queue: ", "ig_driver::call: ", "attempt=1", "its publish is allowed"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(!said.contains("sandbox-token"), "{said}");
}

#[test]
fn a_filter_that_cannot_be_used_is_one_error() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    let output = stage.command(&["list"]).env("IG_LOG", "loud").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("IG_LOG cannot be used") && !said.contains("loud"), "{said}");
}

struct Token;

impl Clients for &Token {
    fn client(&mut self, base: &ApiBase, _: &Credential) -> Option<Client> {
        let context = Context::new(Login::Facebook, AccessToken::new("sandbox-token")).ok()?;
        Client::new(context.with_api_base(base.as_str()).ok()?).ok()
    }

    fn has(&mut self, _: &Credential) -> bool {
        true
    }
}

#[test]
fn the_driver_reports_metrics() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    stage.add("one", &["--at=+0s"]);
    let recorder = DebuggingRecorder::new();
    let found = recorder.snapshotter();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ended = RefCell::new(false);
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let me = "a worker in a test".parse().unwrap();
            let driver = Driver::connect(database.config(), me, Limits::default()).await.unwrap();
            let mut driver =
                driver.with_credentials(["default".parse().unwrap()]).with_metrics(Duration::ZERO);
            let stopper = driver.stopper();
            let mut news = |news: News<'_, _>| {
                let is_published = news.published().is_some();
                if ended.replace(is_published || *ended.borrow()) {
                    stopper.stop();
                }
            };
            driver.run(&mut &Token, &mut news).await.unwrap();
        });
    });
    let names: BTreeSet<_> = found
        .snapshot()
        .into_vec()
        .into_iter()
        .map(|(key, ..)| key.key().name().to_owned())
        .collect();
    for name in [
        "ig_queue_claimed_total",
        "ig_queue_published_total",
        "ig_queue_requests_total",
        "ig_queue_publish_lateness_seconds",
        "ig_queue_posts",
        "ig_queue_due",
    ] {
        assert!(names.contains(name), "{name} is not in {names:?}");
    }
    until("it is public", Duration::from_secs(60), || stage.public().len() == 1);
}
