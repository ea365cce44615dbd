//! What is not the work of a worker: posts of other programs are counted, permalinks are kept, and the
//! file of an earlier version is brought up to date.

use std::path::Path;

use ig_core::{Timestamp, publish::QuotaLedger};
use ig_queue::{AccountId, PostId};

use super::{SqliteStore, Stored, open::absolute};
use crate::{
    columns, database,
    error::{Error, VERSION},
    file,
};

/// What became of a queue that was to be brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must tell these apart")]
pub enum Migrated {
    /// There is none.
    Missing,
    /// It has this version already.
    Current(u32),
    /// It had the one version, and has the other now.
    From(u32, u32),
}

impl SqliteStore {
    /// Brings the queue at `path` to the version of this program, if there is one. Nothing else
    /// changes the schema of a queue that is there.
    ///
    /// # Errors
    ///
    /// When it cannot be read or written, is no queue, or is of a later version. It is left as it
    /// is then.
    pub fn migrate(path: impl AsRef<Path>) -> Result<Migrated, Error> {
        let path = absolute(path.as_ref())?;
        if !file::is_there(&path)? {
            return Ok(Migrated::Missing);
        }
        Ok(match database::migrate(&path)? {
            VERSION => Migrated::Current(VERSION),
            found => Migrated::From(found, VERSION),
        })
    }

    /// Counts a post that another program has published for the account at that time. An account
    /// of which nothing is known begins with that program's ledger, which counts the post already;
    /// without a time, that is all.
    ///
    /// # Errors
    ///
    /// When it is not known whether that was stored.
    pub fn count_beside(
        &mut self,
        id: &AccountId,
        ledger: &QuotaLedger,
        published: Option<Timestamp>,
    ) -> Result<(), Error> {
        let path = self.path().to_owned();
        let wrong = |error| Error::of(&path, error);
        self.transact(|transaction, _| {
            let mut account = columns::account(transaction, id).map_err(wrong)?;
            match published {
                _ if account.ledger == QuotaLedger::new(id.user.clone()) => {
                    account.ledger = ledger.clone();
                }
                Some(at) => account.ledger.record(at),
                None => return Ok(Stored::None(())),
            }
            columns::put_account(transaction, &account).map_err(wrong)?;
            Ok(Stored::All(()))
        })
    }

    /// Keeps where people see a post that is public. It changes nothing else, and is of no worker.
    ///
    /// # Errors
    ///
    /// When it is not known whether that was stored.
    pub fn set_permalink(&mut self, post: &PostId, permalink: &str) -> Result<(), Error> {
        let path = self.path().to_owned();
        self.transact(|transaction, _| {
            let done = transaction.execute(
                "UPDATE post SET permalink = ?2 WHERE id = ?1 AND state = 3",
                [post.as_str(), permalink],
            );
            done.map(|_| Stored::All(())).map_err(|error| Error::of(&path, error))
        })
    }
}
