//! Instagram fetches and processes the media of a container.

use std::time::Duration;

use serde::Deserialize;

use super::{
    fate::{Created, Fate},
    job::Job,
};
use crate::{
    endpoint::{ContainerState, ContainerStatus},
    publish::{
        Cause, PublishPolicy,
        phase::{Phase, Trouble, Turn},
        policy::Processed,
    },
    value::Timestamp,
    wire::{ErrorClass, json::as_array},
};

/// A container that is in progress; its status is read at `next`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Process {
    #[serde(rename = "made")]
    pub(crate) created: Created,
    pub(crate) next: Timestamp,
    pub(crate) deadline: Timestamp,
    reads: u32,
    failures: u32,
    /// Since when the status has been unreadable (100/33).
    #[serde(default)]
    unreadable: Option<Timestamp>,
}

as_array! { Process { created, next, deadline, reads, failures; unreadable } }

impl Process {
    pub(crate) fn new(created: Created, policy: &PublishPolicy, now: Timestamp) -> Self {
        let deadline = now.after(policy.process_for);
        Self { created, next: now, deadline, reads: 0, failures: 0, unreadable: None }
    }

    /// The time in which nobody looked does not count.
    pub(crate) fn restart(&mut self, policy: &PublishPolicy, now: Timestamp) {
        *self = Self::new(self.created.clone(), policy, now);
    }

    /// Whether its status was never asked for.
    pub(crate) fn is_unread(&self) -> bool {
        self.reads == 0 && self.failures == 0
    }

    /// Nothing is sent before `until`, and the deadline moves with it.
    pub(crate) fn hold(&mut self, until: Timestamp) {
        self.deadline = self.deadline.after(self.next.put_off(until));
    }

    /// No publish was sent yet, so giving up is certain.
    pub(crate) fn heard(
        self,
        turn: &mut Turn<'_>,
        job: Job<'_>,
        found: Result<ContainerState, Trouble>,
    ) -> Fate<Self> {
        match found {
            Ok(state) => self.read(turn, job, &state),
            Err(trouble) => self.unread(turn, job, &trouble),
        }
    }

    fn read(self, turn: &Turn<'_>, job: Job<'_>, state: &ContainerState) -> Fate<Self> {
        let reads = self.reads.saturating_add(1);
        match state.status_code {
            ContainerStatus::Finished => Fate::Ready(self.created),
            ContainerStatus::Published => Fate::Public(self.created),
            ContainerStatus::Error => Fate::Replace(self.created, Cause::of_container(state)),
            ContainerStatus::Expired => Fate::Replace(self.created, Cause::ContainerExpired),
            _ if state.video_status.as_ref().is_some_and(|status| status.has_failed()) => {
                Fate::Replace(self.created, Cause::of_upload(state))
            }
            _ if self.deadline <= turn.now => {
                Fate::Failed(Phase::Process, Some(self.created.id), Cause::StillInProgress)
            }
            _ => {
                let next = turn.now.after(pause(turn, job, reads));
                Fate::Stay(Self { next, reads, failures: 0, unreadable: None, ..self })
            }
        }
    }

    fn unread(self, turn: &mut Turn<'_>, job: Job<'_>, trouble: &Trouble) -> Fate<Self> {
        let policy = turn.policy();
        let reads = self.reads.saturating_add(1);
        if trouble.class() == Some(ErrorClass::Unreadable) {
            let since = self.unreadable.unwrap_or(turn.now);
            let blind = policy.blind_after.map(|after| since.after(after));
            let blind = blind.unwrap_or(self.deadline).min(self.deadline);
            if blind <= turn.now {
                return match policy.blind_after {
                    Some(_) => Fate::Ready(self.created),
                    None => Fate::Failed(Phase::Process, Some(self.created.id), trouble.cause()),
                };
            }
            let next = turn.now.after(pause(turn, job, reads)).min(blind);
            let unreadable = Some(since);
            return Fate::Stay(Self { next, reads, failures: 0, unreadable, ..self });
        }
        let failures = self.failures.saturating_add(1);
        let enough = !trouble.may_pass() && policy.failures <= failures;
        if self.deadline <= turn.now || enough || trouble.is_final() {
            return Fate::Failed(Phase::Process, Some(self.created.id), trouble.cause());
        }
        let next = turn.retry_at(failures, trouble).min(self.deadline);
        Fate::Stay(Self { next, reads, failures, ..self })
    }
}

fn pause(turn: &Turn<'_>, job: Job<'_>, reads: u32) -> Duration {
    let medium = if job.video().is_some() { Processed::Video } else { Processed::Picture };
    turn.policy().pacing.pause(medium, reads)
}
