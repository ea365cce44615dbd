//! The store: rows in one file, and the rules of `ig-queue` inside of its transactions.

mod add;
mod beside;
mod claim;
mod follow;
mod list;
mod open;
mod pause;
mod records;
mod reset;
mod write;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use ig_core::Timestamp;
use ig_queue::{
    Account, AccountId, Added, Answers, Change, Changed, Claim, Claims, Counts, Edit, Event, Fence,
    Filter, Incarnation, Key, NewPost, PostId, Row, Stamp, Store, Write, Written, change,
};
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use self::{beside::Migrated, reset::Reset};
use crate::{
    brakes::{self, Brakes, Known},
    columns::{self, millis},
    count, database,
    error::Error,
    event,
    file::Place,
    lock::Lock,
};

/// A queue in one file of SQLite, with a log (`-wal`, `-shm`) and a lock (`.lock`) beside it.
///
/// Only the user can read these files. Any number of programs may add, list and change posts at
/// the same time; [`lock`](Self::lock) makes this one the only worker.
///
/// The file has to be on a disk of this machine: SQLite's log does not work over a network.
pub struct SqliteStore {
    database: Connection,
    place: Place,
    clock: Box<dyn Fn() -> Timestamp + Send>,
    /// Who changes posts by hand, in events.
    who: String,
    lock: Option<Lock>,
    /// The generation of the last commit, which the lock file may not have yet.
    generation: u64,
    /// What a claim has held, skipped or put off.
    changed: Vec<Row>,
    brakes: Option<Box<dyn Brakes>>,
    /// Why nothing can be changed, if that is so.
    unwritable: Option<Error>,
}

impl SqliteStore {
    /// Sets the clock; it is the wall clock of the machine otherwise.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + 'static) -> Self {
        Self { clock: Box::new(clock), ..self }
    }

    /// Sets who changes posts by hand, for [events](Self::events).
    #[must_use]
    pub fn with_who(self, who: impl Into<String>) -> Self {
        Self { who: who.into(), ..self }
    }

    /// Shares the brakes of accounts with programs that publish without the queue: those of the
    /// record are the only ones then, whatever the queue has seen before.
    #[must_use]
    pub fn with_brakes(self, brakes: impl Brakes + 'static) -> Self {
        Self { brakes: Some(Box::new(brakes)), ..self }
    }

    /// The file, as an absolute path.
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// The time by the clock of the store.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Reads a post.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn get(&self, id: &PostId) -> Result<Option<Row>, Error> {
        self.look(|database| columns::post(database, id))?.transpose()
    }

    /// Reads the post that was added under a key.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn find(&self, key: &Key) -> Result<Option<Row>, Error> {
        self.look(|database| columns::one(database, "key", key.as_str()))?.transpose()
    }

    /// What the posts of an account share; an account that has no post yet is new.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn account(&self, id: &AccountId) -> Result<Account, Error> {
        self.look(|database| columns::account(database, id))
    }

    /// The accounts with a post, or with something to remember.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub fn accounts(&self) -> Result<Vec<AccountId>, Error> {
        self.look(columns::accounts)
    }

    /// What happened to a post, in order.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn events(&self, post: &PostId) -> Result<Vec<Event>, Error> {
        self.look(|database| event::of(database, post))
    }

    /// How many posts there are of each kind.
    ///
    /// # Errors
    ///
    /// When they cannot be counted.
    pub fn counts(&self) -> Result<Counts, Error> {
        self.look(|database| count::counts(database, self.now()))
    }

    /// The earliest time at which somebody has to look at a post that nobody has.
    pub(crate) fn next_wake(&self) -> Result<Option<Timestamp>, Error> {
        self.look(next_wake)
    }

    /// What claims have held, skipped or put off since this was last called.
    pub(crate) fn take_changed(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.changed)
    }

    /// What the record of brakes says.
    fn known(&mut self) -> Result<Option<Known>, Error> {
        self.brakes.as_mut().map(|brakes| Known::read(&mut **brakes)).transpose()
    }

    /// Reads from the file that was opened, and not from another one in its place.
    fn look<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.place.check()?;
        let found = read(&self.database);
        self.place.check_still()?;
        found.map_err(|error| self.wrong(error))
    }

    fn wrong(&self, error: rusqlite::Error) -> Error {
        Error::of(self.path(), error)
    }

    /// One transaction, which is stored durably or not at all. It begins with the lock of the
    /// database, so that nobody else writes between what it reads and what it stores.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, Timestamp) -> Result<Stored<T>, Error>,
    ) -> Result<T, Error> {
        if let Some(error) = self.unwritable.take() {
            return Err(error);
        }
        self.place.check()?;
        let path: PathBuf = self.path().to_owned();
        let wrong = |error| Error::of(&path, error);
        let transaction = self
            .database
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(wrong)?;
        database::check_version(&transaction, &path)?;
        let now = (self.clock)();
        let value = match work(&transaction, now)? {
            Stored::All(value) => value,
            Stored::None(value) => return Ok(value),
        };
        transaction.commit().map_err(wrong)?;
        // What was committed to a file that is gone is lost.
        self.place.check()?;
        Ok(value)
    }

    /// Notes in the lock file how far the queue is, before a publish is sent.
    fn raise(&mut self) -> Result<(), Error> {
        match &mut self.lock {
            Some(lock) => lock.raise(self.generation),
            None => Ok(()),
        }
    }
}

/// What becomes of a transaction.
#[derive(Debug)]
enum Stored<T> {
    /// It is committed.
    All(T),
    /// Nothing of it is.
    None(T),
}

