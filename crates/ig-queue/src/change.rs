//! What people do to the queue: add a post, edit it, take it back, let it go.

use std::time::Duration;

use ig_core::{PublishPlan, Timestamp};

use crate::{
    account::Account,
    id::{AccountId, ApiBase, Credential, Key, PostId},
    late::Late,
    lead,
    note::{Note, Why},
    row::{Fence, Row, Sends, State},
    when::When,
};

/// A post to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewPost {
    /// Its id; not in use yet.
    pub id: PostId,
    /// The key under which it is added once.
    pub key: Option<Key>,
    /// The API of its account.
    pub api_base: ApiBase,
    /// The name of the token.
    pub credential: Credential,
    /// What is to be published.
    pub plan: PublishPlan,
    /// When.
    pub due: When,
    /// How long before its container is made, at most [`lead::MOST`].
    pub lead: Duration,
    /// What happens where it is found too late.
    pub late: Late,
    /// How often it may be sent.
    pub sends: Sends,
}

impl NewPost {
    /// A post of `plan` at `due`, with the lead of its kind.
    pub fn new(
        id: PostId,
        api_base: ApiBase,
        credential: Credential,
        plan: PublishPlan,
        due: When,
    ) -> Self {
        let lead = lead::of(plan.post());
        let (late, sends) = (Late::default(), Sends::default());
        Self { id, key: None, api_base, credential, plan, due, lead, late, sends }
    }

    /// Adds it once under `key`.
    #[must_use]
    pub fn with_key(self, key: Key) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Sets how long before its time it is prepared, at most [`lead::MOST`].
    #[must_use]
    pub fn with_lead(self, lead: Duration) -> Self {
        Self { lead: lead.min(lead::MOST), ..self }
    }

    /// Sets what happens where it is found too late.
    #[must_use]
    pub fn with_late(self, late: Late) -> Self {
        Self { late, ..self }
    }

    /// Sets how often it may be sent.
    #[must_use]
    pub fn with_sends(self, sends: Sends) -> Self {
        Self { sends, ..self }
    }

    /// Its row, to be inserted where neither its id nor its key is in use.
    pub fn row(&self) -> Row {
        let mut row = Row {
            id: self.id.clone(),
            key: self.key.clone(),
            account: AccountId { api_base: self.api_base.clone(), user: self.plan.user().clone() },
            credential: self.credential.clone(),
            surface: self.plan.post().surface(),
            due: self.due.clone(),
            lead: self.lead,
            late: self.late,
            sends: self.sends,
            state: State::Waiting,
            wake: None,
            fence: Fence::FIRST,
            holder: None,
            intent_at: None,
            is_counted: false,
            claims: 0,
            plan: json(&self.plan),
            snapshot: None,
            outcome: None,
            note: None,
            permalink: None,
        };
        row.wake = Some(row.prepare_at());
        row
    }

    /// What adding it means where a row with its key is there already. The plan decides, and the
    /// account with it; a time that was edited since is no other post.
    pub fn compare(&self, kept: &Row) -> Added {
        let is_same = kept
            .read_plan()
            .is_ok_and(|plan| (plan.user(), plan.post()) == (self.plan.user(), self.plan.post()));
        match is_same && kept.account.api_base == self.api_base {
            true => Added::Same(kept.id.clone()),
            false => Added::Differs(kept.id.clone()),
        }
    }
}

/// What came of adding a post.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must tell these apart")]
pub enum Added {
    /// It is in the queue now.
    New(Fence),
    /// The same post is there under the same key: this is its id, and nothing was added.
    Same(PostId),
    /// Another post is there under the same key, or under the same id.
    Differs(PostId),
}

/// What a person changes.
///
/// A post that was held since the store may have lost its last writes, or by hand, stays held,
/// whatever is changed: only [`Edit::Release`] says that somebody has looked. So does one that ends
/// its workers, unless another post takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Edit {
    /// The post becomes due at another time.
    Time(When),
    /// Another post of the same account takes its place, with the lead of its kind; one that
    /// somebody chose stays.
    Plan(Box<PublishPlan>),
    /// Another policy for being found late.
    Late(Late),
    /// It is prepared so long before its time, at most [`lead::MOST`].
    Lead(Duration),
    /// All of these, in this order, as one edit: where one of them is refused, nothing changes.
    All(Vec<Self>),
    /// It is not published.
    Cancel,
    /// It is not worked on until it is released.
    Hold {
        /// By whom and why.
        words: String,
    },
    /// A held post goes on, an uncertain one is looked into again, and so is one that waits for the
    /// end of a block, which may have been forgotten.
    Release,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must tell these apart")]
pub enum Changed {
    /// It is stored.
    Done(Fence),
    /// The row has changed since it was read: read it and ask again.
    Stale,
    /// There is no such post.
    Unknown,
    /// It may be public.
    TooLate,
    /// The post is in a state in which that is not possible.
    Impossible(State),
    /// The plan is of another account.
    AnotherAccount,
}

