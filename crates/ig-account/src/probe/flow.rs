//! The flow: one request at a time.

use std::{convert::Infallible, mem};

use ig_core::{Call, Clock, Flow, MediaId, Reply, Step, Timestamp};

use super::{
    found::Probe,
    plan::ProbePlan,
    stage::{Looked, Stage},
};

/// Publishes one photo, publishes it again, and reports the result.
///
/// It has no snapshot: an interrupted probe is not resumed, and its posts have its
/// [mark](ProbePlan::mark) in the caption.
#[derive(Debug)]
pub struct ProbeFlow {
    pub(super) plan: ProbePlan,
    pub(super) stage: Stage,
    /// The start, by the flow's own time.
    pub(super) next: Timestamp,
    /// When the last publish was sent, by its own time.
    pub(super) sent: Timestamp,
    /// When the container was requested, by its own time.
    pub(super) asked: Timestamp,
    /// When the current request was sent, by its own time.
    pub(super) last: Timestamp,
    pub(super) looked: Looked,
    /// The server's last reported time before the first publish.
    pub(super) dated: Option<Timestamp>,
    /// The post of the first publish, if it was known before the second was sent.
    pub(super) first: Option<MediaId>,
    awaiting: bool,
    /// Consecutive failures of the current request.
    pub(super) failures: u32,
    pub(super) clock: Clock,
    pub(super) found: Probe,
}

impl ProbeFlow {
    /// The most publishes that are ever sent.
    pub const MOST: u32 = 2;

    /// A flow for `plan`.
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

    /// The results so far.
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
            self.heard(None);
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
            self.heard(Some(&reply));
        }
    }

    fn saved(&mut self) {}
}

impl ProbeFlow {
    /// The request of the stage; `None` at the end.
    fn call(&mut self, now: Timestamp) -> Option<Call> {
        match self.stage {
            // No answer leads here a third time; a bug in the stages must not either.
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
