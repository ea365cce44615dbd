//! What happened to posts: rows that are only added, in the transaction of what they tell.

use ig_core::Timestamp;
use ig_queue::{Event, PostId};
use rusqlite::{Connection, params};

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
