//! What people change.

use ig_queue::{AccountId, Changed, Edit, Event, Fence, PostId, change, pause as pause_account};
use tokio_postgres::types::Type;

use super::{
    PostgresStore, account,
    batch::Batch,
    lock::{self, Others},
};
use crate::{
    connection::{Parameter, Transaction},
    error::Error,
};

pub(super) async fn run(
    store: &mut PostgresStore,
    id: &PostId,
    at: Fence,
    edit: Edit,
) -> Result<Changed, Error> {
    let who = store.who.clone();
    let transaction = store.begin().await?;
    let mut batch = Batch::default();
    let done = work(&transaction, (id, at, edit), &who, &mut batch).await;
    super::end(transaction, done, batch).await
}

async fn work(
    transaction: &Transaction<'_>,
    (id, at, edit): (&PostId, Fence, Edit),
    who: &str,
    batch: &mut Batch,
) -> Result<Changed, Error> {
    let mut locked = lock::posts(transaction, std::slice::from_ref(id), Others::Wait).await?;
    let Some(row) = locked.posts.remove(id) else { return Ok(Changed::Unknown) };
    let mut row = row?;
    let event = Event::edited(locked.now, who, &edit);
    let changed = change(&mut row, at, edit, locked.now);
    if let Changed::Done(_) = changed {
        batch.put_post(&row);
        batch.tell(id, event);
    }
    Ok(changed)
}

pub(super) async fn pause(
    store: &mut PostgresStore,
    id: &AccountId,
    words: Option<String>,
) -> Result<(), Error> {
    let who = store.who.clone();
    let transaction = store.begin().await?;
    let mut batch = Batch::default();
    let done = async {
        account::make(&transaction, std::slice::from_ref(id)).await?;
        let mut account = account::lock(&transaction, id).await?;
        pause_account(&mut account, words);
        account::put(&transaction, &account).await?;
        match account.paused {
            Some(_) => Ok(()),
            None => go(&transaction, id, &who, &mut batch).await,
        }
    }
    .await;
    super::end(transaction, done, batch).await
}

/// The posts of an account that goes on are looked at at once.
async fn go(
    transaction: &Transaction<'_>,
    account: &AccountId,
    who: &str,
    batch: &mut Batch,
) -> Result<(), Error> {
    let select = "\
        select id from ig.post
        where wake > now() and api_base = $1 and user_id = $2 and note is not null";
    let account: [Parameter<'_>; 2] =
        [(&account.api_base.as_str(), Type::TEXT), (&account.user.as_str(), Type::TEXT)];
    let rows = transaction.query(select, &account).await?;
    let ids: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get(0)).collect();
    // One that cannot be read is held by the next claim.
    let ids: Vec<PostId> = transaction.read(ids)?.iter().filter_map(|id| id.parse().ok()).collect();
    let locked = lock::posts(transaction, &ids, Others::Wait).await?;
    for mut row in locked.posts.into_values().flatten() {
        if row.goes_on(locked.now) {
            batch.put_post(&row);
            batch.tell(&row.id, Event::went_on(locked.now, who));
        }
    }
    Ok(())
}
