//! The contracts of a store and of what wakes a worker.

use std::collections::BTreeMap;

use ig_core::Timestamp;

use crate::{
    change::{Added, Changed, Edit, NewPost},
    claim::{Claim, Claimed},
    id::{AccountId, Credential, Incarnation, PostId},
    row::{Fence, Row, State},
    write::{Stamp, Write, Written},
};

/// Keeps posts and accounts, and is the one truth about them.
///
/// # What a store has to promise
///
/// 1. *Linearizable.* Each method takes effect at one instant between its call and its return,
///    for all processes. Each [`Write`] is one transaction that locks the row of its post and the
///    row of its account, calls [`apply`](crate::apply), and stores both rows where that says
///    [`Written::Done`]. A claim does the same with [`Row::claim`] and stores both rows unless
///    that says [`Look::Nothing`](crate::Look::Nothing); and an edit with
///    [`change`](crate::change). Several writes of one call may share a transaction; then all
///    are stored or none, and each sees those before it.
/// 2. *Durable before it returns.* What is answered is stored such that neither a crash of the
///    process nor of the machine undoes it: `synchronous=FULL`, `synchronous_commit=on`.
/// 3. *One clock.* Every method works with the clock of the store: that of the database server,
///    or of the one machine. It may jump, which may make posts late or early by as much, and
///    never publishes one twice.
/// 4. *An error leaves it open* whether a call took effect. The driver calls
///    [`Worker::unknown`](crate::Worker::unknown).
///
/// What a store need not promise: that a claim is exclusive. Two workers may have claimed the
/// same post; the fence stops the first of them at its next write. A store that has the same
/// row in two places, or is restored from a backup, has no one truth: hold all posts that have not
/// ended then, with [`Row::hold_after_reset`].
///
/// # The rows
///
/// Each field of [`Row`] and of [`Account`](crate::Account) is a column, or both are one value
/// of JSON beside the columns that are searched: `wake` (an index over rows that have one, with
/// [`Row::may_be_public`] and `due`), `key` (unique where there is one), `account`, `state` and
/// `holder`. An account that is not there yet is [`Account::new`](crate::Account::new).
///
/// [`testing`](crate::testing) has the checks that every store has to pass.
///
pub trait Store {
    /// What can go wrong.
    type Error;

