//! What a worker had that is gone is due again.

use ig_queue::Incarnation;
use tokio_postgres::types::Type;

use super::{PostgresStore, batch::Batch};
use crate::{connection::Transaction, error::Error};

pub(super) async fn run(
    store: &mut PostgresStore,
    me: &Incarnation,
    gone: Option<&Incarnation>,
) -> Result<(), Error> {
    let transaction = store.begin().await?;
    let done = work(&transaction, me, gone).await;
    super::end(transaction, done, Batch::default()).await
}

async fn work(
    transaction: &Transaction<'_>,
    me: &Incarnation,
    gone: Option<&Incarnation>,
) -> Result<(), Error> {
    // Locked in the order in which others lock them.
    let update = |whose: &str| {
        format!(
            "with held as (
                 select id from ig.post where state = 1 and wake is null and {whose}
                 order by id for update)
             update ig.post set wake = clock_timestamp() from held where post.id = held.id"
        )
    };
    let (update, name) = match gone {
        Some(gone) => (update("holder = $1"), gone.as_str()),
        None => (update("holder is distinct from $1"), me.as_str()),
    };
    transaction.query(&update, &[(&name, Type::TEXT)]).await.map(drop)
}
