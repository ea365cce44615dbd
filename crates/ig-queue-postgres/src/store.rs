//! The store: rows in Postgres, and the rules of `ig-queue` inside of its transactions.

mod account;
mod add;
mod batch;
mod change;
mod claim;
mod columns;
mod count;
mod event;
mod list;
mod lock;
mod post;
mod reset;
mod take_over;
mod write;

use std::{fmt, time::Duration};

use ig_core::Timestamp;
use ig_queue::{
    Account, AccountId, Added, Answers, Changed, Claim, Claims, Counts, Edit, Event, Fence, Filter,
    Incarnation, Key, NewPost, PostId, Row, Stamp, Write, Written,
};

use self::batch::Batch;
use crate::{
    config::Config,
    connection::{Begun, Session, Transaction, identity::Identity},
    error::Error,
    place::Place,
};

/// How often a transaction is tried again that the server has undone for the sake of another.
const TRIES: usize = 5;

/// Tries again what the server has undone: nothing of it was committed.
macro_rules! again {
    ($once:expr) => {{
        let mut tries = 1;
        loop {
            match $once.await {
                Err(error) if error.is_undone() && tries < TRIES => tries += 1,
                done => break done,
            }
        }
    }};
}

/// A queue in Postgres, which any number of programs on any number of machines use at the same
/// time.
///
/// It has one connection, and connects again where that has broken. Each method is one
/// transaction, which locks its accounts and its posts, in this order and each in the order of
/// their keys, so that no two wait for each other. A method that is dropped before it returns may
/// have taken effect, as after an error.
///
/// It runs on Tokio. Its methods are those of [`ig_queue::Store`], which
/// [`BlockingStore`](crate::BlockingStore) implements.
pub struct PostgresStore {
    session: Session,
    /// Who changes posts by hand, in events.
    who: String,
    /// What claims have held, skipped or put off.
    changed: Vec<Row>,
    /// How many posts were held since the database is another one.
    held: Option<u64>,
    /// Which database it was at the last transaction.
    was: Option<Identity>,
}

impl PostgresStore {
    /// Connects to a queue.
    ///
    /// # Errors
    ///
    /// When it cannot be reached, when there is no queue in the database, when another version of
    /// this program has made it, and when it is read-only.
    pub async fn connect(config: Config) -> Result<Self, Error> {
        let mut session = Session::new(config);
        // Where the database is another one, that is noticed by what is asked first: who asks is
        // known by then.
        session.begin().await?;
        session.transaction().undo().await;
        let (who, changed) = ("by hand".to_owned(), Vec::new());
        Ok(Self { session, who, changed, held: None, was: None })
    }

    /// Sets who changes posts by hand, for [events](Self::events).
    #[must_use]
    pub fn with_who(self, who: impl Into<String>) -> Self {
        Self { who: who.into(), ..self }
    }

    /// The database, for people.
    pub fn place(&self) -> &Place {
        &self.session.place
    }

    /// The time of the server.
    ///
    /// # Errors
    ///
    /// When it cannot be asked.
    pub async fn now(&mut self) -> Result<Timestamp, Error> {
        Ok(self.read(&[]).await?.now)
    }

    /// See [`Store::claim`](ig_queue::Store::claim). Rows that another transaction has just then are
    /// left to the next call.
    ///
    /// # Errors
    ///
    /// When it is not known what was claimed.
    pub async fn claim(&mut self, me: &Incarnation, claim: Claim<'_>) -> Result<Claims, Error> {
        let (claims, changed) = again!(claim::run(self, me, claim))?;
        self.changed.extend(changed);
        Ok(claims)
    }

    /// See [`Store::write`](ig_queue::Store::write).
    ///
    /// # Errors
    ///
    /// When it is not known what was stored.
    pub async fn write(&mut self, writes: &[Write]) -> Result<Answers<Written>, Error> {
        again!(write::run(self, writes))
    }

    /// See [`Store::read`](ig_queue::Store::read).
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub async fn read(&mut self, posts: &[PostId]) -> Result<Answers<Option<Stamp>>, Error> {
        again!(write::read(self, posts))
    }

    /// Keeps where people see a post that was published; of any other, nothing is kept.
    ///
    /// # Errors
    ///
    /// When it is not known whether it was stored.
    pub async fn set_permalink(&mut self, post: &PostId, permalink: &str) -> Result<(), Error> {
        again!(write::permalink(self, post, permalink))
    }

    /// See [`Store::take_over`](ig_queue::Store::take_over). With several workers `gone` has to name
    /// one: without it, the posts of all others are looked at again.
    ///
    /// # Errors
    ///
    /// When it is not known whether that was stored.
    pub async fn take_over(
        &mut self,
        me: &Incarnation,
        gone: Option<&Incarnation>,
    ) -> Result<(), Error> {
        again!(take_over::run(self, me, gone))
    }

    /// See [`Store::add`](ig_queue::Store::add).
    ///
    /// # Errors
    ///
    /// When it is not known whether it was added: the same call with a key is safe again.
    pub async fn add(&mut self, new: &NewPost) -> Result<Added, Error> {
        let mut added = self.add_all(std::slice::from_ref(new)).await?;
        match added.pop() {
            Some(added) => Ok(added),
            None => unreachable!("there is one answer for each post"),
        }
    }

