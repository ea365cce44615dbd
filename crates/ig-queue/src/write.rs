//! What a worker writes, and the one function that decides whether it takes effect.
//!
//! A store brings the two rows and the transaction; [`apply`] brings the rules.

use ig_core::{
    Timestamp,
    endpoint::QuotaUsage,
    publish::{Outcome, Snapshot, Surface},
};

use crate::{
    account::{Account, NotYet},
    id::{Incarnation, PostId},
    late::Verdict,
    note::{Note, Why},
    row::{Fence, Row, State},
};

/// One change of one post, to be made in one transaction with its account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "what a store needs to carry it out")]
pub struct Write {
    /// The post.
    pub post: PostId,
    /// The fence of the row that it is made from.
    pub at: Fence,
    /// The change.
    pub change: Change,
    /// What the account's other posts have to know of it.
    pub facts: Facts,
}

/// What a worker has learnt of an account since its last write. It is stored with every change
/// that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "`apply` knows them all")]
pub struct Facts {
    /// Containers that were asked for.
    pub containers: u32,
    /// What the server said to a publish.
    pub said: Option<Said>,
    /// The words with which the account is to be paused: its token is refused.
    pub pause: Option<String>,
    /// What the server says of the quota.
    pub count: Option<Count>,
    /// A limit of 24 hours that the server says is used up.
    pub used_up: Option<Limit>,
}

/// A limit of an account that the server enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "`apply` knows them all")]
pub enum Limit {
    /// Posts in 24 hours (9/2207042, reference §10.2).
    Posts,
    /// Containers in 24 hours (reference §2.1); the error is not known, 9 is assumed.
    Containers,
}

/// What the server says of an account's quota: posts of other programs are in it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a question and its answer")]
pub struct Count {
    /// When it was asked, by the store's clock. A post that was recorded since may be in the
    /// count or not.
    pub at: Timestamp,
    /// What it said.
    pub said: QuotaUsage,
}

/// What the server said to a publish, as far as other posts are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Said {
    /// "Action is blocked" (4/2207051, reference §10.2).
    Blocked,
    /// A success.
    Published,
}

/// What changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "`apply` knows them all")]
pub enum Change {
    /// The flow has got on.
    Save {
        /// The flow.
        snapshot: Box<Snapshot>,
    },
    /// The flow wants to publish: the one change that a rule may put off.
    Intent {
        /// The flow, which says that the publish may have been sent.
        snapshot: Box<Snapshot>,
    },
    /// The flow has ended.
    Outcome {
        /// The flow, with its outcome.
        snapshot: Box<Snapshot>,
        /// What is to become of the post.
        state: State,
    },
    /// A person has to look.
    Hold {
        /// Why.
        note: Note,
    },
    /// The post waits in the store, and not in the worker's memory.
    PutBack {
        /// The time of the next look, by the store's clock.
        wake: Timestamp,
        /// Why it waits.
        why: Why,
        /// What becomes of the flow.
        flow: Flow,
    },
}

impl Change {
    fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Self::Save { snapshot }
            | Self::Intent { snapshot }
            | Self::Outcome { snapshot, .. } => Some(snapshot),
            Self::Hold { .. } | Self::PutBack { .. } => None,
        }
    }
}

impl Change {
    /// Whether its worker has no more to do with the post.
    pub fn lets_go(&self) -> bool {
        !matches!(self, Self::Save { .. } | Self::Intent { .. })
    }
}

/// What becomes of the flow of a post that is put back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "`apply` knows them all")]
pub enum Flow {
    /// The next worker goes on from what is stored.
    Kept,
    /// It starts from the plan again. Ignored where the post may be public: only its first
    /// container can prove what became of it.
    Dropped,
    /// The next worker goes on from this: a post that was refused is sent again.
    From(Box<Snapshot>),
}

/// What came of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a worker handles each")]
pub enum Written {
    /// It is stored, durably, and this is the row's fence now.
    Done(Fence),
    /// Somebody else has the post: nothing was stored, and nothing may be sent.
    Fenced,
    /// A rule puts the publish off: nothing was stored.
    NotYet(NotYet),
}

