//! The publishing limit is read, so that a full window is found early.

use std::time::Duration;

use serde::Deserialize;

use super::{Go, Next, Phase, Turn, read};
use crate::{
    endpoint::PublishingLimit,
    flow::Call,
    publish::{Cause, PublishPlan, QuotaLedger, QuotaPolicy},
    value::Timestamp,
    wire::{Reply, json::as_array},
};

/// The publishing limit is read at `next`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Quota {
    pub(crate) next: Timestamp,
    failures: u32,
    /// Until when a free place is awaited, once the window was found full.
    #[serde(default)]
    pub(crate) deadline: Option<Timestamp>,
}

as_array! { Quota { next, failures; deadline } }

impl Quota {
    pub(crate) fn new(next: Timestamp) -> Self {
        Self { next, failures: 0, deadline: None }
    }

    /// Nothing is sent before `until`, and the deadline moves with it.
    pub(crate) fn hold(&mut self, until: Timestamp) {
        let pause = self.next.put_off(until);
        self.deadline = self.deadline.map(|deadline| deadline.after(pause));
    }

    pub(crate) fn call(plan: &PublishPlan) -> Call {
        Call::new(&PublishingLimit::new(plan.user().clone()).with_config())
    }

    /// Where the limit cannot be read twice, the ledger's own count stands, and the
    /// server decides at `media_publish`.
    pub(crate) fn heard(self, turn: &mut Turn<'_>, reply: Reply) -> Next<Self> {
        let Self { failures, deadline, .. } = self;
        let now = turn.clock.callers();
        match read::<PublishingLimit>(reply) {
            Ok(usage) => turn.ledger_mut().correct(now, &usage),
            Err(trouble) if trouble.is_final() => {
                return Next::Go(Go::not_published(Phase::Quota, None, trouble.cause()));
            }
            Err(trouble) if trouble.may_pass() && failures == 0 => {
                let next = turn.retry_at(1, &trouble);
                return Next::Stay(Self { next, failures: 1, deadline });
            }
            Err(_) => (),
        }
        let free_at = turn.ledger.free_at(now);
        if free_at <= now {
            return Next::Go(Go::Create);
        }
        let deadline = deadline.unwrap_or_else(|| turn.now.after(QuotaLedger::WINDOW * 2));
        if turn.policy().quota == QuotaPolicy::Wait && turn.now < deadline {
            // Posts of others may leave the window sooner than the ledger knows.
            let wait = free_at.since(now).min(Duration::from_secs(3600));
            let next = turn.now.after(wait);
            return Next::Stay(Self { next, failures: 0, deadline: Some(deadline) });
        }
        let (usage, total) = (turn.ledger.usage(now), turn.ledger.total());
        let cause = Cause::QuotaFull { usage, total, free_at };
        Next::Go(Go::not_published(Phase::Quota, None, cause))
    }
}
