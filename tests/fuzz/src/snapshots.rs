//! Snapshots: those that a store kept, and forged ones.

use std::collections::BTreeSet;

use ig_core::{
    Endpoint as _, Flow as _, PublishFlow, Step, Timestamp, endpoint::PublishContainer,
    publish::Snapshot,
};

use crate::{
    server::lost,
    token::{chain, clean},
};

/// More steps than a post takes whose replies are all lost.
const MOST_STEPS: usize = 400;

/// Reads a snapshot, and a post of the command's state folder.
///
/// # Panics
///
/// When the second read differs, when a flow that continues from it breaks a law, or when an error
/// shows its content.
pub fn run(bytes: &[u8]) {
    match Snapshot::from_json(bytes) {
        Err(error) => clean("an error", &chain(&error)),
        Ok(snapshot) => {
            stays(&snapshot);
            go_on(snapshot);
        }
    }
    const NAME: &str = "20261122-002623417-9f2c";
    match ig_cli::fuzzing::record(NAME, bytes) {
        Err(why) => clean("an error", &why),
        Ok(written) => {
            let again = ig_cli::fuzzing::record(NAME, &written);
            assert_eq!(again.as_deref(), Ok(&*written));
        }
    }
}

fn stays(snapshot: &Snapshot) {
    let named = serde_json::to_vec(snapshot).expect("a snapshot can be stored");
    for json in [named, snapshot.to_json()] {
        let again = Snapshot::from_json(&json).expect("and read again");
        assert_eq!(*snapshot, again);
    }
}

/// Continues while every reply is lost: what remains are the laws of flows.
fn go_on(snapshot: Snapshot) {
    let mut now = Timestamp::from_unix_millis(1_800_000_000_000);
    let mut last = snapshot.clone();
    let mut flow = PublishFlow::resume(snapshot, now);
    let mut phases = BTreeSet::new();
    for _ in 0..MOST_STEPS {
        phases.insert(format!("{:?}", flow.phase()));
        match flow.poll(now) {
            Step::Save(kept) => {
                stays(&kept);
                last = kept;
                flow.saved();
            }
            Step::Send(call) => {
                let is_publish = call.name() == PublishContainer::NAME;
                assert!(!is_publish || last.may_be_public(), "{call:?} after {last:?}");
                flow.handle(now, lost());
            }
            Step::Wait(until) => {
                assert!(now < until, "it waits for the past");
                now = until;
            }
            Step::Done(_) => return,
        }
    }
}