impl Store for SqliteStore {
    type Error = Error;

    fn claim(&mut self, me: &Incarnation, claim: Claim<'_>) -> Result<Claims, Error> {
        let path = self.path().to_owned();
        let known = self.known()?;
        let (claims, changed) = self.transact(|transaction, now| {
            claim::run(transaction, me, claim, now, known.as_ref())
                .map(Stored::All)
                .map_err(|error| Error::of(&path, error))
        })?;
        self.changed.extend(changed);
        Ok(claims)
    }

    fn write(&mut self, writes: &[Write]) -> Result<Answers<Written>, Error> {
        let path = self.path().to_owned();
        let has_intents = writes.iter().any(|it| matches!(it.change, Change::Intent { .. }));
        let known = if has_intents { self.known()? } else { None };
        let mut record = self.brakes.take();
        let done = self.transact(|transaction, now| {
            let mut work = || -> rusqlite::Result<_> {
                let mut answers = Vec::with_capacity(writes.len());
                let mut has_intent = false;
                for write in writes {
                    let (written, heard) = write::one(transaction, write, now, known.as_ref())?;
                    if let (Some(record), Some(heard)) = (&mut record, heard)
                        && let Err(error) = record.learn(&heard.account, heard.surface, heard.said)
                    {
                        return Ok(Err(brakes::wrong(&error)));
                    }
                    let is_intent = matches!(write.change, Change::Intent { .. });
                    has_intent |= is_intent && matches!(written, Written::Done(_));
                    answers.push(written);
                }
                let generation = match has_intent {
                    true => Some(reset::next_generation(transaction)?),
                    false => None,
                };
                Ok(Ok((Answers { now, answers }, generation)))
            };
            work().map_err(|error| Error::of(&path, error))?.map(Stored::All)
        });
        self.brakes = record;
        let (answers, generation) = done?;
        if let Some(generation) = generation {
            self.generation = self.generation.max(generation);
        }
        self.raise()?;
        Ok(answers)
    }

    fn read(&mut self, posts: &[PostId]) -> Result<Answers<Option<Stamp>>, Error> {
        // What was written may be stored, and the lock file may not have it.
        self.place.check()?;
        if self.lock.is_some() {
            let generation =
                reset::generation(&self.database).map_err(|error| self.wrong(error))?;
            self.generation = self.generation.max(generation);
        }
        self.raise()?;
        let now = self.now();
        let stamp = |id: &PostId| -> Result<Option<Stamp>, Error> {
            let row = columns::post(&self.database, id).map_err(|error| self.wrong(error))?;
            Ok(row.transpose()?.map(|row| row.stamp()))
        };
        let answers = posts.iter().map(stamp).collect::<Result<_, _>>()?;
        Ok(Answers { now, answers })
    }

    fn take_over(&mut self, me: &Incarnation, gone: Option<&Incarnation>) -> Result<(), Error> {
        let path = self.path().to_owned();
        self.transact(|transaction, now| {
            let now = millis(now);
            let done = match gone {
                Some(gone) => transaction.execute(
                    "UPDATE post SET wake = ?1 WHERE state = 1 AND wake IS NULL AND holder = ?2",
                    rusqlite::params![now, gone.as_str()],
                ),
                None => transaction.execute(
                    "UPDATE post SET wake = ?1 WHERE state = 1 AND wake IS NULL AND holder IS NOT ?2",
                    rusqlite::params![now, me.as_str()],
                ),
            };
            done.map(|_| Stored::All(())).map_err(|error| Error::of(&path, error))
        })
    }

    fn add(&mut self, new: &NewPost) -> Result<Added, Error> {
        let mut added = self.add_all(std::slice::from_ref(new))?;
        match added.pop() {
            Some(added) => Ok(added),
            None => unreachable!("there is one answer for each post"),
        }
    }

    fn change(&mut self, id: &PostId, at: Fence, edit: Edit) -> Result<Changed, Error> {
        let (path, who) = (self.path().to_owned(), self.who.clone());
        let wrong = |error| Error::of(&path, error);
        self.transact(|transaction, now| {
            let Some(row) = columns::post(transaction, id).map_err(wrong)? else {
                return Ok(Stored::None(Changed::Unknown));
            };
            let mut row = row?;
            let words = edit.words();
            let changed = change(&mut row, at, edit, now);
            if !matches!(changed, Changed::Done(_)) {
                return Ok(Stored::None(changed));
            }
            columns::put(transaction, &row).map_err(wrong)?;
            event::add(transaction, id, now, &who, &words).map_err(wrong)?;
            Ok(Stored::All(changed))
        })
    }

    fn pause(&mut self, id: &AccountId, words: Option<String>) -> Result<(), Error> {
        let (path, who) = (self.path().to_owned(), self.who.clone());
        self.transact(|transaction, now| {
            pause::run(transaction, id, words, now, &who)
                .map(Stored::All)
                .map_err(|error| Error::of(&path, error))
        })
    }

    fn list(&mut self, filter: &Filter) -> Result<Vec<Row>, Error> {
        self.look(|database| list::run(database, filter))?.into_iter().collect()
    }
}

fn next_wake(database: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    let mut select =
        database.prepare_cached("SELECT MIN(wake) FROM post WHERE wake IS NOT NULL")?;
    let wake: Option<i64> = select.query_row((), |row| row.get(0))?;
    Ok(wake.map(columns::time))
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("place", &self.place).finish_non_exhaustive()
    }
}
