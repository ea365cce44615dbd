//! The look into a publish that may have taken effect.
//!
//! Two witnesses are heard: the container's status, and the list of media. The
//! post counts as absent only where the status says `FINISHED` often enough and
//! the list holds nothing new that fits: a status that lags behind is thereby
//! found out. Where the status cannot be read, the list alone can prove the
//! post, and nothing can prove its absence.

use super::{
    Cause, MediaRef, Outcome, Phase, PublishPolicy, Reason,
    baseline::{can_tell, candidates},
    state::{Again, Loaded, Look, State, Then, Verify},
    trouble::{Trouble, read},
    turn::{Turn, failure, not_published, published},
};
use crate::{
    ErrorClass, MediaId, Reply, Timestamp,
    endpoint::{ContainerStatus, ListMedia, ReadContainer},
};

impl Verify {
    pub(super) fn new(at: Loaded, now: Timestamp, policy: &PublishPolicy, then: Then) -> Self {
        Self {
            at,
            next: now.after(policy.settle),
            deadline: now.after(policy.verify_for),
            look: Look::Status,
            finished: 0,
            unlisted: 0,
            failures: 0,
            then,
        }
    }
}

impl Turn<'_> {
    pub(super) fn verified(&mut self, verify: Verify, reply: Reply) -> State {
        match verify.look {
            Look::Status => self.status_read(verify, reply),
            Look::ListToConfirm | Look::ListInstead => match read::<ListMedia>(reply) {
                Ok(page) => {
                    let fits = candidates(page.data, &verify.at, self.plan.post());
                    match verify.look {
                        Look::ListToConfirm => self.list_confirms(verify, &fits),
                        _ => self.list_instead(verify, fits),
                    }
                }
                Err(trouble) => self.list_failed(verify, &trouble),
            },
        }
    }

    fn status_read(&mut self, verify: Verify, reply: Reply) -> State {
        let policy = self.plan.policy();
        let state = match read::<ReadContainer>(reply) {
            Ok(state) => state,
            Err(trouble) => return self.status_failed(verify, &trouble),
        };
        match state.status_code {
            ContainerStatus::Published => self.public(verify.at),
            ContainerStatus::Error => {
                not_published(Phase::Verify, Some(verify.at), failure(&state))
            }
            ContainerStatus::Expired => {
                not_published(Phase::Verify, Some(verify.at), Cause::ContainerExpired)
            }
            ContainerStatus::Finished => {
                let finished = verify.finished + 1;
                let next = self.now.after(policy.settle);
                let verify = Verify { next, finished, unlisted: 0, failures: 0, ..verify };
                if finished < policy.confirmations {
                    return State::Verify(verify);
                }
                match can_tell(&verify.at) {
                    true => State::Verify(Verify {
                        next: self.now,
                        look: Look::ListToConfirm,
                        ..verify
                    }),
                    false => self.absent(verify),
                }
            }
            _ => self.look_again(verify, Cause::StillInProgress),
        }
    }

    fn status_failed(&mut self, verify: Verify, trouble: &Trouble) -> State {
        if self.is_final(trouble) {
            return uncertain(verify, trouble.cause());
        }
        if trouble.class() == Some(ErrorClass::Unreadable) && can_tell(&verify.at) {
            return State::Verify(Verify {
                next: self.now,
                look: Look::ListInstead,
                failures: 0,
                ..verify
            });
        }
        self.read_again(verify, trouble)
    }

    /// The status says that it is absent; the list has the last word.
    fn list_confirms(&self, verify: Verify, fits: &[MediaId]) -> State {
        match fits {
            [] => self.absent(verify),
            _ => self.look_again(verify, Cause::Contradiction),
        }
    }

    fn list_instead(&self, verify: Verify, mut fits: Vec<MediaId>) -> State {
        match (fits.pop(), fits.is_empty()) {
            (Some(id), true) => published(verify.at, MediaRef::Matched(id)),
            (Some(_), false) => self.look_again(verify, Cause::Contradiction),
            (None, _) => self.list_shows_nothing(verify),
        }
    }

    /// Nothing in the list proves nothing, save where the server itself said
    /// that the container was not ready.
    fn list_shows_nothing(&self, verify: Verify) -> State {
        let unlisted = verify.unlisted + 1;
        let confirmed = self.plan.policy().confirmations <= unlisted;
        if confirmed && verify.then.again == Again::WhenReady && self.may_publish(&verify) {
            return State::Publish { at: verify.at, next: self.now, failures: 0 };
        }
        let cause = verify.then.cause.clone();
        match self.look_again(verify, cause) {
            State::Verify(again) => State::Verify(Verify { unlisted, ..again }),
            done => done,
        }
    }

    /// Without the list nothing is concluded from the status, unless it says
    /// the same until the time is up.
    fn list_failed(&self, verify: Verify, trouble: &Trouble) -> State {
        let late = verify.deadline <= self.now;
        match verify.look {
            _ if trouble.class() == Some(ErrorClass::Auth) => uncertain(verify, trouble.cause()),
            Look::ListToConfirm if late => self.absent(verify),
            _ => self.look_again(verify, trouble.cause()),
        }
    }

    /// It is proven that nothing was published.
    fn absent(&self, verify: Verify) -> State {
        match self.may_publish(&verify) {
            true => State::Publish { at: verify.at, next: self.now, failures: 0 },
            false => not_published(Phase::Publishing, Some(verify.at), verify.then.cause),
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

    /// From the start, after a pause, until the time is up.
    fn look_again(&self, verify: Verify, cause: Cause) -> State {
        if verify.deadline <= self.now {
            return uncertain(verify, cause);
        }
        let next = self.now.after(self.plan.policy().settle);
        State::Verify(Verify {
            next,
            look: Look::Status,
            finished: 0,
            unlisted: 0,
            failures: 0,
            ..verify
        })
    }

    /// The status again, after a pause, until the time is up.
    fn read_again(&mut self, verify: Verify, trouble: &Trouble) -> State {
        if verify.deadline <= self.now {
            return uncertain(verify, trouble.cause());
        }
        let failures = verify.failures.saturating_add(1);
        let next = self.retry_at(failures, trouble);
        State::Verify(Verify { next, finished: 0, unlisted: 0, failures, ..verify })
    }
}

fn uncertain(verify: Verify, cause: Cause) -> State {
    let Verify { at, then, .. } = verify;
    let reason = Reason { phase: Phase::Verify, container: Some(at.id.clone()), cause };
    let outcome = Outcome::Uncertain { container: at.id.clone(), reason };
    State::Done { outcome, at: Some(at), then: Some(then) }
}
