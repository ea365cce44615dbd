//! What people, monitors and the commands of a queue read of a store, beside what workers need.

use std::{error::Error, time::Duration};

use ig_core::Timestamp;

use crate::{
    account::Account,
    change::{Added, NewPost},
    event::Event,
    id::{AccountId, Key, PostId},
    row::Row,
    store::Store,
};

/// Reads a store for people: the commands of a queue need this and [`Store`], and nothing else.
pub trait Records: Store<Error: Explain> {
    /// The time by the clock of the store.
    ///
    /// # Errors
    ///
    /// When the store does not say.
    fn now(&mut self) -> Result<Timestamp, Self::Error>;

    /// Reads a post.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn get(&mut self, id: &PostId) -> Result<Option<Row>, Self::Error>;

    /// Reads the post that was added under a key.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn find(&mut self, key: &Key) -> Result<Option<Row>, Self::Error>;

    /// What the posts of an account share; an account that has no post yet is new.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn account(&mut self, id: &AccountId) -> Result<Account, Self::Error>;

    /// The accounts with a post, or with something to remember.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    fn accounts(&mut self) -> Result<Vec<AccountId>, Self::Error>;

    /// What happened to a post, in order.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn events(&mut self, post: &PostId) -> Result<Vec<Event>, Self::Error>;

    /// How many posts there are of each kind.
    ///
    /// # Errors
    ///
    /// When they cannot be counted.
    fn counts(&mut self) -> Result<Counts, Self::Error>;

    /// The earliest [`wake`](Row::wake) of all posts: when somebody has to look next.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn next_wake(&mut self) -> Result<Option<Timestamp>, Self::Error>;

    /// Adds posts in one transaction: all are added, or none where one of the answers is
    /// [`Added::Differs`]. The answers are as many, in the same order; posts of which one key is
    /// used twice see each other.
    ///
    /// # Errors
    ///
    /// When it is not known whether they were added: the same call with keys is safe again.
    fn add_all(&mut self, posts: &[NewPost]) -> Result<Vec<Added>, Self::Error>;
}

/// An error of a store, as commands report it: its text says why, this says what and what to do.
pub trait Explain: Error + 'static {
    /// What kind of error it is.
    fn fault(&self) -> Fault;

    /// What to do about it.
    fn advice(&self) -> String;
}

/// Kinds of errors of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The store that was named is not there, is something else, or is of another version.
    Setup,
    /// It cannot be written, and what is in it is still there.
    Unwritable,
    /// Another worker has it.
    Worked,
    /// A post in it cannot be read.
    Post,
    /// Anything else.
    Other,
}

/// How many posts there are of each kind.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "a store makes it")]
pub struct Counts {
    /// Posts that nobody works on, due or not.
    pub waiting: u64,
    /// Posts that a worker has.
    pub active: u64,
    /// Posts that wait for a person.
    pub held: u64,
    /// Posts that ended: published, not published or skipped.
    pub done: u64,
    /// Posts that were taken back.
    pub cancelled: u64,
    /// Posts that may be public, and nobody knows.
    pub uncertain: u64,
    /// Waiting and active posts whose time has come.
    pub due: u64,
    /// How long ago the oldest of those was due; nothing if there is none.
    pub oldest_due: Duration,
    /// Accounts that are paused.
    pub paused: u64,
    /// Posts that wait for the limit of posts or of containers in 24 hours.
    pub quota_wait: u64,
    /// Posts that wait for the pause after Instagram blocked some of their account.
    pub brake: u64,
    /// Writes that changed nothing, since somebody else had the post by then; all that there were.
    pub fenced: u64,
    /// How late the publishes of the last 24 hours were allowed.
    pub lateness: Lateness,
}

/// How late publishes were allowed, each from the time at which its post was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "a store makes it")]
pub struct Lateness {
    /// How many there were.
    pub count: u64,
    /// All together.
    pub sum: Duration,
    /// The latest.
    pub most: Duration,
}
