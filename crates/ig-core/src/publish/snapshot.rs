//! A flow at rest.

mod first;
mod stored;

use std::{collections::BTreeMap, sync::Arc};

pub(super) use self::stored::{PlanText, VERSION};
use super::{
    brake::Brake,
    outcome::{Cause, Outcome},
    phase::{Again, Go, Phase, ReadyContainer, Then, containers::Job},
    plan::PublishPlan,
    quota::QuotaLedger,
    state::State,
};
use crate::{
    flow::backoff::Jitter,
    post::VideoSource,
    value::{ContainerId, NamedSource, Timestamp},
    wire::Clock,
};

/// A flow at rest: what a store keeps between two steps, on any machine.
///
/// It is data, and holds no token. [`to_json`](Self::to_json) writes it for machines, and serde as
/// an object with names, for people. Read either back with [`from_json`](Self::from_json) and go
/// on with [`PublishFlow::resume`](crate::PublishFlow::resume).
///
/// What says nothing is not stored: limits that nobody set, a ledger without a
/// post, a brake that is off. Limits that nobody set are those of the program
/// that reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Shared by the copies: it never changes.
    pub(super) plan: Arc<PublishPlan>,
    pub(super) plan_text: PlanText,
    pub(super) state: State,
    /// Shared until it changes.
    pub(super) ledger: Arc<QuotaLedger>,
    pub(super) brake: Brake,
    pub(super) clock: Clock,
    pub(super) jitter: Jitter,
    /// When it may be published, by the clock of its caller.
    pub(super) not_before: Option<Timestamp>,
}

