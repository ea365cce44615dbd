//! A whole publish in memory: every poll, request, reply and snapshot of it.

use std::time::Duration;

use ig_core::{
    Exchange, Flow as _, PublishFlow, PublishPlan, Step, Timestamp,
    http::Response,
    publish::{Outcome, Snapshot},
};

use crate::calls::{Calls, photo, response};

const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// The counts of a publish.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Published {
    /// Requests.
    pub calls: usize,
    /// Snapshots that were stored.
    pub snapshots: usize,
    /// The largest of them, in bytes.
    pub largest: usize,
}

/// The plan that is published.
///
/// # Panics
///
/// When Instagram would refuse it.
pub fn plan() -> PublishPlan {
    PublishPlan::new("17841400008460056".parse().expect("an id"), photo())
}

/// Drives one flow to its end: requests are built, snapshots written.
///
/// # Panics
///
/// When it does not end in a post.
pub fn publish(calls: &Calls) -> Published {
    let mut flow = PublishFlow::new(plan(), 7);
    let mut now = START;
    let mut published = Published::default();
    loop {
        match flow.poll(now) {
            Step::Save(snapshot) => {
                published.snapshots += 1;
                published.largest = published.largest.max(stored(&snapshot).len());
                flow.saved();
            }
            Step::Send(call) => {
                published.calls += 1;
                let Exchange { request, pending } =
                    call.exchange(&calls.context).expect("a request");
                let reply = calls.replies.to(request.method().as_str(), request.uri().path());
                flow.handle(now, pending.received(reply.clone()));
            }
            Step::Wait(until) => now = until,
            Step::Done(Outcome::Published { .. }) => return published,
            Step::Done(outcome) => panic!("{outcome:?}"),
        }
        now = now.after(Duration::from_millis(100));
    }
}

/// The bytes that a store keeps.
pub fn stored(snapshot: &Snapshot) -> Vec<u8> {
    snapshot.to_json()
}

/// A flow of `plan` whose container is in progress: it waits for the next read.
///
/// # Panics
///
/// When it does not wait.
pub fn waiting(calls: &Calls, plan: PublishPlan) -> (PublishFlow, Timestamp) {
    let mut flow = PublishFlow::new(plan, 7);
    loop {
        match flow.poll(START) {
            Step::Save(_) => flow.saved(),
            Step::Send(call) => {
                let Exchange { request, pending } =
                    call.exchange(&calls.context).expect("a request");
                let reply = match request.method().as_str() {
                    "POST" => calls.replies.to("POST", request.uri().path()),
                    _ => &calls.replies.in_progress,
                };
                flow.handle(START, pending.received(reply.clone()));
            }
            Step::Wait(until) => return (flow, until),
            Step::Done(outcome) => panic!("{outcome:?}"),
        }
    }
}

/// What a server answers, prepared: a driver is given a reply that its HTTP client made.
#[derive(Debug)]
pub(crate) struct Replies {
    created: Response<Vec<u8>>,
    published: Response<Vec<u8>>,
    finished: Response<Vec<u8>>,
    list: Response<Vec<u8>>,
    /// The reply to a read of a container that is not ready.
    in_progress: Response<Vec<u8>>,
}

impl Replies {
    pub(crate) fn new() -> Self {
        let success = |body| response(200, body);
        Self {
            created: success(r#"{"id":"17889455560051444"}"#),
            published: success(r#"{"id":"17920238422030506"}"#),
            finished: success(
                r#"{"status_code":"FINISHED","status":"Finished: Media has been uploaded and it is ready to be published.","id":"17889455560051444"}"#,
            ),
            list: success(
                r#"{"data":[{"id":"17895695668004550","caption":"another","media_type":"IMAGE","timestamp":"2026-11-20T22:36:43+0000"}]}"#,
            ),
            in_progress: success(
                r#"{"status_code":"IN_PROGRESS","status":"In Progress: Media is still being processed.","id":"17889615691921648"}"#,
            ),
        }
    }

    fn to(&self, method: &str, path: &str) -> &Response<Vec<u8>> {
        match (method, path.rsplit('/').next()) {
            ("POST", Some("media")) => &self.created,
            ("POST", _) => &self.published,
            (_, Some("media")) => &self.list,
            _ => &self.finished,
        }
    }
}
