//! The database: opened, made, and refused where it is not ours.

pub(crate) mod reading;

use std::{
    fs::File,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::{
    error::{Error, VERSION},
    file::{self, Place},
    lock,
};

/// Says in the head of the file that it is ours: `igqu`.
const APPLICATION: u32 = 0x6967_7175;

/// Times are milliseconds since 1970, lengths of time milliseconds, and longer values JSON.
///
/// | `state` | |
/// |---|---|
/// | 0 | waiting |
/// | 1 | active |
/// | 2 | held |
/// | 3 | done |
/// | 4 | cancelled |
/// | 5 | uncertain |
const SCHEMA: &str = "
CREATE TABLE meta (
    schema INTEGER NOT NULL,
    min_reader INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    fenced INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE account (
    api_base TEXT NOT NULL,
    user_id TEXT NOT NULL,
    ledger BLOB NOT NULL,
    feed BLOB NOT NULL,
    stories BLOB NOT NULL,
    publishing TEXT,
    last_intent INTEGER,
    paused TEXT,
    PRIMARY KEY (api_base, user_id)
) WITHOUT ROWID;
CREATE TABLE post (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT UNIQUE,
    api_base TEXT NOT NULL,
    user_id TEXT NOT NULL,
    credential TEXT NOT NULL,
    surface TEXT NOT NULL,
    due INTEGER NOT NULL,
    typed TEXT NOT NULL,
    zone TEXT,
    lead INTEGER NOT NULL,
    late TEXT NOT NULL,
    sends TEXT NOT NULL,
    state INTEGER NOT NULL,
    wake INTEGER,
    epoch INTEGER NOT NULL,
    version INTEGER NOT NULL,
    holder TEXT,
    intent_at INTEGER,
    is_counted INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    plan BLOB NOT NULL,
    snapshot BLOB,
    outcome BLOB,
    note TEXT,
    permalink TEXT
);
CREATE INDEX post_wake ON post (wake) WHERE wake IS NOT NULL;
CREATE INDEX post_due ON post (due, id);
CREATE INDEX post_state ON post (state, due);
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    post TEXT NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    UNIQUE (post, n)
);
";

/// What leads from each version to the next; the first is from version 1. Columns are only added.
///
/// The third has the order in which events were stored, over all posts, for whoever follows them.
const STEPS: [&str; 2] = [
    "
ALTER TABLE meta ADD COLUMN fenced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN permalink TEXT;
",
    "
CREATE TABLE ordered (
    seq INTEGER PRIMARY KEY,
    post TEXT NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    UNIQUE (post, n)
);
INSERT INTO ordered (post, n, at, who, what)
    SELECT post, n, at, who, what FROM event ORDER BY at, post, n;
DROP TABLE event;
ALTER TABLE ordered RENAME TO event;
",
];

/// Brings the queue at `path`, which is there, to the version of this program; returns the one
/// that it had. It does so in one transaction, so that it has either version and nothing between.
pub(crate) fn migrate(path: &Path) -> Result<u32, Error> {
    let wrong = |error| Error::of(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(path, flags).map_err(wrong)?;
    database.busy_timeout(Error::PATIENCE).map_err(wrong)?;
    if number(&database, path, "application_id")? != APPLICATION {
        return Err(Error::NotAQueue { path: path.to_owned(), why: "it is another database" });
    }
    set_up(&database, path)?;
    let work = database.transaction_with_behavior(TransactionBehavior::Immediate).map_err(wrong)?;
    let found = match check_version(&work, path) {
        Ok(()) => return Ok(VERSION),
        Err(Error::Older { found, .. }) if 0 < found => found,
        Err(error) => return Err(error),
    };
    for step in STEPS.iter().skip(found as usize - 1) {
        work.execute_batch(step).map_err(wrong)?;
    }
    work.execute("UPDATE meta SET schema = ?1, min_reader = ?1", [VERSION]).map_err(wrong)?;
    work.pragma_update(None, "user_version", VERSION).map_err(wrong)?;
    work.commit().map_err(wrong)?;
    Ok(found)
}

/// Opens the queue at `path`, and makes it where it never was.
pub(crate) fn open(path: &Path) -> Result<(Connection, Place), Error> {
    let unopened = |error| Error::unopened(path, &error);
    file::make_folder_of(path).map_err(unopened)?;
    let has_a_lock = lock::is_there(path)?;
    file::is_there(path)?;
    // SQLite would let others read it. Its log gets the permissions of the database.
    drop(file::open_or_create(path).map_err(|error| match file::is_read_only(&error) {
        true if File::open(path).is_ok() => Error::ReadOnly { path: path.to_owned() },
        _ => unopened(error),
    })?);
    file::tighten(path).or_else(file::ignore_read_only).map_err(unopened)?;
    let place = Place::of(path);
    let database = connect(path, has_a_lock).map_err(|error| match error {
        // The file was opened: it is the log beside it that cannot be made.
        Error::Unopened { path, .. } => Error::ReadOnly { path },
        error => error,
    })?;
    if !has_a_lock {
        lock::make(path)?;
    }
    Ok((database, place))
}

fn connect(path: &Path, has_a_lock: bool) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let wrong = |error| Error::of(path, error);
    let mut database = Connection::open_with_flags(path, flags).map_err(wrong)?;
    database.busy_timeout(Error::PATIENCE).map_err(wrong)?;
    // Enough for every statement of this crate.
    database.set_prepared_statement_cache_capacity(64);
    let is_new = number(&database, path, "schema_version")? == 0;
    match is_new {
        // What was in it is lost.
        true if has_a_lock => return Err(Error::Gone { path: path.to_owned() }),
        true => (),
        false => check(&database, path)?,
    }
    set_up(&database, path)?;
    if is_new {
        make(&mut database, path)?;
        // Another process may have been faster, with another version.
        check(&database, path)?;
    }
    Ok(database)
}

/// Fails if the database is not a queue of a version that this program knows.
fn check(database: &Connection, path: &Path) -> Result<(), Error> {
    if number(database, path, "application_id")? != APPLICATION {
        return Err(Error::NotAQueue { path: path.to_owned(), why: "it is another database" });
    }
    check_version(database, path)
}

/// Fails if a newer program has changed the schema, which it may do at any time.
pub(crate) fn check_version(database: &Connection, path: &Path) -> Result<(), Error> {
    let wrong = |error| Error::of(path, error);
    let mut select =
        database.prepare_cached("SELECT schema, min_reader FROM meta").map_err(wrong)?;
    let (found, min_reader): (u32, u32) =
        select.query_row((), |row| Ok((row.get(0)?, row.get(1)?))).map_err(wrong)?;
    let path = || path.to_owned();
    if VERSION < min_reader {
        return Err(Error::Newer { path: path(), found: min_reader });
    }
    if found < VERSION {
        return Err(Error::Older { path: path(), found });
    }
    Ok(())
}

/// What holds for each connection. The log is a property of the file.
fn set_up(database: &Connection, path: &Path) -> Result<(), Error> {
    patiently(|| {
        database.pragma_update(None, "synchronous", "FULL")?;
        // Where `fsync` does not wait for the disk, as on macOS.
        database.pragma_update(None, "fullfsync", true)?;
        database.pragma_update(None, "journal_mode", "WAL")
    })
    .map_err(|error| Error::of(path, error))
}

fn make(database: &mut Connection, path: &Path) -> Result<(), Error> {
    let make = || -> rusqlite::Result<()> {
        let first = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_new: u32 = first.pragma_query_value(None, "schema_version", |row| row.get(0))?;
        if is_new == 0 {
            first.pragma_update(None, "application_id", APPLICATION)?;
            first.pragma_update(None, "user_version", VERSION)?;
            first.execute_batch(SCHEMA)?;
            first.execute("INSERT INTO meta VALUES (?1, ?1, 0, 0)", [VERSION])?;
        }
        first.commit()
    };
    patiently(make).map_err(|error| Error::of(path, error))
}

/// Does something again as long as another process has the file: where the log is being set up,
/// SQLite does not wait by itself.
fn patiently<T>(mut act: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let start = Instant::now();
    loop {
        match act() {
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && start.elapsed() < Error::PATIENCE =>
            {
                thread::sleep(Duration::from_millis(10));
            }
            done => return done,
        }
    }
}

fn number(database: &Connection, path: &Path, name: &str) -> Result<u32, Error> {
    patiently(|| database.pragma_query_value(None, name, |row| row.get(0)))
        .map_err(|error| Error::of(path, error))
}
