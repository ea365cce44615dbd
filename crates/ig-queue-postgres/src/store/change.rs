//! What people change.

use ig_queue::{AccountId, Changed, Edit, Event, Fence, PostId, change, pause as pause_account};

use super::{
    PostgresStore, account,
    batch::Batch,
    lock::{self, Others},
};
use crate::{connection::Transaction, error::Error};

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
    let transaction = store.begin().await?;
    let done = async {
        account::make(&transaction, std::slice::from_ref(id)).await?;
        let mut account = account::lock(&transaction, id).await?;
        pause_account(&mut account, words);
        account::put(&transaction, &account).await
    }
    .await;
    super::end(transaction, done, Batch::default()).await
}
