//! The database: one table of rows.

use std::{fs, io, path::Path, time::Duration};

use ig_sandbox_core::{Changes, NotRestored};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Mode, private_file};

/// Says in the head of the file that it is ours: `igsb`.
const APPLICATION: u32 = 0x6967_7362;

/// Why a database cannot be used.
#[derive(Debug)]
pub(super) enum Trouble {
    Busy,
    Foreign,
    Version(&'static str),
    Damaged(String),
    Io(io::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Io(io::Error::other(error)),
        }
    }
}

/// The database, locked until it is dropped.
#[derive(Debug)]
pub(super) struct Database(Connection);

impl Database {
    /// Opens a database, which is made if it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, Trouble> {
        // SQLite would let others read it. One that is there is not opened here: to close it again
        // would take the lock from another sandbox of this process.
        if fs::symlink_metadata(path).is_err() {
            private_file(path, Mode::Append).map_err(Trouble::Io)?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut database = Connection::open_with_flags(path, flags)?;
        database.busy_timeout(Duration::ZERO)?;
        database.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        // Where `fsync` does not wait for the disk, as on macOS.
        database.pragma_update(None, "fullfsync", true)?;
        let number = |database: &Connection, name| -> rusqlite::Result<u32> {
            database.pragma_query_value(None, name, |row| row.get(0))
        };
        let is_empty = number(&database, "schema_version")? == 0;
        if !is_empty {
            if number(&database, "application_id")? != APPLICATION {
                return Err(Trouble::Foreign);
            }
            let version = number(&database, "user_version")?;
            if version != Changes::VERSION {
                let is_later = version > Changes::VERSION;
                return Err(Trouble::Version(if is_later { "a later" } else { "an older" }));
            }
        }
        database.pragma_update(None, "journal_mode", "WAL")?;
        let first = database.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)?;
        if is_empty {
            first.pragma_update(None, "application_id", APPLICATION)?;
            first.pragma_update(None, "user_version", Changes::VERSION)?;
            first.execute_batch(
                "CREATE TABLE row (
                    kind TEXT NOT NULL,
                    key TEXT NOT NULL,
                    value BLOB NOT NULL,
                    PRIMARY KEY (kind, key)
                )",
            )?;
        }
        first.commit()?;
        Ok(Self(database))
    }

    /// Reads all rows, sorted by kind and key.
    pub(super) fn read(
        &self,
        mut row: impl FnMut(&str, &str, &[u8]) -> Result<(), NotRestored>,
    ) -> Result<(), Trouble> {
        let damaged = |why: &dyn std::error::Error| Trouble::Damaged(why.to_string());
        let mut select = self.0.prepare("SELECT kind, key, value FROM row ORDER BY kind, key")?;
        let mut rows = select.query(())?;
        while let Some(found) = rows.next()? {
            let text = |at| found.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
            let value = found.get_ref(2)?.as_bytes().map_err(|why| damaged(&why))?;
            row(text(0)?, text(1)?, value).map_err(|why| damaged(&why))?;
        }
        Ok(())
    }

    /// Writes changes, all or none. They outlive the process then, and the power if one of them
    /// must.
    pub(super) fn write<'a>(
        &mut self,
        changes: impl Iterator<Item = &'a Changes> + Clone,
    ) -> rusqlite::Result<()> {
        let must_last = changes.clone().any(Changes::must_last);
        self.0.pragma_update(None, "synchronous", if must_last { "FULL" } else { "NORMAL" })?;
        let transaction = self.0.transaction()?;
        {
            let mut put = transaction.prepare("REPLACE INTO row VALUES (?, ?, ?)")?;
            let mut remove = transaction.prepare("DELETE FROM row WHERE kind = ? AND key = ?")?;
            for changes in changes {
                if changes.is_whole() {
                    transaction.execute("DELETE FROM row", ())?;
                }
                for row in changes.rows() {
                    match &row.value {
                        Some(value) => put.execute((row.kind, &row.key, value))?,
                        None => remove.execute((row.kind, &row.key))?,
                    };
                }
            }
        }
        transaction.commit()
    }
}
