//! Reads of several posts in one request.

use std::time::Duration;

use ig_sandbox::{Do, Fault, On};

use crate::{
    cluster::Cluster,
    stage::{Stage, USERS},
};

#[test]
fn containers_of_accounts_with_one_token_are_read_in_one_request() {
    let database = Cluster::shared().database();
    let stage = Stage::new(&database);
    let captions: Vec<_> = (0..4).map(|number| format!("post {number}")).collect();
    stage.arm(
        captions
            .iter()
            .map(|_| Fault::new(On::Create, Do::Processing).with_delay(Duration::from_secs(4))),
    );
    for (caption, user) in captions.iter().zip(USERS) {
        stage.add(caption, &["--at=+1s", &format!("--user-id={user}")]);
    }
    let worker = stage.worker();
    stage.until_all_ended(Duration::from_secs(180));
    stage.judge(&captions);
    drop(worker);

    // Batches of several reads that name containers; `batch` is a list of requests, as JSON.
    let reads = |text: &str| {
        let parts: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        parts.iter().filter(|part| part["method"] == "GET").count()
    };
    let requests = stage.requests();
    let batches = requests.iter().filter_map(|it| it.params.get("batch")?.as_str());
    let most = batches.map(reads).max();
    assert!(most.is_some_and(|most| 2 <= most), "{most:?}: {requests:#?}");
}
