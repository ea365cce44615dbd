//! A publish that may have taken effect is looked into.
//!
//! There are two witnesses: the container's status, and the list of media. The
//! post counts as absent only where the status says so often enough and the list
//! holds nothing new that it could be: a status that lags behind is thereby
//! found out. Where the status cannot be read, only the list can prove the
//! post, and nothing can prove its absence.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    Again, Go, Next, Phase, ReadyContainer, Then, Trouble, Turn, matching,
    media_list::{self, Candidates},
    read,
};
use crate::{
    endpoint::{ContainerStatus, ReadContainer},
    flow::Call,
    publish::{Cause, MediaRef, PublishPlan, PublishPolicy},
    value::Timestamp,
    wire::{Clock, ErrorClass, Reply, json::as_array},
};

/// A look into a publish that may have taken effect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Verify {
    #[serde(rename = "at")]
    pub(crate) container: ReadyContainer,
    pub(crate) next: Timestamp,
    pub(crate) deadline: Timestamp,
    look: Look,
    /// Reads in a row of a status that says `FINISHED`.
    finished: u32,
    /// Reads in a row of a list without it, where the status cannot be read.
    unlisted: u32,
    /// Reads in a row of the list that failed.
    unheard: u32,
    failures: u32,
    pub(crate) then: Then,
    /// What the server's clock said at the last read that said `FINISHED`, or before the first.
    #[serde(default)]
    read: Option<Timestamp>,
}

as_array! {
    Verify { container, next, deadline, look, finished, unlisted, unheard, failures, then; read }
}

/// What is looked at next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Look {
    /// The container's status.
    Status,
    /// The media list, since the status says that it is not public.
    ListToConfirm,
    /// The media list, since the status cannot be read.
    ListInstead,
}

impl Verify {
    /// The server's time as last reported is not later than the publish.
    pub(crate) fn new(
        container: ReadyContainer,
        clock: &Clock,
        policy: &PublishPolicy,
        then: Then,
    ) -> Self {
        Self {
            container,
            next: clock.own().after(policy.settle),
            deadline: clock.own().after(policy.verify_for),
            look: Look::Status,
            finished: 0,
            read: clock.server(),
            unlisted: 0,
            unheard: 0,
            failures: 0,
            then,
        }
    }

    /// Nothing is sent before `until`, and the deadline moves with it.
    pub(crate) fn hold(&mut self, until: Timestamp) {
        self.deadline = self.deadline.after(self.next.put_off(until));
    }

    /// After a restart the look begins again.
    pub(crate) fn resumed(self) -> Go {
        Go::Verify { container: self.container, then: self.then }
    }

    pub(crate) fn call(&self, plan: &PublishPlan) -> Call {
        match self.look {
            Look::Status => Call::new(&ReadContainer::new(self.container.id.clone()).with_status()),
            Look::ListToConfirm | Look::ListInstead => media_list::call(plan),
        }
    }

    pub(crate) fn heard(self, turn: &mut Turn<'_>, reply: Reply) -> Next<Self> {
        if self.look == Look::Status {
            return self.status_read(turn, reply);
        }
        let page = match media_list::read(turn.plan, reply) {
            Ok(page) => page,
            Err(trouble) => return self.list_failed(turn, &trouble),
        };
        let verify = Self { unheard: 0, ..self };
        let candidates = Candidates::among(page, &verify.container, turn.plan.post());
        match verify.look {
            Look::ListInstead => verify.list_instead(turn, candidates),
            // The status says that it is absent; the list decides.
            _ if candidates.possible => verify.look_again(turn, Cause::Contradiction),
            _ => verify.absent(turn),
        }
    }

    fn status_read(self, turn: &mut Turn<'_>, reply: Reply) -> Next<Self> {
        let state = match read::<ReadContainer>(reply) {
            Ok(state) => state,
            Err(trouble) => return self.status_failed(turn, &trouble),
        };
        match state.status_code {
            ContainerStatus::Published => Next::Go(matching::if_possible(self.container)),
            ContainerStatus::Finished => self.finished(turn),
            ContainerStatus::Error => self.ended(turn, Cause::of_container(&state)),
            ContainerStatus::Expired => self.ended(turn, Cause::ContainerExpired),
            _ => self.look_again(turn, Cause::StillInProgress),
        }
    }

    /// Not published, says the status: that counts once in a pause, by the
    /// server's clock too, whatever has become of ours.
    fn finished(self, turn: &Turn<'_>) -> Next<Self> {
        let policy = turn.policy();
        let (next, read) = (turn.now.after(policy.settle), turn.clock.server());
        if self.is_too_soon(turn) {
            let cause = self.then.cause.clone();
            return Self { next, ..self }.unless_late(turn, cause);
        }
        let finished = self.finished.saturating_add(1);
        let verify = Self { next, finished, read, unlisted: 0, failures: 0, ..self };
        match finished < policy.confirmations {
            true => Next::Stay(verify),
            // The list cannot confirm it, and a container of this age that was not
            // published has expired: the status lags behind.
            false if media_list::is_over(turn, &verify.container) => {
                verify.look_again(turn, Cause::Contradiction)
            }
            false => verify.confirmed(turn),
        }
    }

    /// Whether less than a pause has passed, by the server's clock, since a look
    /// counted.
    fn is_too_soon(&self, turn: &Turn<'_>) -> bool {
        const RESOLUTION: Duration = Duration::from_secs(1);
        let passed = turn.clock.server().zip(self.read).map(|(now, read)| now.since(read));
        passed.is_some_and(|passed| passed + RESOLUTION < turn.policy().settle)
    }

