//! This process becomes the worker, and finds out whether the database is an earlier copy.

use ig_core::Timestamp;
use ig_queue::{Incarnation, Note};
use rusqlite::{Connection, Transaction};

use super::{SqliteStore, Stored};
use crate::{columns, error::Error, event, lock::Lock};

/// Whether the database is the one that the last worker has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must tell these apart")]
pub enum Reset {
    /// It is.
    No,
    /// It is an earlier copy: what was published since is not in it. Every post that has not
    /// ended is held, or uncertain if it may be public.
    Yes {
        /// How many.
        posts: usize,
    },
}

impl SqliteStore {
    /// Makes this process the worker of the queue, until the store is dropped or the process
    /// ends: the operating system lets go of the lock then. What earlier workers had is due
    /// again.
    ///
    /// A database that was restored from a backup is noticed, as long as the file of the lock was
    /// not restored with it.
    ///
    /// # Errors
    ///
    /// [`Worked`](Error::Worked) where another process is the worker; or when the file of the
    /// lock or the database cannot be written.
    pub fn lock(&mut self, me: &Incarnation) -> Result<Reset, Error> {
        // One that this store has already is not taken away from it.
        let lock = match self.lock.take() {
            Some(lock) => lock,
            None => Lock::take(self.path(), me)?,
        };
        let known = lock.generation();
        self.lock = Some(lock);
        let path = self.path().to_owned();
        let (reset, generation) = self.transact(|transaction, now| {
            let work = || -> rusqlite::Result<_> {
                let found = generation(transaction)?;
                let reset = match found < known {
                    true => Reset::Yes { posts: hold_all(transaction, me, now)? },
                    false => Reset::No,
                };
                let next = found.max(known) + 1;
                set_generation(transaction, next)?;
                Ok((reset, next))
            };
            work().map(Stored::All).map_err(|error| Error::of(&path, error))
        })?;
        self.generation = generation;
        self.raise()?;
        ig_queue::Store::take_over(self, me, None)?;
        Ok(reset)
    }
}

impl SqliteStore {
    /// How many posts are held since the database is an earlier copy, whoever noticed that.
    pub(crate) fn held_by_a_reset(&self) -> Result<usize, Error> {
        self.place.check()?;
        let work = || -> rusqlite::Result<usize> {
            let select = "SELECT COUNT(*) FROM post WHERE state IN (2, 5) AND note = ?";
            let note = columns::text(&Note::StoreWasReset);
            let mut select = self.database.prepare_cached(select)?;
            let held: i64 = select.query_row([note], |row| row.get(0))?;
            Ok(usize::try_from(held).unwrap_or(0))
        };
        work().map_err(|error| self.wrong(error))
    }
}

/// How far the database is.
pub(super) fn generation(database: &Connection) -> rusqlite::Result<u64> {
    let mut select = database.prepare_cached("SELECT generation FROM meta")?;
    let generation: i64 = select.query_row((), |row| row.get(0))?;
    Ok(u64::try_from(generation).unwrap_or(0))
}

/// One step further, with a publish that is allowed in the same transaction.
pub(super) fn next_generation(transaction: &Transaction<'_>) -> rusqlite::Result<u64> {
    let next = generation(transaction)?.saturating_add(1);
    set_generation(transaction, next)?;
    Ok(next)
}

fn set_generation(transaction: &Transaction<'_>, generation: u64) -> rusqlite::Result<()> {
    let generation = i64::try_from(generation).unwrap_or(i64::MAX);
    transaction.prepare_cached("UPDATE meta SET generation = ?")?.execute([generation]).map(drop)
}

/// All posts that have not ended: any of them may have been published since, also one that was held
/// then, and released later.
fn hold_all(
    transaction: &Transaction<'_>,
    me: &Incarnation,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    let rows = columns::all(transaction, "WHERE state IN (0, 1, 2)", &[])?;
    let mut posts = 0;
    // One that cannot be read is held by the next claim.
    for mut row in rows.into_iter().flatten() {
        let mut account = columns::account(transaction, &row.account)?;
        row.hold_after_reset(&mut account, now);
        columns::put(transaction, &row)?;
        columns::put_account(transaction, &account)?;
        event::add(transaction, &row.id, now, me.as_str(), &row.words())?;
        posts += 1;
    }
    Ok(posts)
}
