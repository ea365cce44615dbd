//! The code of the README, word for word.

use ig_core::{BuildError, Call, Flow, PublishPlan, Reply, Step, publish::Outcome};
use ig_driver::{BoxError, Clock, FileStore, Key, Once, Target, once, seed};

/// Publishes `plan` once, however often it is requested under the same key: after
/// a crash, by two threads or by two processes.
pub fn publish(
    store: &FileStore,
    key: &Key,
    plan: PublishPlan,
    target: Target,
    clock: &impl Clock,
    mut send: impl FnMut(Call) -> Result<Reply, BuildError>,
) -> Result<Outcome, BoxError> {
    // Held until the end: a second caller gets `Busy`, and not a second post.
    let mut slot = store.lock(key)?;
    let mut flow = match once(slot.record(), plan, &target, clock.now(), seed())? {
        Once::Over(outcome) => return Ok(outcome),
        Once::Drive(flow) => flow,
    };
    slot.begin(target);
    loop {
        match flow.poll(clock.now()) {
            Step::Save(snapshot) => {
                slot.save(&snapshot)?;
                flow.saved();
            }
            Step::Send(call) => {
                let reply = send(call)?;
                flow.handle(clock.now(), reply);
            }
            Step::Wait(until) => clock.sleep_until(until),
            Step::Done(outcome) => return Ok(outcome),
        }
    }
}

/// Resumes all posts that a crash interrupted or that may be public. Returns the
/// keys of those that could not be driven to their end, and why.
pub fn resume_all(
    store: &FileStore,
    clock: &impl Clock,
    mut send: impl FnMut(Call) -> Result<Reply, BuildError>,
) -> Result<Vec<(Key, BoxError)>, BoxError> {
    let mut failed = Vec::new();
    for key in store.unfinished()? {
        let ended = match store.read(&key) {
            Ok(Some(kept)) => {
                let plan = kept.snapshot.plan().clone();
                publish(store, &key, plan, kept.target, clock, &mut send).map(drop)
            }
            Ok(None) => Ok(()),
            Err(error) => Err(error.into()),
        };
        failed.extend(ended.err().map(|error| (key, error)));
    }
    Ok(failed)
}
