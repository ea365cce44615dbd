//! How many posts there are, and how late they were: for a monitor.

use std::time::Duration;

use ig_core::Timestamp;
use ig_queue::{Counts, Lateness};
use rusqlite::Connection;

use crate::columns::{millis, time};

/// Counts the posts at `now`.
pub(crate) fn counts(database: &Connection, now: Timestamp) -> rusqlite::Result<Counts> {
    let mut counts = Counts::default();
    let mut select = database.prepare_cached("SELECT state, COUNT(*) FROM post GROUP BY state")?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        let count = natural(row, 1)?;
        match row.get::<_, i64>(0)? {
            0 => counts.waiting = count,
            1 => counts.active = count,
            2 => counts.held = count,
            3 => counts.done = count,
            4 => counts.cancelled = count,
            5 => counts.uncertain = count,
            _ => (),
        }
    }
    let mut due = database
        .prepare_cached("SELECT COUNT(*), MIN(due) FROM post WHERE state IN (0, 1) AND due <= ?")?;
    let (count, oldest): (u64, Option<i64>) =
        due.query_row([millis(now)], |row| Ok((natural(row, 0)?, row.get(1)?)))?;
    counts.due = count;
    counts.oldest_due = oldest.map_or(Duration::ZERO, |oldest| now.since(time(oldest)));
    let mut paused =
        database.prepare_cached("SELECT COUNT(*) FROM account WHERE paused IS NOT NULL")?;
    counts.paused = paused.query_row((), |row| natural(row, 0))?;
    let mut waits = database.prepare_cached(
        "SELECT COUNT(*) FILTER (WHERE json_type(note, '$.waits.why.quota') IS NOT NULL
                                    OR json_extract(note, '$.waits.why') = 'containers'),
                COUNT(*) FILTER (WHERE json_extract(note, '$.waits.why') = 'brake')
         FROM post WHERE state IN (0, 1) AND note IS NOT NULL",
    )?;
    (counts.quota_wait, counts.brake) =
        waits.query_row((), |row| Ok((natural(row, 0)?, natural(row, 1)?)))?;
    let mut fenced = database.prepare_cached("SELECT fenced FROM meta")?;
    counts.fenced = fenced.query_row((), |row| natural(row, 0))?;
    let mut late = database.prepare_cached(
        "SELECT COUNT(*), COALESCE(SUM(MAX(intent_at - due, 0)), 0),
                COALESCE(MAX(MAX(intent_at - due, 0)), 0)
         FROM post WHERE intent_at > ?",
    )?;
    let day = Duration::from_secs(24 * 3600);
    counts.lateness = late.query_row([millis(now.before(day))], |row| {
        let length = |at| Ok::<_, rusqlite::Error>(Duration::from_millis(natural(row, at)?));
        Ok(Lateness { count: natural(row, 0)?, sum: length(1)?, most: length(2)? })
    })?;
    Ok(counts)
}

/// A number that is not negative.
fn natural(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
}
