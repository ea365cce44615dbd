//! A worker takes up a post.

use std::time::Duration;

use ig_core::Timestamp;

use crate::{
    account::{Account, NotYet},
    id::{Incarnation, PostId},
    late::Verdict,
    note::{Note, Why},
    row::{Fence, Row, State},
};

/// A post that was taken up: its row and its account as they are in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "two rows of the store")]
pub struct Claimed {
    /// The post.
    pub row: Row,
    /// Its account.
    pub account: Account,
}

/// Which posts to take up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "one call's arguments")]
pub struct Claim<'a> {
    /// These, as far as they can be taken up, whoever holds them and whenever they are due.
    pub these: &'a [PostId],
    /// And so many whose [`wake`](Row::wake) has come: those that may be public first, then by
    /// the time at which they are due.
    pub due: usize,
}

/// Claims without a write between them after which a post is left alone: something in it stops
/// its workers.
///
/// A machine that is switched off again and again, or a program that ends at once for a reason of its
/// own, looks the same. So the second claim follows at once, and each after it only after a pause
/// that grows: it takes almost an hour in which no worker gets anywhere.
pub const MOST_CLAIMS: u32 = 16;

/// How long a post is left alone after so many claims without a write: not at all after the first,
/// then for one second, two, four, up to ten minutes.
fn pause(claims: u32) -> Duration {
    const LONGEST: u64 = 600;
    let seconds = claims.checked_sub(2).map(|doublings| 1_u64.checked_shl(doublings));
    Duration::from_secs(seconds.map_or(0, |it| it.map_or(LONGEST, |it| it.min(LONGEST))))
}

/// What came of looking at a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a store handles each")]
pub enum Look {
    /// It is claimed: store both rows, and give them to the worker.
    Claimed,
    /// It is not claimed and has changed: store both rows. It waits for something else, is held or
    /// skipped.
    Changed,
    /// Nothing is to be done: the row is as it was.
    Nothing,
}

impl Row {
    /// Takes up the post for `me` at `now`, by the store's clock, where the rules allow it. The
    /// store calls this inside of a transaction in which it has both rows, and stores both unless
    /// the answer is [`Look::Nothing`].
    ///
    /// A post that is [active](State::Active) can be taken up whoever holds it: whether the other
    /// is gone, only the store or the engine may know, and the fence stops it if it is not.
    pub fn claim(&mut self, account: &mut Account, me: &Incarnation, now: Timestamp) -> Look {
        if !matches!(self.state, State::Waiting | State::Active) {
            return Look::Nothing;
        }
        if MOST_CLAIMS <= self.claims {
            return self.stop(account, Note::Poisonous { claims: self.claims }, now);
        }
        if let Some(look) = self.pauses(now) {
            return look;
        }
        // A post that may be public is looked into, whatever else there is.
        if !self.may_be_public() {
            if now < self.prepare_at() {
                return self.wait_for_its_time();
            }
            let late = now.since(self.due.at());
            match self.late.judge(self.due.at(), self.wake, now) {
                Verdict::Skip => return self.skip(late),
                Verdict::Hold => return self.hold(Note::HeldLate { due: self.due.at(), late }),
                verdict => {
                    if let Err(not_yet) = self.may_begin(account, verdict, now) {
                        return self.wait(not_yet);
                    }
                }
            }
        }
        self.state = State::Active;
        self.wake = None;
        self.note = None;
        self.holder = Some(me.clone());
        self.claims = self.claims.saturating_add(1);
        self.fence.epoch = self.fence.epoch.saturating_add(1);
        self.written();
        Look::Claimed
    }

    /// Whether it is of use to prepare it: a container lives for 24 hours, and there are 400.
    fn may_begin(&self, account: &Account, verdict: Verdict, now: Timestamp) -> Result<(), NotYet> {
        account.is_open(self.surface, now)?;
        if verdict == Verdict::Late {
            account.is_its_turn(now)?;
        }
        if self.due.at() <= now {
            account.is_free_for(&self.id, now)?;
        }
        let then = now.max(self.due.at());
        if let Err(not_yet) = account.has_a_place(then)
            && !account.may_be_freed(now)
        {
            let until = not_yet.until.before(self.lead).max(now.after(Account::RETRY));
            return Err(NotYet { until, ..not_yet });
        }
        match self.snapshot {
            None => account.has_containers(now, self.containers()),
            Some(_) => Ok(()),
        }
    }

    /// How many containers it needs. An unreadable plan needs none.
    fn containers(&self) -> u32 {
        let plan = self.read_plan();
        plan.map_or(0, |plan| u32::try_from(plan.post().items().len()).unwrap_or(u32::MAX) + 1)
    }

    /// Somebody looked too early.
    fn wait_for_its_time(&mut self) -> Look {
        let wake = Some(self.prepare_at());
        if self.state == State::Active || self.wake == wake {
            return Look::Nothing;
        }
        self.wake = wake;
        self.written();
        Look::Changed
    }

    /// What is done instead of a claim where workers have ended while they had it.
    fn pauses(&mut self, now: Timestamp) -> Option<Look> {
        match &self.note {
            // It was claimed, and its worker has not written since.
            None if self.state == State::Active => {
                let times = self.claims;
                let until = now.after(pause(times));
                (now < until).then(|| self.wait(NotYet { until, why: Why::WorkersEnded { times } }))
            }
            Some(Note::Waits { until, why: Why::WorkersEnded { .. } }) if now < *until => {
                Some(Look::Nothing)
            }
            _ => None,
        }
    }

    fn wait(&mut self, NotYet { until, why }: NotYet) -> Look {
        self.state = if self.may_be_public() { State::Active } else { State::Waiting };
        self.fence.epoch = self.fence.epoch.saturating_add(1);
        self.wake = Some(until);
        self.note = Some(Note::Waits { until, why });
        self.written();
        Look::Changed
    }

    fn skip(&mut self, late: Duration) -> Look {
        self.note = Some(Note::Skipped { due: self.due.at(), late });
        self.end(State::Done)
    }

    fn hold(&mut self, note: Note) -> Look {
        self.note = Some(note);
        self.end(State::Held)
    }

    /// It is left alone. One that may be public is not called unpublished, and lets go of its
    /// account, as after any other end.
    fn stop(&mut self, account: &mut Account, note: Note, now: Timestamp) -> Look {
        self.note = Some(note);
        account.let_go_of(self, now);
        let state = if self.may_be_public() { State::Uncertain } else { State::Held };
        self.end(state)
    }

    /// Holds the post, whoever has it, since the store may have lost its last writes: it may have
    /// been published. The store calls this for every post that has not ended, inside of a
    /// transaction in which it has both rows, and stores both.
    ///
    /// As after any other end, the account is let go of, and what may be public has a place in its
    /// quota.
    pub fn hold_after_reset(&mut self, account: &mut Account, now: Timestamp) {
        self.stop(account, Note::StoreWasReset, now);
    }

    /// Whoever still works on it is fenced.
    fn end(&mut self, state: State) -> Look {
        self.state = state;
        self.wake = None;
        self.fence = Fence { epoch: self.fence.epoch.saturating_add(1), ..self.fence };
        self.written();
        Look::Changed
    }
}

impl NotYet {
    /// It waits for another program or another machine.
    pub(crate) fn other_worker(now: Timestamp) -> Self {
        Self { until: now.after(Account::RETRY), why: Why::OtherWorker }
    }
}
