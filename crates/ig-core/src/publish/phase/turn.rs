//! What every phase may look at when it hears a reply.

use std::{sync::Arc, time::Duration};

use http::HeaderMap;

use super::Trouble;
use crate::{
    flow::backoff::Jitter,
    publish::{Brake, PublishPlan, PublishPolicy, QuotaLedger},
    value::Timestamp,
    wire::{Clock, ErrorClass, Pace},
};

/// One reply is heard.
pub(crate) struct Turn<'a> {
    pub(crate) plan: &'a PublishPlan,
    pub(crate) ledger: &'a mut Arc<QuotaLedger>,
    pub(crate) brake: &'a mut Brake,
    pub(crate) clock: &'a Clock,
    /// The flow's own time.
    pub(crate) now: Timestamp,
    pub(crate) jitter: &'a mut Jitter,
    pub(crate) pace: &'a mut Pace,
    /// How long the account is to be left alone.
    pub(crate) pause: Duration,
    /// Batches are refused, so containers are read one by one.
    pub(crate) singly: &'a mut bool,
    pub(crate) time: Time,
}

/// When the post may be published, and what time it is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time {
    /// By the clock of the caller.
    pub(crate) not_before: Option<Timestamp>,
    /// What the server's clock says in this reply.
    pub(crate) date: Option<Timestamp>,
}

impl<'a> Turn<'a> {
    pub(crate) fn policy(&self) -> &'a PublishPolicy {
        self.plan.policy()
    }

    /// The ledger, to change it.
    pub(crate) fn ledger_mut(&mut self) -> &mut QuotaLedger {
        Arc::make_mut(self.ledger)
    }

    /// Whether the post has to wait for its time, by the caller's clock or the server's.
    pub(crate) fn is_before_its_time(&self) -> bool {
        let is_early = self.time.not_before.is_some_and(|at| self.clock.callers() < at);
        is_early || self.is_early_by().is_some()
    }

    /// By how much it is too early to publish by the server's clock, which may be a minute
    /// behind.
    pub(crate) fn is_early_by(&self) -> Option<Duration> {
        const APART: Duration = Duration::from_secs(60);
        let early = self.time.not_before?.since(self.time.date?);
        Some(early).filter(|early| APART < *early)
    }

    /// Takes in the usage that the parts of a batch report.
    pub(crate) fn read_usage<'h>(&mut self, parts: impl Iterator<Item = &'h HeaderMap>) {
        for headers in parts {
            self.pause = self.pause.max(self.pace.observe(self.clock.callers(), headers));
        }
    }

    pub(crate) fn retry_at(&mut self, failures: u32, trouble: &Trouble) -> Timestamp {
        let (base, max) = match trouble.class() {
            Some(ErrorClass::RateLimit) => (60, 600),
            Some(ErrorClass::Media) => (5, 60),
            Some(ErrorClass::NotReady) => (10, 60),
            _ => (1, 60),
        };
        let (base, max) = (Duration::from_secs(base), Duration::from_secs(max));
        self.now.after(self.jitter.wait(failures, base, max, trouble.retry_after()))
    }
}