/// Carries out `write` on the rows of its post and its account at `now`, by the store's clock.
///
/// The store calls it inside of a transaction that has locked both rows, and stores both where
/// the answer is [`Written::Done`]; else it leaves them alone.
pub fn apply(row: &mut Row, account: &mut Account, write: &Write, now: Timestamp) -> Written {
    if !fits(row, write) {
        return Written::Fenced;
    }
    match &write.change {
        Change::Save { snapshot } => keep(row, snapshot),
        Change::Intent { snapshot } => {
            let mut counted = account.clone();
            counted.learn_of_others(&write.facts, now);
            if let Err(not_yet) = may_publish(row, &counted, now) {
                return Written::NotYet(not_yet);
            }
            account.publishing = Some(row.id.clone());
            account.last_intent = Some(now);
            row.intent_at = row.intent_at.or(Some(now));
            keep(row, snapshot);
        }
        Change::Outcome { snapshot, state } => {
            keep(row, snapshot);
            let may_be_public = !matches!(snapshot.outcome(), Some(Outcome::NotPublished { .. }));
            settle(row, account, may_be_public, now);
            account.release(&row.id);
            row.outcome = snapshot.outcome().and_then(|it| serde_json::to_string(it).ok());
            row.state = *state;
            row.wake = None;
            row.note = None;
        }
        Change::Hold { note } => {
            row.note = Some(note.clone());
            row.state = if row.may_be_public() { State::Uncertain } else { State::Held };
            row.wake = None;
            account.let_go_of(row, now);
        }
        Change::PutBack { wake, why, flow } => {
            match flow {
                Flow::Kept => (),
                Flow::Dropped if row.may_be_public() => (),
                Flow::Dropped => row.snapshot = None,
                Flow::From(snapshot) => keep(row, snapshot),
            }
            row.state = if row.may_be_public() { State::Active } else { State::Waiting };
            row.wake = Some(*wake);
            row.note = Some(Note::Waits { until: *wake, why: why.clone() });
            row.claims = 0;
        }
    }
    if let Some(snapshot) = write.change.snapshot() {
        account.ledger.learn_from(snapshot.ledger());
    }
    account.learn(row.surface, &write.facts, now);
    row.written();
    Written::Done(row.fence)
}

/// Whether the row is as the worker knows it: claimed by it, and written by nobody since.
fn fits(row: &Row, write: &Write) -> bool {
    let is_claimed = row.epoch_is(write.at) && row.version_is(write.at);
    is_claimed && row.state == State::Active && row.id == write.post
}

/// Whether the post may be published now. All of it is read in the transaction that takes the
/// account and its place in the quota.
fn may_publish(row: &Row, account: &Account, now: Timestamp) -> Result<(), NotYet> {
    account.is_free_for(&row.id, now)?;
    account.is_open(row.surface, now)?;
    if row.may_be_public() {
        // It was due, has its place, and only a publish that had no effect is sent again.
        return Ok(());
    }
    let due = row.due.at();
    if now < due {
        return Err(NotYet { until: due, why: Why::NotDue });
    }
    match row.late.judge(due, Some(now), now) {
        // The next claim skips it.
        Verdict::Skip => return Err(NotYet { until: now, why: Why::TooLate }),
        Verdict::Late => account.is_its_turn(now)?,
        Verdict::InTime | Verdict::Hold => (),
    }
    account.has_a_place(now)
}

fn keep(row: &mut Row, snapshot: &Snapshot) {
    let json = String::from_utf8(snapshot.to_json());
    row.snapshot = json.ok();
    row.claims = 0;
}

/// A post that is public has a place in the window, and so has one that may be: it is counted
/// once. What was not published gives its place back, which it had by being the only one.
fn settle(row: &mut Row, account: &mut Account, may_be_public: bool, now: Timestamp) {
    if may_be_public && !row.is_counted {
        account.ledger.record(now);
        row.is_counted = true;
    }
}

impl Account {
    /// The post is left alone as it is.
    pub(crate) fn let_go_of(&mut self, row: &mut Row, now: Timestamp) {
        let may_be_public = row.may_be_public();
        settle(row, self, may_be_public, now);
        self.release(&row.id);
    }

    /// `post` is between its intent and its outcome no longer.
    fn release(&mut self, post: &PostId) {
        if self.publishing.as_ref() == Some(post) {
            self.publishing = None;
        }
    }

    fn learn(&mut self, surface: Surface, facts: &Facts, now: Timestamp) {
        self.learn_of_others(facts, now);
        for _ in 0..facts.containers {
            self.ledger.record_container(now);
        }
        match facts.used_up {
            Some(Limit::Posts) => self.ledger.posts_full(now),
            Some(Limit::Containers) => {
                self.ledger.containers_full_until(now, now.after(Self::RECOUNT));
            }
            None => (),
        }
        let brake = self.brake_mut(surface);
        match facts.said {
            Some(Said::Blocked) => brake.blocked(now),
            Some(Said::Published) => brake.published(now),
            None => (),
        }
        if let Some(words) = &facts.pause {
            self.paused = Some(words.clone());
        }
    }
}

impl Account {
    /// The posts of this queue are counted here, whatever the server says: a count that is too low
    /// lets none of them go.
    fn learn_of_others(&mut self, facts: &Facts, now: Timestamp) {
        if let Some(Count { at, said }) = &facts.count {
            self.ledger.count_others((*at).min(now), said);
        }
    }
}

impl Row {
    fn epoch_is(&self, fence: Fence) -> bool {
        self.fence.epoch == fence.epoch
    }

    fn version_is(&self, fence: Fence) -> bool {
        self.fence.version == fence.version
    }

    /// What a worker needs to know of a row after a commit whose reply was lost.
    pub fn stamp(&self) -> Stamp {
        Stamp { fence: self.fence, holder: self.holder.clone() }
    }
}

/// How far a row is, and who has claimed it last.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "three columns of the row")]
pub struct Stamp {
    /// How far it is.
    pub fence: Fence,
    /// Who has claimed it last.
    pub holder: Option<Incarnation>,
}
