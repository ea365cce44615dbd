//! How many posts there are, and how late they were.

use std::time::Duration;

use ig_queue::Counts;

use super::PostgresStore;
use crate::{connection::Transaction, error::Error};

pub(super) async fn run(store: &mut PostgresStore) -> Result<Counts, Error> {
    let transaction = store.begin().await?;
    let counts = work(&transaction).await;
    transaction.undo().await;
    counts
}

async fn work(transaction: &Transaction<'_>) -> Result<Counts, Error> {
    let mut counts = Counts::default();
    let states =
        transaction.query("select state, count(*) from ig.post group by state", &[]).await?;
    for row in &states {
        let count = natural(transaction, row, 1)?;
        match transaction.read(row.try_get::<_, i16>(0))? {
            0 => counts.waiting = count,
            1 => counts.active = count,
            2 => counts.held = count,
            3 => counts.done = count,
            4 => counts.cancelled = count,
            5 => counts.uncertain = count,
            _ => (),
        }
    }
    let waits = "\
        select
            count(*) filter (where note #> '{waits,why,quota}' is not null
                or note #>> '{waits,why}' = 'containers'),
            count(*) filter (where note #>> '{waits,why}' = 'brake'),
            (select fenced from ig.meta)
        from ig.post where state in (0, 1) and note is not null";
    for row in &transaction.query(waits, &[]).await? {
        counts.quota_wait = natural(transaction, row, 0)?;
        counts.brake = natural(transaction, row, 1)?;
        counts.fenced = natural(transaction, row, 2)?;
    }
    // Milliseconds.
    let rest = "\
        select due.*, paused.*, late.* from
        (select count(*), coalesce(ceil(extract(epoch from now() - min(due)) * 1000), 0)::bigint
         from ig.post where state in (0, 1) and due <= now()) due,
        (select count(*) from ig.account where paused is not null) paused,
        (select count(*), coalesce(sum(ms), 0)::bigint, coalesce(max(ms), 0)::bigint
         from (select greatest(extract(epoch from intent_at - due) * 1000, 0) ms
               from ig.post where intent_at > now() - interval '24 hours') each) late";
    for row in &transaction.query(rest, &[]).await? {
        let length = |at| Ok::<_, Error>(Duration::from_millis(natural(transaction, row, at)?));
        counts.due = natural(transaction, row, 0)?;
        counts.oldest_due = length(1)?;
        counts.paused = natural(transaction, row, 2)?;
        counts.lateness.count = natural(transaction, row, 3)?;
        counts.lateness.sum = length(4)?;
        counts.lateness.most = length(5)?;
    }
    Ok(counts)
}

/// A number that is not negative.
fn natural(
    transaction: &Transaction<'_>,
    row: &tokio_postgres::Row,
    at: usize,
) -> Result<u64, Error> {
    Ok(u64::try_from(transaction.read(row.try_get::<_, i64>(at))?).unwrap_or(0))
}
