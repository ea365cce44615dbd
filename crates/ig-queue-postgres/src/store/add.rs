//! Posts are added.

use ig_queue::{Added, Event, Fence, NewPost};

use super::{PostgresStore, account, batch::Batch, event, list, post};
use crate::{connection::Transaction, error::Error};

pub(super) async fn run(store: &mut PostgresStore, posts: &[NewPost]) -> Result<Vec<Added>, Error> {
    let who = store.who.clone();
    let transaction = store.begin().await?;
    match work(&transaction, posts, &who).await {
        Ok(answers) if answers.iter().any(|added| matches!(added, Added::Differs(_))) => {
            transaction.undo().await;
            Ok(answers)
        }
        done => super::end(transaction, done, Batch::default()).await,
    }
}

async fn work(
    transaction: &Transaction<'_>,
    posts: &[NewPost],
    who: &str,
) -> Result<Vec<Added>, Error> {
    let accounts: Vec<_> = posts.iter().map(|new| new.row().account).collect();
    account::make(transaction, &accounts).await?;
    // Two who add the same keys at once take them in the same order.
    let mut order: Vec<usize> = (0..posts.len()).collect();
    order.sort_by_key(|at| (&posts[*at].key, *at));
    let mut answers = vec![None; posts.len()];
    for at in order {
        answers[at] = Some(add(transaction, &posts[at], who).await?);
    }
    Ok(answers.into_iter().flatten().collect())
}

async fn add(transaction: &Transaction<'_>, new: &NewPost, who: &str) -> Result<Added, Error> {
    if post::add(transaction, &new.row()).await? {
        let now = transaction.now().await?;
        event::add(transaction, &new.id, &Event::added(now, who, new)).await?;
        return Ok(Added::New(Fence::FIRST));
    }
    if let Some(key) = &new.key
        && let Some(kept) = list::by(transaction, "key", key.as_str()).await?
    {
        return Ok(new.compare(&kept));
    }
    // Nothing says that it is meant to be the same.
    Ok(Added::Differs(new.id.clone()))
}