    /// It is over with the container, says the status: it was not published and
    /// will not be.
    fn ended(self, turn: &Turn<'_>, cause: Cause) -> Next<Self> {
        Self { then: Then { again: Again::No, cause }, ..self }.confirmed(turn)
    }

    /// The status has said often enough that it is absent; the list is asked
    /// where it can tell.
    fn confirmed(self, turn: &Turn<'_>) -> Next<Self> {
        match self.container.can_tell() {
            true => Next::Stay(Self { next: turn.now, look: Look::ListToConfirm, ..self }),
            false => self.absent(turn),
        }
    }

    fn status_failed(self, turn: &mut Turn<'_>, trouble: &Trouble) -> Next<Self> {
        if trouble.is_final() {
            return self.uncertain(trouble.cause());
        }
        let failures = self.failures.saturating_add(1);
        // Whatever keeps the status from being read, the list may prove the post.
        let is_out = match trouble.class() {
            Some(ErrorClass::Unreadable) => true,
            Some(ErrorClass::RateLimit) => self.deadline <= turn.now,
            _ => turn.policy().failures <= failures || self.deadline <= turn.now,
        };
        if is_out && self.container.can_tell() {
            let next = turn.now;
            return Next::Stay(Self { next, look: Look::ListInstead, failures, ..self });
        }
        let next = turn.retry_at(failures, trouble).min(self.deadline).max(turn.now);
        let verify = Self { next, finished: 0, unlisted: 0, failures, ..self };
        verify.unless_late(turn, trouble.cause())
    }

    /// One new post that fits is ours, unless the server has refused ours or
    /// there are no words to tell it by.
    fn list_instead(self, turn: &Turn<'_>, candidates: Candidates) -> Next<Self> {
        let mut fitting = candidates.fitting;
        let telling = self.then.again == Again::Yes && turn.plan.post().caption().is_some();
        match (fitting.pop(), fitting.is_empty()) {
            (Some(id), true) if telling => {
                Next::Go(Go::published(self.container, MediaRef::Matched(id)))
            }
            (None, _) if !candidates.possible => self.list_shows_nothing(turn),
            _ => self.look_again(turn, Cause::Contradiction),
        }
    }

    /// Nothing in the list proves nothing, except where the server itself said
    /// that the container was not ready.
    fn list_shows_nothing(self, turn: &Turn<'_>) -> Next<Self> {
        let (next, read) = (turn.now.after(turn.policy().settle), turn.clock.server());
        let (cause, look) = (self.then.cause.clone(), Look::Status);
        if self.is_too_soon(turn) {
            return Self { next, look, finished: 0, ..self }.unless_late(turn, cause);
        }
        let unlisted = self.unlisted.saturating_add(1);
        let confirmed = turn.policy().confirmations <= unlisted;
        let may_show = !media_list::is_over(turn, &self.container);
        let again = self.then.again == Again::WhenReady && self.may_publish(turn);
        if confirmed && may_show && again {
            return self.publish_again(turn);
        }
        Self { next, look, finished: 0, unlisted, read, ..self }.unless_late(turn, cause)
    }

    /// Without the list nothing is concluded from the status, unless the list
    /// stays out until the time is up.
    fn list_failed(self, turn: &Turn<'_>, trouble: &Trouble) -> Next<Self> {
        if trouble.class() == Some(ErrorClass::Auth) {
            return self.uncertain(trouble.cause());
        }
        let unheard = self.unheard.saturating_add(1);
        let is_out = turn.policy().failures <= unheard && self.deadline <= turn.now;
        let verify = Self { unheard, ..self };
        match verify.look {
            Look::ListToConfirm if is_out => verify.absent(turn),
            _ => verify.look_again(turn, trouble.cause()),
        }
    }

    /// It is proven that nothing was published.
    fn absent(self, turn: &Turn<'_>) -> Next<Self> {
        match self.may_publish(turn) {
            true => self.publish_again(turn),
            false => {
                Next::Go(Go::not_published(Phase::Verify, Some(self.container), self.then.cause))
            }
        }
    }

    fn may_publish(&self, turn: &Turn<'_>) -> bool {
        let policy = turn.policy();
        let sends_left = self.container.publishes < policy.publishes;
        let expected_by = self.container.created.after(policy.process_for);
        match self.then.again {
            Again::No => false,
            Again::Yes => sends_left,
            Again::WhenReady => sends_left || turn.now < expected_by,
        }
    }

    fn publish_again(self, turn: &Turn<'_>) -> Next<Self> {
        Next::Go(Go::Publish { container: self.container, next: turn.now, failures: 0 })
    }

    /// From the start, after a pause.
    fn look_again(self, turn: &Turn<'_>, cause: Cause) -> Next<Self> {
        let next = turn.now.after(turn.policy().settle);
        let look = Look::Status;
        let again = Self { next, look, finished: 0, unlisted: 0, failures: 0, ..self };
        again.unless_late(turn, cause)
    }

    fn unless_late(self, turn: &Turn<'_>, cause: Cause) -> Next<Self> {
        match self.deadline <= turn.now {
            true => self.uncertain(cause),
            false => Next::Stay(self),
        }
    }

    fn uncertain(self, cause: Cause) -> Next<Self> {
        Next::Go(Go::uncertain(self.container, self.then, cause))
    }
}
