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
    /// Since when it is processed, where that is not when it was created.
    #[serde(default)]
    since: Option<Timestamp>,
    /// When it was last asked for and in progress.
    #[serde(default)]
    busy: Option<Timestamp>,
    /// Nobody looked for a while: how long it takes is not known.
    #[serde(default)]
    restarted: bool,
}

as_array! { Process { created, next, deadline, reads, failures; unreadable, since, busy, restarted } }

impl Process {
    pub(crate) fn new(created: Created, policy: &PublishPolicy, now: Timestamp) -> Self {
        let deadline = now.after(policy.process_for);
        let since = Some(now).filter(|now| *now != created.at);
        Self {
            created,
            next: now,
            deadline,
            reads: 0,
            failures: 0,
            unreadable: None,
            since,
            busy: None,
            restarted: false,
        }
    }

    /// The first read is when it may be ready.
    pub(crate) fn begin(created: Created, turn: &Turn<'_>, job: Job<'_>) -> Self {
        let process = Self::new(created, turn.policy(), turn.now);
        let ready = process.ready_times(turn, job);
        let next = turn.now.after(turn.policy().pacing.start(job.medium(), &ready));
        Self { next, ..process }
    }

    /// The time in which nobody looked does not count.
    pub(crate) fn restart(&mut self, policy: &PublishPolicy, now: Timestamp) {
        let restarted = Self::new(self.created.clone(), policy, now);
        *self = Self { restarted: true, ..restarted };
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

    fn read(self, turn: &mut Turn<'_>, job: Job<'_>, state: &ContainerState) -> Fate<Self> {
        let reads = self.reads.saturating_add(1);
        match state.status_code {
            ContainerStatus::Finished => {
                self.teach(turn, job);
                Fate::Ready(self.created)
            }
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
                let next = turn.now.after(self.pause(turn, job));
                let busy = Some(self.next).filter(|_| job.is_whole_post());
                Fate::Stay(Self { next, reads, failures: 0, unreadable: None, busy, ..self })
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
            let next = turn.now.after(self.pause(turn, job)).min(blind);
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

/// How long it takes.
impl Process {
    fn since(&self) -> Timestamp {
        self.since.unwrap_or(self.created.at)
    }

    fn pause(&self, turn: &Turn<'_>, job: Job<'_>) -> Duration {
        let ready = self.ready_times(turn, job);
        turn.policy().pacing.pause(job.medium(), turn.now.since(self.since()), &ready)
    }

    /// How long the account's last media took, where that says something of this container.
    fn ready_times(&self, turn: &Turn<'_>, job: Job<'_>) -> Vec<Duration> {
        match self.restarted || !job.is_whole_post() {
            true => Vec::new(),
            false => turn.ledger.ready_times(turn.clock.callers(), job.medium()),
        }
    }

    /// It is ready, which the next posts of the account learn from. What counts is when it was
    /// asked for: a network that is slow does not make Instagram slow.
    fn teach(&self, turn: &mut Turn<'_>, job: Job<'_>) {
        if self.restarted || !job.is_whole_post() {
            return;
        }
        let since = self.since();
        let busy = self.busy.map(|busy| busy.since(since));
        let ready = self.next.since(since);
        let now = turn.clock.callers();
        turn.ledger_mut().record_ready(now, job.medium(), (busy, ready));
    }
}