    /// Takes up posts for `me`: with each candidate, in the order of [`Claim`], it calls
    /// [`Row::claim`] until `claim.due` rows said [`Look::Claimed`](crate::Look::Claimed) or none
    /// is left. Candidates are the rows named in `claim.these`, and those whose
    /// [`wake`](Row::wake) has come.
    ///
    /// A row that is claimed has no `wake`. Its holder may die, and somebody has to name it in
    /// `these` then, or set its `wake`: an engine that delivers it again, or the store, as soon
    /// as it knows that the holder is gone ([`take_over`](Self::take_over)).
    ///
    /// # Errors
    ///
    /// When it is not known what was claimed.
    fn claim(&mut self, me: &Incarnation, claim: Claim<'_>) -> Result<Claims, Self::Error>;

    /// Carries out writes, in order. The answers are as many, in the same order.
    ///
    /// # Errors
    ///
    /// When it is not known what was stored.
    fn write(&mut self, writes: &[Write]) -> Result<Answers<Written>, Self::Error>;

    /// Reads how far posts are: as many answers, in the same order.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    fn read(&mut self, posts: &[PostId]) -> Result<Answers<Option<Stamp>>, Self::Error>;

    /// Sets `wake` to now for all active posts without one that `gone` holds, or that anybody
    /// but `me` holds where it is `None`: the caller knows that they are gone, by a lock that the
    /// operating system lets go of with the process.
    ///
    /// # Errors
    ///
    /// When it is not known whether that was stored.
    fn take_over(
        &mut self,
        me: &Incarnation,
        gone: Option<&Incarnation>,
    ) -> Result<(), Self::Error>;

    /// Adds a post. Where its key or its id is in use, nothing is added and
    /// [`NewPost::compare`] says what that means.
    ///
    /// # Errors
    ///
    /// When it is not known whether it was added: the same call with a key is safe again.
    fn add(&mut self, new: &NewPost) -> Result<Added, Self::Error>;

    /// Carries out an edit with [`change`](crate::change). The row's account is let go of
    /// ([`publishing`](crate::Account::publishing)) by no edit.
    ///
    /// # Errors
    ///
    /// When it is not known whether it was stored.
    fn change(&mut self, id: &PostId, at: Fence, edit: Edit) -> Result<Changed, Self::Error>;

    /// Pauses an account with words that say by whom and why, or lets it go on, and its posts with it
    /// ([`Row::goes_on`](crate::Row::goes_on)).
    ///
    /// # Errors
    ///
    /// When it is not known whether it was stored.
    fn pause(&mut self, account: &AccountId, words: Option<String>) -> Result<(), Self::Error>;

    /// Lists posts by the time at which they are due, then by id.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    fn list(&mut self, filter: &Filter) -> Result<Vec<Row>, Self::Error>;
}

/// What was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a store makes it")]
pub struct Claims {
    /// The store's time.
    pub now: Timestamp,
    /// The posts.
    pub posts: Vec<Claimed>,
    /// The earliest [`wake`](Row::wake) that is left, later than `now` or not: when to claim
    /// again.
    pub next: Option<Timestamp>,
}

impl Claims {
    /// The posts whose tokens here are known to be those of other accounts, with the names of the
    /// tokens: those of which `is_for` says no.
    pub fn of_others(&self, mut is_for: impl FnMut(&Row) -> bool) -> BTreeMap<PostId, Credential> {
        let rows = self.posts.iter().map(|claimed| &claimed.row);
        let others = rows.filter(|row| !is_for(row));
        others.map(|row| (row.id.clone(), row.credential.clone())).collect()
    }
}

/// Answers of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a store makes it")]
pub struct Answers<T> {
    /// The store's time, no earlier than any that was used for the answers.
    pub now: Timestamp,
    /// One for each question, in order.
    pub answers: Vec<T>,
}

/// Which posts are listed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Filter {
    /// In one of these states; in any where there is none.
    pub states: Vec<State>,
    /// Of this account.
    pub account: Option<AccountId>,
    /// After this one in the order of the list: the last one of the page before.
    pub after: Option<(Timestamp, PostId)>,
    /// At most so many; 0 for all.
    pub most: usize,
}

impl Filter {
    /// All posts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a row is listed, but for [`most`](Self::most).
    pub fn takes(&self, row: &Row) -> bool {
        let state = self.states.is_empty() || self.states.contains(&row.state);
        let account = self.account.as_ref().is_none_or(|account| *account == row.account);
        let place = (row.due.at(), &row.id);
        let after = self.after.as_ref().is_none_or(|(at, id)| (*at, id) < place);
        state && account && after
    }
}

/// Tells workers when to look, where the store does not do so by itself.
///
/// It may be late, may tell twice, or tell everybody, or forget: nothing is published twice by
/// that. What it forgets is late until somebody compares it with the rows: every row with a
/// `wake` has to be known here, and one without needs not be.
pub trait Wake {
    /// What can go wrong.
    type Error;

    /// These posts have to be looked at then. One that was given before has the new time.
    ///
    /// # Errors
    ///
    /// When it is not known whether they are.
    fn at(&mut self, posts: &[(PostId, Timestamp)]) -> Result<(), Self::Error>;

    /// Nobody has to look at the post.
    ///
    /// # Errors
    ///
    /// When it is not known whether that was taken in.
    fn cancel(&mut self, post: &PostId) -> Result<(), Self::Error>;

    /// The next post whose time has come, for [`Worker::woken`](crate::Worker::woken).
    ///
    /// # Errors
    ///
    /// When nothing can be learnt.
    fn next(&mut self) -> Result<Option<PostId>, Self::Error>;

    /// The worker has done with the post for now: after its outcome, or after it was put back.
    ///
    /// # Errors
    ///
    /// When it is not known whether that was taken in.
    fn done(&mut self, post: &PostId) -> Result<(), Self::Error>;
}
