//! What happened to posts: rows that are only added, in the transaction of what they tell.

use ig_core::Timestamp;
use ig_queue::{Event, PostId};
use rusqlite::{Connection, params, types::Value};

/// What happened to a post, and its place among all events of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Told {
    /// Its number in the order in which events were stored: each later one has a greater one.
    pub seq: u64,
    /// The post.
    pub post: PostId,
    /// What happened.
    pub event: Event,
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

/// Those after `after` in the order in which they were stored, of one post or of all.
pub(crate) fn after(
    database: &Connection,
    after: u64,
    post: Option<&PostId>,
    most: usize,
) -> rusqlite::Result<Vec<Told>> {
    let mut values: Vec<Value> = vec![i64::try_from(after).unwrap_or(i64::MAX).into()];
    let condition = match post {
        Some(post) => {
            values.push(post.as_str().to_owned().into());
            "AND post = ?2 "
        }
        None => "",
    };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut select = database.prepare_cached(&format!(
        "SELECT seq, post, at, who, what FROM event WHERE ?1 < seq {condition}ORDER BY seq LIMIT {most}"
    ))?;
    let rows = select.query_map(
        rusqlite::params_from_iter(values),
        |row| -> rusqlite::Result<Option<Told>> {
            let number = |place: usize| -> rusqlite::Result<u64> {
                Ok(u64::try_from(row.get::<_, i64>(place)?).unwrap_or(0))
            };
            let (seq, at) = (number(0)?, Timestamp::from_unix_millis(number(2)?));
            let post = row.get::<_, String>(1)?.parse::<PostId>();
            let event = Event { at, who: row.get(3)?, what: row.get(4)? };
            Ok(post.ok().map(|post| Told { seq, post, event }))
        },
    )?;
    // The name of a post is checked when it is added.
    rows.filter_map(Result::transpose).collect()
}

/// The number of the last one; 0 if there is none.
pub(crate) fn last(database: &Connection) -> rusqlite::Result<u64> {
    let mut select = database.prepare_cached("SELECT COALESCE(MAX(seq), 0) FROM event")?;
    let last: i64 = select.query_row((), |row| row.get(0))?;
    Ok(u64::try_from(last).unwrap_or(0))
}
