//! The database is another one: its last writes may be lost, and posts are held.

use ig_queue::{Event, Note, PostId};
use tokio_postgres::types::Type;

use super::{
    batch::Batch,
    columns,
    lock::{self, Others},
};
use crate::{
    config::Moved,
    connection::{Begun, Session, Transaction, identity},
    error::Error,
};

/// How many posts are held with one round of statements.
const PAGE: i64 = 500;

/// Holds every post that has not ended, and says how many; `None` where another has done so, or
/// where nothing is lost.
pub(super) async fn run(session: &mut Session, who: &str) -> Result<Option<u64>, Error> {
    let moved = session.config.moved;
    let begun = session.begin().await?;
    let transaction = session.transaction();
    if let Begun::Same(_) = begun {
        transaction.undo().await;
        return Ok(None);
    }
    let done = work(&transaction, moved, who).await;
    super::end(transaction, done, Batch::default()).await
}

async fn work(
    transaction: &Transaction<'_>,
    moved: Moved,
    who: &str,
) -> Result<Option<u64>, Error> {
    // Of several who see it, one does it: the others find that it is done.
    transaction.query("select from ig.meta for update", &[]).await?;
    let Some(seen) = identity::moved(transaction).await? else { return Ok(None) };
    let held = match moved {
        Moved::MayHaveLostWrites => Some(hold_all(transaction, who).await?),
        Moved::LosesNothing => None,
    };
    identity::put(transaction, &seen).await?;
    Ok(held)
}

/// How many posts are held so, whoever has held them.
pub(super) async fn held(transaction: &Transaction<'_>) -> Result<u64, Error> {
    let select = "select count(*) from ig.post where state in (2, 5) and note::text = $1";
    let note = columns::text(&Note::StoreWasReset);
    let rows = transaction.query(select, &[(&note, Type::TEXT)]).await?;
    let held = rows.first().map(|row| row.try_get::<_, i64>(0)).transpose();
    Ok(transaction.read(held)?.and_then(|held| u64::try_from(held).ok()).unwrap_or(0))
}

/// All posts that have not ended: any of them may have been published since, also one that was held
/// then, and released later.
async fn hold_all(transaction: &Transaction<'_>, who: &str) -> Result<u64, Error> {
    let (mut held, mut last) = (0, String::new());
    loop {
        let select =
            "select id from ig.post where state in (0, 1, 2) and id > $1 order by id limit $2";
        let page = transaction.query(select, &[(&last, Type::TEXT), (&PAGE, Type::INT8)]).await?;
        let ids: Result<Vec<String>, _> = page.iter().map(|row| row.try_get(0)).collect();
        let ids = transaction.read(ids)?;
        let Some(end) = ids.last() else { return Ok(held) };
        last.clone_from(end);
        // One that cannot be read is held by the next claim.
        let ids: Vec<PostId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let mut locked = lock::posts(transaction, &ids, Others::Wait).await?;
        let mut batch = Batch::default();
        for id in &ids {
            let Some(Ok(mut row)) = locked.posts.remove(id) else { continue };
            let now = locked.now;
            let account = locked.account_of(&row);
            row.hold_after_reset(account, now);
            batch.put(&row, account);
            batch.tell(id, Event::looked(now, who, &row));
            held += 1;
        }
        batch.send(transaction).await?;
    }
}
