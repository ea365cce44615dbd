//! The look into a publish that may have taken effect.
//!
//! Two witnesses are heard: the container's status, and the list of media. The
//! post counts as absent only where the status says so often enough and the list
//! holds nothing new that it could be: a status that lags behind is thereby
//! found out. Where the status cannot be read, the list alone can prove the
//! post, and nothing can prove its absence.

use std::time::Duration;

use super::{
    Cause, MediaRef, Outcome, Phase, PublishPolicy, Reason,
    baseline::{Candidates, can_tell},
    state::{Again, Done, Loaded, Look, State, Then, Verify},
    trouble::{Trouble, read},
    turn::{Turn, failure, not_published, published},
};
use crate::{
    Reply,
    clock::Clock,
    endpoint::{ContainerStatus, ReadContainer},
    error::ErrorClass,
};

impl Verify {
    /// What the server's clock last said is no later than the publish.
    pub(super) fn new(at: Loaded, clock: &Clock, policy: &PublishPolicy, then: Then) -> Self {
        Self {
            at,
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
}

impl Turn<'_> {
    pub(super) fn verified(&mut self, verify: Verify, reply: Reply) -> State {
        if verify.look == Look::Status {
            return self.status_read(verify, reply);
        }
        let page = match self.list_read(reply) {
            Ok(page) => page.data,
            Err(trouble) => return self.list_failed(verify, &trouble),
        };
        let verify = Verify { unheard: 0, ..verify };
        let candidates = Candidates::among(page, &verify.at, self.plan.post());
        match verify.look {
            Look::ListInstead => self.list_instead(verify, candidates),
            // The status says that it is absent; the list has the last word.
            _ if candidates.possible => self.look_again(verify, Cause::Contradiction),
            _ => self.absent(verify),
        }
    }

    fn status_read(&mut self, verify: Verify, reply: Reply) -> State {
        let state = match read::<ReadContainer>(reply) {
            Ok(state) => state,
            Err(trouble) => return self.status_failed(verify, &trouble),
        };
        match state.status_code {
            ContainerStatus::Published => self.public(verify.at),
            ContainerStatus::Finished => self.finished(verify),
            ContainerStatus::Error => self.ended(verify, failure(&state)),
            ContainerStatus::Expired => self.ended(verify, Cause::ContainerExpired),
            _ => self.look_again(verify, Cause::StillInProgress),
        }
    }

    /// Not published, says the status: that counts once in a pause, by the
    /// server's clock too, whatever has become of ours.
    fn finished(&self, verify: Verify) -> State {
        let policy = self.plan.policy();
        let (next, read) = (self.now.after(policy.settle), self.clock.server());
        if self.is_too_soon(&verify) {
            let cause = verify.then.cause.clone();
            return self.unless_late(Verify { next, ..verify }, cause);
        }
        let finished = verify.finished.saturating_add(1);
        let verify = Verify { next, finished, read, unlisted: 0, failures: 0, ..verify };
        match finished < policy.confirmations {
            true => verify.into(),
            // The list cannot bear it out, and a container of this age that was not
            // published has expired: the status is behind.
            false if self.is_over(&verify.at) => self.look_again(verify, Cause::Contradiction),
            false => self.confirmed(verify),
        }
    }

    /// Whether less than a pause has passed, by the server's clock, since a look
    /// counted.
    fn is_too_soon(&self, verify: &Verify) -> bool {
        const RESOLUTION: Duration = Duration::from_secs(1);
        let passed = self.clock.server().zip(verify.read).map(|(now, read)| now.since(read));
        passed.is_some_and(|passed| passed + RESOLUTION < self.plan.policy().settle)
    }

    /// It is over with the container, says the status: it was not published and
    /// will not be.
    fn ended(&self, verify: Verify, cause: Cause) -> State {
        self.confirmed(Verify { then: Then { again: Again::No, cause }, ..verify })
    }

    /// The status has said often enough that it is absent; the list is asked
    /// where it can tell.
    fn confirmed(&self, verify: Verify) -> State {
        match can_tell(&verify.at) {
            true => Verify { next: self.now, look: Look::ListToConfirm, ..verify }.into(),
            false => self.absent(verify),
        }
    }

    fn status_failed(&mut self, verify: Verify, trouble: &Trouble) -> State {
        if self.is_final(trouble) {
            return uncertain(verify, trouble.cause());
        }
        let failures = verify.failures.saturating_add(1);
        // Whatever keeps the status from being read, the list may prove the post.
        let is_out = match trouble.class() {
            Some(ErrorClass::Unreadable) => true,
            Some(ErrorClass::RateLimit) => verify.deadline <= self.now,
            _ => self.plan.policy().failures <= failures || verify.deadline <= self.now,
        };
        if is_out && can_tell(&verify.at) {
            let next = self.now;
            return Verify { next, look: Look::ListInstead, failures, ..verify }.into();
        }
        let next = self.retry_at(failures, trouble).min(verify.deadline).max(self.now);
        let verify = Verify { next, finished: 0, unlisted: 0, failures, ..verify };
        self.unless_late(verify, trouble.cause())
    }

    /// One new post that fits is ours, unless the server has refused ours or
    /// there are no words to tell it by.
    fn list_instead(&self, verify: Verify, candidates: Candidates) -> State {
        let mut fitting = candidates.fitting;
        let telling = verify.then.again == Again::Yes && self.plan.post().caption().is_some();
        match (fitting.pop(), fitting.is_empty()) {
            (Some(id), true) if telling => published(verify.at, MediaRef::Matched(id)),
            (None, _) if !candidates.possible => self.list_shows_nothing(verify),
            _ => self.look_again(verify, Cause::Contradiction),
        }
    }

    /// Nothing in the list proves nothing, save where the server itself said
    /// that the container was not ready.
    fn list_shows_nothing(&self, verify: Verify) -> State {
        let (next, read) = (self.now.after(self.plan.policy().settle), self.clock.server());
        let (cause, look) = (verify.then.cause.clone(), Look::Status);
        if self.is_too_soon(&verify) {
            return self.unless_late(Verify { next, look, finished: 0, ..verify }, cause);
        }
        let unlisted = verify.unlisted.saturating_add(1);
        let confirmed = self.plan.policy().confirmations <= unlisted;
        let may_show = !self.is_over(&verify.at);
        let again = verify.then.again == Again::WhenReady && self.may_publish(&verify);
        if confirmed && may_show && again {
            return State::Publish { at: verify.at, next: self.now, failures: 0 };
        }
        self.unless_late(Verify { next, look, finished: 0, unlisted, read, ..verify }, cause)
    }

    /// Without the list nothing is concluded from the status, unless the list
    /// stays out until the time is up.
    fn list_failed(&self, verify: Verify, trouble: &Trouble) -> State {
        if trouble.class() == Some(ErrorClass::Auth) {
            return uncertain(verify, trouble.cause());
        }
        let unheard = verify.unheard.saturating_add(1);
        let is_out = self.plan.policy().failures <= unheard && verify.deadline <= self.now;
        let verify = Verify { unheard, ..verify };
        match verify.look {
            Look::ListToConfirm if is_out => self.absent(verify),
            _ => self.look_again(verify, trouble.cause()),
        }
    }

    /// It is proven that nothing was published.
    fn absent(&self, verify: Verify) -> State {
        match self.may_publish(&verify) {
            true => State::Publish { at: verify.at, next: self.now, failures: 0 },
            false => not_published(Phase::Verify, Some(verify.at), verify.then.cause),
        }
    }

    fn may_publish(&self, verify: &Verify) -> bool {
        let policy = self.plan.policy();
        let sends_left = verify.at.publishes < policy.publishes;
        match verify.then.again {
            Again::No => false,
            Again::Yes => sends_left,
            Again::WhenReady => sends_left || self.now < verify.at.made.after(policy.process_for),
        }
    }

    /// From the start, after a pause.
    fn look_again(&self, verify: Verify, cause: Cause) -> State {
        let next = self.now.after(self.plan.policy().settle);
        let look = Look::Status;
        let again = Verify { next, look, finished: 0, unlisted: 0, failures: 0, ..verify };
        self.unless_late(again, cause)
    }

    fn unless_late(&self, verify: Verify, cause: Cause) -> State {
        match verify.deadline <= self.now {
            true => uncertain(verify, cause),
            false => verify.into(),
        }
    }
}

fn uncertain(verify: Verify, cause: Cause) -> State {
    let Verify { at, then, .. } = verify;
    let container = at.id.clone();
    let reason = Reason {
        phase: Phase::Verify,
        item: None,
        container: Some(container.clone()),
        cause,
        uncertain: true,
    };
    let outcome = Outcome::Uncertain { container, reason };
    Done { outcome, at: Some(at), then: Some(then) }.into()
}
