//! A container is created. That is repeatable: a second one is waste, not harm.

use serde::Deserialize;

use super::{
    fate::{Created, Fate},
    job::Job,
};
use crate::{
    endpoint::{ContainerStatus, CreateContainer, CreatedContainer},
    flow::Call,
    post::Parts,
    publish::{
        Cause, PublishPlan, PublishPolicy, QuotaPolicy,
        phase::{Phase, Trouble, Turn, read},
    },
    value::Timestamp,
    wire::{ErrorClass, Reply, error::FetchFailure, json::as_array},
};

/// A container is created at `next`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Create {
    pub(crate) next: Timestamp,
    failures: u32,
}

as_array! { Create { next, failures } }

impl Create {
    pub(crate) fn new(next: Timestamp) -> Self {
        Self { next, failures: 0 }
    }

    pub(crate) fn call(plan: &PublishPlan, container: Parts<'_>) -> Call {
        Call::drafted::<CreateContainer>(CreateContainer::draft_of(plan.user(), &container))
    }

    /// `left` is how many more calls of the kind the post has.
    pub(crate) fn heard(
        self,
        turn: &mut Turn<'_>,
        job: Job<'_>,
        reply: Reply,
        left: u32,
    ) -> Fate<Self> {
        match read::<CreateContainer>(reply) {
            Ok(created) => begun(turn, job, created),
            Err(trouble) => self.failed(turn, &trouble, left),
        }
    }

    fn failed(self, turn: &mut Turn<'_>, trouble: &Trouble, left: u32) -> Fate<Self> {
        let failures = self.failures.saturating_add(1);
        let PublishPolicy { failures: tries, process_for, quota, .. } = *turn.policy();
        if trouble.class() == Some(ErrorClass::ContainerQuota) {
            // Each further call would count too: none is sent before one must be free, and
            // the machine looks at the ledger where the policy waits.
            let now = turn.clock.callers();
            turn.ledger_mut().containers_full(now);
            if quota == QuotaPolicy::Wait && failures < tries {
                return Fate::Stay(Self { next: turn.now, failures });
            }
            return Fate::Failed(Phase::Create, None, trouble.cause());
        }
        let soon = trouble.retry_after().is_none_or(|wait| wait <= process_for);
        // It was created, and where a video would go was not said.
        let was_created = trouble.api().is_some_and(|error| error.original_id.is_some());
        let again = match trouble.class() {
            _ if was_created => failures < tries,
            Some(ErrorClass::Media) => {
                let fetches = trouble.fetch_failure().map_or(3, FetchFailure::tries);
                failures < tries.min(fetches)
            }
            // An item whose status is FINISHED may still be refused as not ready.
            Some(ErrorClass::NotReady) => failures < tries,
            _ => trouble.may_pass() && soon && failures < tries,
        };
        match again && left != 0 {
            true => Fate::Stay(Self { next: turn.retry_at(failures, trouble), failures }),
            false => Fate::Failed(Phase::Create, None, trouble.cause()),
        }
    }
}

fn begun(turn: &Turn<'_>, job: Job<'_>, container: CreatedContainer) -> Fate<Create> {
    let CreatedContainer { id, status_code, uri } = container;
    let created = Created { id, at: turn.now };
    match (job.is_upload(), uri, status_code) {
        (true, Some(uri), _) => Fate::Upload(created, uri),
        (true, None, _) => Fate::Failed(Phase::Create, Some(created.id), Cause::NoUpload),
        (false, _, Some(ContainerStatus::Finished)) => Fate::Ready(created),
        (false, ..) => Fate::Process(created, None),
    }
}
