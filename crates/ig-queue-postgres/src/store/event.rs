//! What happened to posts: rows that are only added, in the transaction of what they tell.

use ig_queue::{Event, PostId};
use tokio_postgres::types::Type;

use super::{PostgresStore, columns};
use crate::{
    clock,
    connection::{Parameter, Transaction},
    error::Error,
};

/// Adds one, for a post whose row is locked or was added by this transaction.
pub(super) async fn add(
    transaction: &Transaction<'_>,
    post: &PostId,
    event: &Event,
) -> Result<(), Error> {
    let insert = "\
        insert into ig.event (post, n, at, who, what)
        select $1, 1 + coalesce(max(n), 0), $2, $3, $4 from ig.event where post = $1";
    let parameters: [Parameter<'_>; 4] = [
        (&post.as_str(), Type::TEXT),
        (&clock::at(event.at), Type::TIMESTAMPTZ),
        (&columns::words(&event.who), Type::TEXT),
        (&columns::words(&event.what), Type::TEXT),
    ];
    transaction.query(insert, &parameters).await.map(drop)
}

/// All of a post, in order.
pub(super) async fn of(store: &mut PostgresStore, post: &PostId) -> Result<Vec<Event>, Error> {
    let transaction = store.begin().await?;
    let select = "select at, who, what from ig.event where post = $1 order by n";
    let done = async {
        let rows = transaction.query(select, &[(&post.as_str(), Type::TEXT)]).await?;
        let event = |row: &tokio_postgres::Row| -> Result<Event, Error> {
            let at = clock::time(transaction.read(row.try_get(0))?);
            let who: String = transaction.read(row.try_get(1))?;
            let what: String = transaction.read(row.try_get(2))?;
            Ok(Event::new(at, who, what))
        };
        rows.iter().map(event).collect()
    }
    .await;
    transaction.undo().await;
    done
}