/// Stored data is not a snapshot that this crate can resume.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It was written by a later version of this crate.
    #[error(
        "the snapshot has version {found}, and this program reads up to {VERSION}: \
         it was written by a newer one, so resume it with that"
    )]
    #[non_exhaustive]
    Newer {
        /// The version found.
        found: u32,
    },
    /// It was cut, edited or is something else.
    #[error("the snapshot is damaged: it is not JSON of the form that this program writes")]
    Damaged(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Snapshot {
    /// The form that this program writes, and the newest that it reads: the `version` of its JSON.
    pub const VERSION: u32 = VERSION;

    /// Reads what a store kept.
    ///
    /// # Errors
    ///
    /// When it was written by a later version, or is damaged. The state of the post
    /// is then unknown: check the account before you publish again.
    pub fn from_json(json: &[u8]) -> Result<Self, SnapshotError> {
        stored::read(json)
    }

    /// The JSON that [`from_json`](Self::from_json) reads: one line, without a token. It is
    /// shorter than what serde would write, which names what is in it.
    pub fn to_json(&self) -> Vec<u8> {
        stored::write(self)
    }

    /// What is being published.
    pub fn plan(&self) -> &PublishPlan {
        &self.plan
    }

    /// How far it is.
    pub fn phase(&self) -> Phase {
        self.state.phase()
    }

    /// The container that is published, once there is one.
    pub fn container(&self) -> Option<&ContainerId> {
        match &self.state {
            State::Containers(containers) => containers.container_id(),
            state => state.ready().map(|container| &container.id),
        }
    }

    /// How many items of a carousel are ready, and of how many; `None` once all
    /// are, and for any other post.
    pub fn items(&self) -> Option<(usize, usize)> {
        match &self.state {
            State::Containers(containers) => Some(containers.items()).filter(|(_, of)| *of != 0),
            _ => None,
        }
    }

    /// The source that is being uploaded, and how many bytes of it the server is
    /// known to have.
    pub fn upload(&self) -> Option<(&NamedSource, u64)> {
        let State::Containers(containers) = &self.state else { return None };
        let (which, bytes) = containers.upload()?;
        match Job::of(&self.plan, which).video()? {
            VideoSource::Upload(source) => Some((source, bytes)),
            _ => None,
        }
    }

    /// Until when what it is waiting for is waited for at the latest, by the clock
    /// of its caller: the processing of the media, a free place in a full quota
    /// window, a look into a lost publish. `None` where nothing is awaited that has
    /// a limit.
    ///
    /// A server that asks for a pause moves it on, and a container that is made
    /// again starts with a limit of its own.
    pub fn deadline(&self) -> Option<Timestamp> {
        let deadline = match &self.state {
            State::Quota(quota) => quota.deadline,
            State::Containers(containers) => containers.deadline(),
            State::Verify(verify) => Some(verify.deadline),
            _ => None,
        };
        deadline.map(|deadline| self.clock.in_callers_time(deadline))
    }

    /// Whether `media_publish` may have been sent: from here on a new post of
    /// the same plan could be a second one.
    pub fn may_be_public(&self) -> bool {
        match &self.state {
            State::Done(done) if matches!(done.outcome, Outcome::NotPublished { .. }) => false,
            state => state.ready().is_some_and(|container| container.publishes != 0),
        }
    }

    /// How many sends of `media_publish` may have taken effect. The one that a snapshot in
    /// [`Phase::Publishing`] announces is among them; one that is known not to have left is not.
    pub fn publishes(&self) -> u32 {
        self.state.ready().map_or(0, |container| container.publishes)
    }

    /// When it may be published at the earliest, by the clock of its caller:
    /// [`set_not_before`](crate::PublishFlow::set_not_before).
    pub fn not_before(&self) -> Option<Timestamp> {
        self.not_before
    }

    /// Whether there is anything left to do: it has not ended, or its outcome is
    /// [`Uncertain`](Outcome::Uncertain) and is looked into when the flow is
    /// resumed. To ask whether there is an outcome would skip the latter.
    pub fn needs_resume(&self) -> bool {
        matches!(self.outcome(), None | Some(Outcome::Uncertain { .. }))
    }

    /// How it ended, once it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.state {
            State::Done(done) => Some(&done.outcome),
            _ => None,
        }
    }

    /// The flow of a post that was refused for a reason that passes, as if the reply had been lost:
    /// resumed, it looks whether the post is public and sends the same container again, so that
    /// there is still one post at most.
    ///
    /// `None` unless it has ended as not published after a send, and its policy
    /// [allows another](crate::publish::PublishPolicy::publishes).
    pub fn to_send_again(&self) -> Option<Self> {
        let State::Done(done) = &self.state else { return None };
        let Outcome::NotPublished { reason } = &done.outcome else { return None };
        let sends_left = |container: &&ReadyContainer| {
            (1..self.plan.policy().publishes).contains(&container.publishes)
        };
        let container = done.container.as_ref().filter(sends_left)?.clone();
        let then = Then { again: Again::Yes, cause: reason.cause.clone() };
        let state = State::reached(Go::Verify { container, then }, &self.plan, &self.clock);
        Some(Self { state, ..self.clone() })
    }

    /// What the publish reply said besides the media id, by its key, as JSON: the reply to a
    /// post with a poll or a comment prompt tells of that, under a name that is not known
    /// (reference §17.2). Empty where it said nothing more, or was lost.
    pub fn publish_reply(&self) -> &BTreeMap<String, String> {
        static NOTHING: BTreeMap<String, String> = BTreeMap::new();
        match &self.state {
            State::Confirm(confirm) => &confirm.done.said,
            State::Done(done) => &done.said,
            _ => &NOTHING,
        }
    }

    /// What went wrong: with a publish that is being looked into, or in the end.
    pub fn cause(&self) -> Option<&Cause> {
        match &self.state {
            State::Verify(verify) => Some(&verify.then.cause),
            State::Done(done) => match &done.outcome {
                Outcome::NotPublished { reason } | Outcome::Uncertain { reason, .. } => {
                    Some(&reason.cause)
                }
                Outcome::Published { .. } => None,
            },
            _ => None,
        }
    }

    /// Whether posts of the account are held back after a block.
    pub fn brake(&self) -> &Brake {
        &self.brake
    }

    /// What is known of the account's quota.
    pub fn ledger(&self) -> &QuotaLedger {
        &self.ledger
    }
}
