//! Writes of a worker, and how far its posts are.

use std::collections::BTreeMap;

use ig_queue::{Answers, Event, PostId, Stamp, Write, Written, apply};
use tokio_postgres::types::Type;

use super::{
    PostgresStore,
    batch::Batch,
    columns,
    lock::{self, Others},
};
use crate::{connection::Transaction, error::Error};

pub(super) async fn run(
    store: &mut PostgresStore,
    writes: &[Write],
) -> Result<Answers<Written>, Error> {
    let transaction = store.begin().await?;
    let mut batch = Batch::default();
    let done = work(&transaction, writes, &mut batch).await;
    super::end(transaction, done, batch).await
}

async fn work(
    transaction: &Transaction<'_>,
    writes: &[Write],
    batch: &mut Batch,
) -> Result<Answers<Written>, Error> {
    let ids: Vec<_> = writes.iter().map(|write| write.post.clone()).collect();
    let mut locked = lock::posts(transaction, &ids, Others::Wait).await?;
    let now = locked.now;
    let mut answers = Vec::with_capacity(writes.len());
    for write in writes {
        let Some(Ok(row)) = locked.posts.get(&write.post) else {
            answers.push(Written::Fenced);
            continue;
        };
        let mut row = row.clone();
        let account = locked.account_of(&row);
        let written = apply(&mut row, account, write, now);
        if let Written::Done(_) = written {
            batch.put(&row, account);
            batch.tell(&row.id, Event::written(now, write, &row));
            locked.posts.insert(write.post.clone(), Ok(row));
        }
        answers.push(written);
    }
    let fenced = answers.iter().filter(|written| **written == Written::Fenced).count();
    if let Ok(fenced @ 1..) = i64::try_from(fenced) {
        let count = "update ig.meta set fenced = fenced + $1";
        transaction.query(count, &[(&fenced, Type::INT8)]).await?;
    }
    Ok(Answers { now, answers })
}

/// Keeps where people see a post that was published.
pub(super) async fn permalink(
    store: &mut PostgresStore,
    post: &PostId,
    permalink: &str,
) -> Result<(), Error> {
    let transaction = store.begin().await?;
    let update = "update ig.post set permalink = $2 where id = $1 and state = 3";
    let post = post.as_str();
    let done = transaction.query(update, &[(&post, Type::TEXT), (&permalink, Type::TEXT)]).await;
    super::end(transaction, done.map(drop), Batch::default()).await
}

pub(super) async fn read(
    store: &mut PostgresStore,
    posts: &[PostId],
) -> Result<Answers<Option<Stamp>>, Error> {
    let transaction = store.begin().await?;
    let done = stamps(&transaction, posts).await;
    transaction.undo().await;
    done
}

async fn stamps(
    transaction: &Transaction<'_>,
    posts: &[PostId],
) -> Result<Answers<Option<Stamp>>, Error> {
    let ids: Vec<&str> = posts.iter().map(PostId::as_str).collect();
    let select = format!("select {} from ig.post where id = any($1)", columns::POST);
    let rows = transaction.query(&select, &[(&ids, Type::TEXT_ARRAY)]).await?;
    let now = transaction.now().await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let row = columns::post(transaction.place(), row)?;
        found.insert(row.id.clone(), row.stamp());
    }
    let answers = posts.iter().map(|id| found.get(id).cloned()).collect();
    Ok(Answers { now, answers })
}