/// Carries out `edit` on a row that a person saw at the fence `at`. The store calls it inside of
/// a transaction that has locked the row, and stores the row where the answer is
/// [`Changed::Done`].
///
/// A worker that has the post is fenced: it drops its flow at its next write, before it can
/// publish.
pub fn change(row: &mut Row, at: Fence, edit: Edit, now: Timestamp) -> Changed {
    if row.fence != at {
        return Changed::Stale;
    }
    let mut next = row.clone();
    if let Err(refused) = carry_out(&mut next, edit, now) {
        return refused;
    }
    // Whoever has the post is fenced.
    next.fence.epoch = next.fence.epoch.saturating_add(1);
    next.written();
    *row = next;
    Changed::Done(row.fence)
}

fn carry_out(row: &mut Row, edit: Edit, now: Timestamp) -> Result<(), Changed> {
    if let Edit::All(edits) = edit {
        return edits.into_iter().try_for_each(|edit| carry_out(row, edit, now));
    }
    if let Edit::Release = edit {
        return release(row, now);
    }
    if row.may_be_public() {
        return Err(Changed::TooLate);
    }
    if !matches!(row.state, State::Waiting | State::Held | State::Active) {
        return Err(Changed::Impossible(row.state));
    }
    let stays_held = needs_a_release(row, &edit);
    let mut wake = None;
    let mut state = State::Waiting;
    match edit {
        Edit::Time(due) => {
            row.due = due;
            wake = Some(row.prepare_at());
        }
        Edit::Plan(plan) => {
            if plan.user() != &row.account.user {
                return Err(Changed::AnotherAccount);
            }
            if !has_a_chosen_lead(row) {
                row.lead = lead::of(plan.post());
            }
            row.surface = plan.post().surface();
            row.plan = json(&plan);
            // Its container is of the old plan.
            row.snapshot = None;
            wake = Some(row.prepare_at());
        }
        Edit::Late(late) => {
            row.late = late;
            wake = Some(row.prepare_at());
        }
        Edit::Lead(time) => {
            row.lead = time.min(lead::MOST);
            wake = Some(row.prepare_at());
        }
        Edit::Cancel => state = State::Cancelled,
        Edit::Hold { words } => {
            row.note = Some(Note::ByHand { words });
            state = State::Held;
        }
        Edit::Release | Edit::All(_) => (),
    }
    if stays_held {
        return Ok(());
    }
    if state != State::Held {
        row.note = None;
    }
    row.state = state;
    row.claims = 0;
    row.wake = wake;
    Ok(())
}

/// Whether a held post stays so after `edit`, since it does not touch what the post is held for.
fn needs_a_release(row: &Row, edit: &Edit) -> bool {
    if row.state != State::Held || matches!(edit, Edit::Cancel | Edit::Hold { .. }) {
        return false;
    }
    match row.note {
        Some(Note::StoreWasReset | Note::ByHand { .. }) => true,
        Some(Note::Poisonous { .. }) => !matches!(edit, Edit::Plan(_)),
        _ => false,
    }
}

/// Whether somebody chose how long before its time it is prepared.
fn has_a_chosen_lead(row: &Row) -> bool {
    let plan = row.read_plan();
    plan.is_ok_and(|plan| row.lead != lead::of(plan.post()))
}

/// A person has looked: a held post goes on as if it were found in time.
fn release(row: &mut Row, now: Timestamp) -> Result<(), Changed> {
    match row.state {
        State::Held | State::Uncertain => (),
        State::Waiting if row.waits_for_a_block() => (),
        state => return Err(Changed::Impossible(state)),
    }
    row.state = if row.may_be_public() { State::Active } else { State::Waiting };
    row.wake = Some(now.max(row.prepare_at()));
    row.claims = 0;
    row.note = None;
    Ok(())
}

/// Pauses an account, or lets it go on; [`Row::goes_on`] is for its posts then.
pub fn pause(account: &mut Account, words: Option<String>) {
    account.paused = words;
}

impl Row {
    /// Its account goes on: whether it is looked at sooner than it was to be, at `now`. One that
    /// waited since the account was paused is, and so is one that may be public, whose look the
    /// refused token may have ended.
    pub fn goes_on(&mut self, now: Timestamp) -> bool {
        let waited =
            matches!(self.note, Some(Note::Waits { why: Why::Paused { .. } | Why::Verify, .. }));
        // One that should have been looked at before is found as late as it is.
        if !waited || self.wake.is_none_or(|wake| wake <= now) {
            return false;
        }
        self.note = None;
        self.wake = Some(now);
        self.written();
        true
    }
}

fn json(plan: &PublishPlan) -> String {
    match serde_json::to_string(plan) {
        Ok(json) => json,
        Err(error) => unreachable!("every key of a plan is a string: {error}"),
    }
}
