//! Where a reply leads: each phase names the next one, and none knows another.

use std::collections::BTreeMap;

use super::{Done, Phase, ReadyContainer, Then};
use crate::{
    publish::{Cause, MediaRef, Outcome, Reason},
    value::Timestamp,
};

/// Where a reply leads.
pub(crate) enum Next<P> {
    /// To the same phase.
    Stay(P),
    /// To another one.
    Go(Go),
}

impl<P> Next<P> {
    pub(crate) fn map<S>(self, wrap: impl FnOnce(P) -> S) -> Next<S> {
        match self {
            Self::Stay(phase) => Next::Stay(wrap(phase)),
            Self::Go(go) => Next::Go(go),
        }
    }
}

/// Another phase, and what it starts from.
pub(crate) enum Go {
    /// Containers are made.
    Create,
    /// The newest media are listed.
    Baseline(ReadyContainer),
    /// It is published at `next`.
    Publish { container: ReadyContainer, next: Timestamp, failures: u32 },
    /// A publish is looked into.
    Verify { container: ReadyContainer, then: Then },
    /// The media id is looked for.
    Match(ReadyContainer),
    /// It is over.
    Done(Box<Done>),
}

impl Done {
    /// An uncertain outcome is looked into again.
    pub(crate) fn resumed(self) -> Next<Self> {
        match self {
            Self {
                outcome: Outcome::Uncertain { .. },
                container: Some(container),
                then: Some(then),
                ..
            } => Next::Go(Go::Verify { container, then }),
            done => Next::Stay(done),
        }
    }
}

impl Go {
    pub(crate) fn published(container: ReadyContainer, media: MediaRef) -> Self {
        let container_id = container.id.clone();
        // By what it would have been recognised is of no more use.
        let container = ReadyContainer { since: None, baseline: None, ..container };
        let outcome = Outcome::Published { container: container_id, media, add_on: None };
        Self::done(outcome, Some(container), None)
    }

    pub(crate) fn not_published(
        phase: Phase,
        container: Option<ReadyContainer>,
        cause: Cause,
    ) -> Self {
        let id = container.as_ref().map(|container| container.id.clone());
        let reason = Reason { phase, item: None, container: id, cause, uncertain: false };
        Self::done(Outcome::NotPublished { reason }, container, None)
    }

    pub(crate) fn uncertain(container: ReadyContainer, then: Then, cause: Cause) -> Self {
        let id = container.id.clone();
        let reason = Reason {
            phase: Phase::Verify,
            item: None,
            container: Some(id.clone()),
            cause,
            uncertain: true,
        };
        Self::done(Outcome::Uncertain { container: id, reason }, Some(container), Some(then))
    }

    /// A container could not be made, and nothing was published.
    pub(crate) fn failed(reason: Reason) -> Self {
        Self::done(Outcome::NotPublished { reason }, None, None)
    }

    fn done(outcome: Outcome, container: Option<ReadyContainer>, then: Option<Then>) -> Self {
        Self::Done(Box::new(Done { outcome, container, then, said: BTreeMap::new() }))
    }

    /// With what the publish reply says besides the id.
    pub(crate) fn saying(mut self, others: BTreeMap<String, String>) -> Self {
        if let Self::Done(done) = &mut self {
            done.said = others;
        }
        self
    }
}
