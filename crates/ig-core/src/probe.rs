//! Finds out what a server does on which "once" rests.
//!
//! What a second `media_publish` of one container does, how late a post shows and whether the
//! status lags is documented nowhere (reference §16, U2, U4, U6, U14). [`ProbeFlow`] posts one
//! picture to an account for tests and publishes its container again, so that at most two posts come
//! of it: a publish is sent twice at most, whatever becomes of the replies. The
//! [assumptions](crate::assumptions) say what follows from the answers.

mod answer;
mod found;
mod judge;
mod stage;
#[cfg(test)]
mod tests;
mod turn;

use std::{convert::Infallible, mem, time::Duration};

use self::stage::{Looked, Stage};
pub use self::{
    answer::ProbeAnswer,
    found::{CaptionBack, Clocks, Probe, ProbePost, QuotaBack, Trouble},
    judge::{Assumption, Holds},
};
use crate::{Call, Flow, MediaId, MediaUrl, Reply, Step, Timestamp, UserId, clock::Clock};

/// What is posted, and how patiently it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbePlan {
    user: UserId,
    image: MediaUrl,
    mark: u64,
    watch_for: Duration,
    deletion: Deletion,
}

/// What becomes of the posts in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deletion {
    /// They stay.
    Keep,
    /// They are deleted, where the login allows it: Facebook Login alone does (reference §7.2).
    Delete,
}

/// Publishes one picture, publishes it again, and tells what came of it.
///
/// It keeps no snapshot: one that is interrupted is not resumed, and what it has posted has its
/// [mark](ProbePlan::mark) in the caption.
#[derive(Debug)]
pub struct ProbeFlow {
    plan: ProbePlan,
    stage: Stage,
    /// By its own time.
    next: Timestamp,
    /// When the last publish was sent, by its own time.
    sent: Timestamp,
    /// When the container was asked for, by its own time.
    asked: Timestamp,
    /// When the request at hand was sent, by its own time.
    last: Timestamp,
    looked: Looked,
    /// The server's time when it was last told before the first publish.
    dated: Option<Timestamp>,
    /// The post of the first publish, as far as it was known before the second was sent.
    first: Option<MediaId>,
    awaiting: bool,
    /// Failures in a row of the request at hand.
    failures: u32,
    clock: Clock,
    found: Probe,
}

impl ProbePlan {
    /// Publishes `image` to `user`. `mark` tells the posts from all others; it must not be one that
    /// was used before.
    pub fn new(user: UserId, image: MediaUrl, mark: u64) -> Self {
        let watch_for = Duration::from_secs(60);
        Self { user, image, mark, watch_for, deletion: Deletion::Keep }
    }

    /// How long each publish is looked for: a minute, which is how long a lost publish has to show
    /// with the default [policy](crate::publish::PublishPolicy::settle).
    #[must_use]
    pub fn with_watch_for(mut self, watch_for: Duration) -> Self {
        self.watch_for = watch_for;
        self
    }

    /// What becomes of the posts in the end.
    #[must_use]
    pub fn with_deletion(mut self, deletion: Deletion) -> Self {
        self.deletion = deletion;
        self
    }

    /// The word in the caption by which the posts are known: `ig-probe-` and 16 hexadecimal digits.
    pub fn mark(&self) -> String {
        format!("ig-probe-{:016x}", self.mark)
    }
}

impl ProbeFlow {
    /// More than this many publishes are never sent.
    pub const MOST: u32 = 2;

    /// A new flow.
    pub fn new(plan: ProbePlan) -> Self {
        Self {
            plan,
            stage: Stage::LimitBefore,
            next: Timestamp::EPOCH,
            sent: Timestamp::EPOCH,
            asked: Timestamp::EPOCH,
            last: Timestamp::EPOCH,
            looked: Looked::default(),
            dated: None,
            first: None,
            awaiting: false,
            failures: 0,
            clock: Clock::new(),
            found: Probe::default(),
        }
    }

    /// What it has found out so far.
    pub fn found(&self) -> &Probe {
        &self.found
    }
}

impl Flow for ProbeFlow {
    type Output = Probe;
    type Snapshot = Infallible;

    fn poll(&mut self, now: Timestamp) -> Step<Infallible, Probe> {
        let now = self.clock.tick(now);
        if mem::take(&mut self.awaiting) {
            self.heard(Reply::none());
        }
        if now < self.next && self.stage != Stage::Over {
            return Step::Wait(self.clock.in_callers_time(self.next));
        }
        match self.call(now) {
            Some(call) => {
                self.awaiting = true;
                Step::Send(call)
            }
            None => Step::Done(self.found.clone()),
        }
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.clock.tick(now);
        if mem::take(&mut self.awaiting) {
            self.heard(reply);
        }
    }

    fn saved(&mut self) {}
}

impl ProbeFlow {
    /// The request of the stage; none when it is over.
    fn call(&mut self, now: Timestamp) -> Option<Call> {
        match self.stage {
            // No answer leads here a third time; a mistake in the stages must not either.
            Stage::Publish | Stage::Again if Self::MOST <= self.found.publishes_sent => {
                return None;
            }
            Stage::Publish => {
                self.dated = self.clock.server();
                self.publishes(now);
            }
            Stage::Again => {
                self.first = self.found.posts.first().map(|post| post.id.clone());
                self.publishes(now);
            }
            Stage::Watch { witness, .. } => self.looked.at(witness, now),
            Stage::Create if self.failures == 0 => self.asked = now,
            _ => (),
        }
        self.last = now;
        self.stage.call(&self.plan, &self.found)
    }

    fn publishes(&mut self, now: Timestamp) {
        self.found.publishes_sent += 1;
        self.sent = now;
    }
}