    /// Adds posts in one transaction: all are added, or none where one of the answers is
    /// [`Added::Differs`]. The answers are as many, in the same order; posts of which one key is
    /// used twice see each other.
    ///
    /// # Errors
    ///
    /// When it is not known whether they were added: the same call with keys is safe again.
    pub async fn add_all(&mut self, posts: &[NewPost]) -> Result<Vec<Added>, Error> {
        again!(add::run(self, posts))
    }

    /// See [`Store::change`](ig_queue::Store::change).
    ///
    /// # Errors
    ///
    /// When it is not known whether it was stored.
    pub async fn change(&mut self, id: &PostId, at: Fence, edit: Edit) -> Result<Changed, Error> {
        again!(change::run(self, id, at, edit.clone()))
    }

    /// See [`Store::pause`](ig_queue::Store::pause).
    ///
    /// # Errors
    ///
    /// When it is not known whether it was stored.
    pub async fn pause(&mut self, id: &AccountId, words: Option<String>) -> Result<(), Error> {
        again!(change::pause(self, id, words.clone()))
    }

    /// See [`Store::list`](ig_queue::Store::list).
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub async fn list(&mut self, filter: &Filter) -> Result<Vec<Row>, Error> {
        again!(list::run(self, filter))
    }

    /// Reads a post.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub async fn get(&mut self, id: &PostId) -> Result<Option<Row>, Error> {
        again!(list::one(self, "id", id.as_str()))
    }

    /// Reads the post that was added under a key.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub async fn find(&mut self, key: &Key) -> Result<Option<Row>, Error> {
        again!(list::one(self, "key", key.as_str()))
    }

    /// What the posts of an account share; an account that has no post yet is new.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub async fn account(&mut self, id: &AccountId) -> Result<Account, Error> {
        again!(list::account(self, id))
    }

    /// The accounts with a post, or with something to remember.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub async fn accounts(&mut self) -> Result<Vec<AccountId>, Error> {
        again!(list::accounts(self))
    }

    /// What happened to a post, in order.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub async fn events(&mut self, post: &PostId) -> Result<Vec<Event>, Error> {
        again!(event::of(self, post))
    }

    /// How many posts there are of each kind.
    ///
    /// # Errors
    ///
    /// When they cannot be counted.
    pub async fn counts(&mut self) -> Result<Counts, Error> {
        again!(count::run(self))
    }

    /// The earliest time at which somebody has to look at a post that nobody has.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub async fn next_wake(&mut self) -> Result<Option<Timestamp>, Error> {
        again!(list::next_wake(self))
    }

    /// Whether somebody with tokens of these names has to look at a post within `soon`, that no other
    /// worker has.
    pub(crate) async fn is_wanted_soon(
        &mut self,
        credentials: &[&str],
        soon: Duration,
    ) -> Result<bool, Error> {
        list::is_wanted_soon(self, credentials, soon).await
    }

    /// The posts that claims have held, skipped or put off since this was last called.
    pub fn take_changed(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.changed)
    }

    /// How many posts are held since this was last called, as the database has turned out to be
    /// another one: a standby that was promoted, or a backup. `None` where it has not. If another store
    /// was the first to notice, this one says so too; one that has not been asked for anything before
    /// says only what it has held itself.
    pub fn take_reset(&mut self) -> Option<u64> {
        self.held.take()
    }

    /// How many posts are held since the database is another one, whoever noticed that.
    pub(crate) async fn held_by_a_reset(&mut self) -> Result<u64, Error> {
        let transaction = self.begin().await?;
        let held = reset::held(&transaction).await;
        transaction.undo().await;
        held
    }

    /// Begins a transaction in the queue. Where the database is another one, posts are held first.
    async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        let mut begun = self.session.begin().await?;
        if let Begun::Moved = begun {
            self.session.transaction().undo().await;
            let held = again!(reset::run(&mut self.session, &self.who))?;
            begun = self.session.begin().await?;
            if let (Some(held), Begun::Same(is)) = (held, &begun) {
                self.held = Some(self.held.unwrap_or(0).saturating_add(held));
                self.was = Some(is.clone());
            }
        }
        let Begun::Same(is) = begun else {
            self.session.transaction().undo().await;
            let why = "another server answers each time".to_owned();
            return Err(Error::Undone { place: self.session.place.clone(), why });
        };
        let transaction = self.session.transaction();
        // Another store was the first to notice.
        if self.was.as_ref().is_some_and(|was| *was != is) {
            let held = reset::held(&transaction).await?;
            self.held = Some(held).filter(|held| *held != 0).or(self.held);
        }
        self.was = Some(is);
        Ok(transaction)
    }
}

/// Sends what is left of a transaction and commits it, or undoes it after an error.
async fn end<T>(
    transaction: Transaction<'_>,
    done: Result<T, Error>,
    batch: Batch,
) -> Result<T, Error> {
    let sent = match done {
        Ok(value) => batch.send(&transaction).await.map(|()| value),
        Err(error) => Err(error),
    };
    match sent {
        Ok(value) => transaction.commit().await.map(|()| value),
        Err(error) => {
            transaction.undo().await;
            Err(error)
        }
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("config", &self.session.config)
            .finish_non_exhaustive()
    }
}
