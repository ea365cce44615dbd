//! `media_publish` is sent, after a snapshot that says so is in the store.

use serde::Deserialize;

use super::{Again, Go, Next, Phase, ReadyContainer, Then, Trouble, Turn, read};
use crate::{
    endpoint::PublishContainer,
    flow::Call,
    publish::{Cause, MediaRef, PublishPlan},
    value::Timestamp,
    wire::{Clock, ErrorClass, Reply, json::as_array},
};

/// The container is published at `next`; nothing was sent yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Publish {
    #[serde(rename = "at")]
    pub(crate) container: ReadyContainer,
    pub(crate) next: Timestamp,
    pub(crate) failures: u32,
}

as_array! { Publish { container, next, failures } }

/// A publish may have been sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Publishing {
    #[serde(rename = "at")]
    pub(crate) container: ReadyContainer,
    failures: u32,
}

as_array! { Publishing { container, failures } }

impl Publish {
    /// What is new since the last reply may be anybody's by now.
    pub(crate) fn resumed(self) -> Next<Self> {
        match self.container.publishes == 0 && self.container.baseline.is_none() {
            true => Next::Go(Go::Baseline(self.container)),
            false => Next::Stay(self),
        }
    }

    /// Its time has come: from here on a publish may have been sent.
    pub(crate) fn begin(&self, clock: &Clock) -> Publishing {
        let Self { container, failures, .. } = self.clone();
        let since = container.since.or_else(|| clock.server());
        let publishes = container.publishes.saturating_add(1);
        Publishing { container: ReadyContainer { publishes, since, ..container }, failures }
    }
}

impl Publishing {
    /// A publish that was under way counts as lost and is looked into.
    pub(crate) fn resumed(self) -> Go {
        let then = Then { again: Again::Yes, cause: Cause::Interrupted };
        Go::Verify { container: self.container, then }
    }

    pub(crate) fn call(&self, plan: &PublishPlan) -> Call {
        Call::new(&PublishContainer::new(plan.user().clone(), self.container.id.clone()))
    }

    /// Only a success with an id settles it; an error has been seen to
    /// come with a post that was made (reference §4).
    pub(crate) fn heard(self, turn: &mut Turn<'_>, reply: Reply) -> Go {
        let trouble = match read::<PublishContainer>(reply) {
            Ok(media) => {
                // Only an answer without a block releases the brake: a post that turns
                // out to be public may have been answered with one.
                turn.brake.published(turn.clock.callers());
                let go = Go::published(self.container, MediaRef::Confirmed(media.id));
                return go.saying(media.others);
            }
            Err(trouble) => trouble,
        };
        if trouble.was_not_sent() {
            return self.not_sent(turn, &trouble);
        }
        if let Some(id) = trouble.api().and_then(|error| error.original_id.clone()) {
            return Go::published(self.container, MediaRef::Confirmed(id));
        }
        if trouble.class() == Some(ErrorClass::Blocked) {
            turn.brake.blocked(turn.clock.callers());
        }
        let again = match trouble.class() {
            Some(
                ErrorClass::Auth
                | ErrorClass::Permission
                | ErrorClass::PublishingQuota
                | ErrorClass::ContainerQuota
                | ErrorClass::Blocked
                | ErrorClass::Invalid,
            ) => Again::No,
            Some(ErrorClass::NotReady) => Again::WhenReady,
            _ => Again::Yes,
        };
        let then = Then { again, cause: trouble.cause() };
        Go::Verify { container: self.container, then }
    }

    fn not_sent(self, turn: &mut Turn<'_>, trouble: &Trouble) -> Go {
        let failures = self.failures.saturating_add(1);
        let publishes = self.container.publishes.saturating_sub(1);
        let container = ReadyContainer { publishes, ..self.container };
        match failures < turn.policy().failures {
            true => Go::Publish { next: turn.retry_at(failures, trouble), container, failures },
            // Earlier sends were looked into, and this one was not sent.
            false => Go::not_published(Phase::Publishing, Some(container), trouble.cause()),
        }
    }
}
