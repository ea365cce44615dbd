//! What happened to posts: rows that are only added, in the transaction of what they tell.

use ig_core::Timestamp;
use ig_queue::{Change, PostId, Row, State, Write};
use rusqlite::{Connection, params};

/// Something that happened to a post.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// When, by the clock of the machine.
    pub at: Timestamp,
    /// Who did it: a worker, or a program that people use.
    pub who: String,
    /// What, in words.
    pub what: String,
}

/// Adds one.
pub(crate) fn add(
    database: &Connection,
    post: &PostId,
    now: Timestamp,
    who: &str,
    what: &str,
) -> rusqlite::Result<()> {
    let mut insert = database.prepare_cached(
        "INSERT INTO event (post, n, at, who, what)
         SELECT ?1, 1 + COALESCE(MAX(n), 0), ?2, ?3, ?4 FROM event WHERE post = ?1",
    )?;
    let at = i64::try_from(now.as_unix_millis()).unwrap_or(i64::MAX);
    insert.execute(params![post.as_str(), at, who, what]).map(drop)
}

/// All of a post, in order.
pub(crate) fn of(database: &Connection, post: &PostId) -> rusqlite::Result<Vec<Event>> {
    let mut select =
        database.prepare_cached("SELECT at, who, what FROM event WHERE post = ? ORDER BY n")?;
    let events = select.query_map([post.as_str()], |row| {
        let at = u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
        let at = Timestamp::from_unix_millis(at);
        Ok(Event { at, who: row.get(1)?, what: row.get(2)? })
    })?;
    events.collect()
}

/// A write of a worker, in words.
pub(crate) fn written(write: &Write, row: &Row) -> String {
    match &write.change {
        Change::Save { snapshot } => format!("saved: {}", snapshot.phase()),
        Change::Intent { snapshot } => {
            let nth = snapshot.publishes();
            match snapshot.container() {
                Some(container) => format!("publish {nth} of container {container} is allowed"),
                None => format!("publish {nth} is allowed"),
            }
        }
        Change::Outcome { .. } => format!("ended: {}", word(row.state)),
        Change::Hold { .. } | Change::PutBack { .. } => looked(row),
    }
}

/// What a look at a row has led to, in words.
pub(crate) fn looked(row: &Row) -> String {
    match &row.note {
        Some(note) => note.to_string(),
        None => word(row.state).to_owned(),
    }
}

/// The name of a state.
pub(crate) fn word(state: State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Active => "active",
        State::Held => "held",
        State::Done => "done",
        State::Cancelled => "cancelled",
        State::Uncertain => "uncertain",
        _ => "unknown",
    }
}
