//! A post in the queue, as a store keeps it.

use std::time::Duration;

use ig_core::{
    Timestamp,
    publish::{PublishPlan, Surface},
};
use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, Credential, Incarnation, Key, PostId},
    late::Late,
    note::{Note, Why},
    when::When,
};

/// How far the row of a post is: who has claimed it how often, and how often it was written.
///
/// A write names the fence that it was made from, and takes effect only where the row still has
/// it. The epoch tells processes apart, the version the writes of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "two columns of the row")]
pub struct Fence {
    /// One more per claim, and per edit of a post that is claimed.
    pub epoch: u64,
    /// One more per write.
    pub version: u64,
}

impl Fence {
    /// The fence of a row that was just added.
    pub const FIRST: Self = Self { epoch: 0, version: 0 };
}

/// What is to become of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// Nobody works on it; [`Row::wake`] says when somebody has to look.
    Waiting,
    /// An incarnation has claimed it.
    Active,
    /// It is not worked on until a person lets it go. It is not public.
    Held,
    /// It has ended: [`Row::outcome`] says how, or [`Row::note`] that it was skipped.
    Done,
    /// A person took it back before anything was published.
    Cancelled,
    /// It may be public, and nothing more could be found out. It is looked into again when a
    /// person lets it go.
    Uncertain,
}

impl State {
    /// All states, each at the place of its [number](Self::number).
    const ALL: [Self; 6] =
        [Self::Waiting, Self::Active, Self::Held, Self::Done, Self::Cancelled, Self::Uncertain];

    /// Its number in a store, from 0: shorter than a word, and the same in all stores for good.
    pub fn number(self) -> u8 {
        match self {
            Self::Waiting => 0,
            Self::Active => 1,
            Self::Held => 2,
            Self::Done => 3,
            Self::Cancelled => 4,
            Self::Uncertain => 5,
        }
    }

    /// The state of a number; `None` for one that this version does not know.
    pub fn of_number(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|place| Self::ALL.get(place).copied())
    }
}

/// A post in the queue, as a store keeps it. Each field is a column.
///
/// A waiting post is no more than this: it has no snapshot before it is claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Row {
    /// Its id.
    pub id: PostId,
    /// The key that it was added with; unique in the store.
    pub key: Option<Key>,
    /// Whose post.
    pub account: AccountId,
    /// With which token.
    pub credential: Credential,
    /// Where it shows.
    pub surface: Surface,
    /// When it is to be public.
    pub due: When,
    /// How long before [`due`](Self::due) its container is made.
    pub lead: Duration,
    /// What happens where it is found too late.
    pub late: Late,
    /// How often it may be sent.
    pub sends: Sends,
    /// What is to become of it.
    pub state: State,
    /// When somebody has to look, by the store's clock; `None` where nobody has to.
    pub wake: Option<Timestamp>,
    /// How far it is.
    pub fence: Fence,
    /// Who has claimed it last.
    pub holder: Option<Incarnation>,
    /// When the store first allowed a publish, by the store's clock. From then on it may be
    /// public.
    pub intent_at: Option<Timestamp>,
    /// Whether it has a place in the account's quota.
    pub is_counted: bool,
    /// Claims since the last write.
    pub claims: u32,
    /// The plan, as JSON.
    pub plan: String,
    /// The flow at rest, as JSON.
    pub snapshot: Option<String>,
    /// How it ended, as JSON of [`Outcome`](ig_core::publish::Outcome).
    pub outcome: Option<String>,
    /// Why it waits, is held or was skipped.
    pub note: Option<Note>,
    /// Where people see it, if it is public and that could be read.
    #[serde(default)]
    pub permalink: Option<String>,
}

impl Row {
    /// Whether a publish may have been sent: no edit and no cancellation can reach it.
    pub fn may_be_public(&self) -> bool {
        self.intent_at.is_some()
    }

    /// Whether it waits for the end of a block.
    pub fn waits_for_a_block(&self) -> bool {
        matches!(self.note, Some(Note::Waits { why: Why::Brake, .. }))
    }

    /// From when on its container is made.
    pub fn prepare_at(&self) -> Timestamp {
        self.due.at().before(self.lead)
    }

    /// Whether somebody has to look at `now`: what an index over
    /// [`wake`](Self::wake) finds.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.wake.is_some_and(|wake| wake <= now)
    }

    /// What is to be published. Snapshots are read from bytes too: the code that does it is there once.
    pub(crate) fn read_plan(&self) -> serde_json::Result<PublishPlan> {
        serde_json::from_slice(self.plan.as_bytes())
    }

    /// One write more.
    pub(crate) fn written(&mut self) {
        self.fence.version = self.fence.version.saturating_add(1);
    }
}

/// How often `media_publish` may be sent for a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sends {
    /// As often as the policy of its plan says, each time only after the one before was seen to
    /// have no effect.
    #[default]
    Verified,
    /// Once, by whichever process, and never again. Where that one send is lost, the post stays
    /// uncertain until it shows, or until its container has expired.
    Once,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_a_number_of_its_own() {
        for (number, state) in (0..).zip(State::ALL) {
            assert_eq!((state.number().into(), State::of_number(number)), (number, Some(state)));
        }
        assert_eq!((State::of_number(6), State::of_number(-1)), (None, None));
    }
}
