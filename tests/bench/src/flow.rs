//! A whole publish in memory: every poll, request, reply and snapshot of it.

use std::time::Duration;

use ig_core::{
    Exchange, Flow as _, PublishFlow, PublishPlan, Step, Timestamp,
    publish::{Outcome, Snapshot},
};

use crate::calls::{Calls, photo};

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
