//! Rows are locked: accounts first and then posts, each in the order of their keys.

use std::collections::BTreeMap;

use futures_util::future;
use ig_core::Timestamp;
use ig_queue::{Account, AccountId, PostId, Row};
use tokio_postgres::types::Type;

use super::{account, columns};
use crate::{connection::Transaction, error::Error};

/// What a transaction has locked.
pub(super) struct Locked {
    /// The time after the last lock: no earlier than what another transaction has stored in them.
    pub(super) now: Timestamp,
    /// Posts by their id. One that cannot be read is an error, which does not stop the others.
    pub(super) posts: BTreeMap<PostId, Result<Row, Error>>,
    /// Accounts.
    pub(super) accounts: BTreeMap<AccountId, Account>,
}

/// What is done about a row that another transaction has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// It is waited for.
    Wait,
    /// The row is left out.
    Skip,
}

impl Locked {
    /// The account of a post.
    pub(super) fn account_of(&mut self, row: &Row) -> &mut Account {
        let id = &row.account;
        self.accounts.entry(id.clone()).or_insert_with(|| Account::new(id.clone()))
    }
}

/// Locks posts with their accounts.
pub(super) async fn posts(
    transaction: &Transaction<'_>,
    ids: &[PostId],
    others: Others,
) -> Result<Locked, Error> {
    let skip = if others == Others::Skip { " skip locked" } else { "" };
    let ids: Vec<&str> = ids.iter().map(PostId::as_str).collect();
    let accounts = format!(
        "select {} from ig.account a
         where (a.api_base, a.user_id) in (select api_base, user_id from ig.post where id = any($1))
         order by a.api_base, a.user_id for update of a{skip}",
        columns::ACCOUNT
    );
    let posts = format!(
        "select {} from ig.post where id = any($1) order by id for update{skip}",
        columns::POST
    );
    let parameters = [(&ids as _, Type::TEXT_ARRAY)];
    // All are sent at once, in this order.
    let (accounts, posts, now) = future::join3(
        transaction.query(&accounts, &parameters),
        transaction.query(&posts, &parameters),
        transaction.now(),
    )
    .await;
    // The first that failed says why; the others only that there was one before.
    let (accounts, posts, now) = (accounts?, posts?, now?);
    let mut locked = Locked { now, posts: BTreeMap::new(), accounts: BTreeMap::new() };
    for row in accounts {
        let account = columns::account(transaction, &row)?;
        locked.accounts.insert(account.id.clone(), account);
    }
    for row in posts {
        let post = columns::post(transaction.place(), &row);
        let id = match &post {
            Ok(row) => row.id.clone(),
            Err(Error::DamagedPost { post, .. }) => post.clone(),
            // Nobody can name it.
            Err(_) => continue,
        };
        locked.posts.insert(id, post);
    }
    let is_missing = |row: &&Row| !locked.accounts.contains_key(&row.account);
    let missing: Vec<_> = locked.posts.values().flatten().filter(is_missing).collect();
    match others {
        _ if missing.is_empty() => (),
        // Somebody has removed the row of an account: without one there would be no lock.
        Others::Wait => {
            let missing: Vec<_> = missing.into_iter().map(|row| row.account.clone()).collect();
            account::make(transaction, &missing).await?;
            for id in missing {
                let account = account::lock(transaction, &id).await?;
                locked.accounts.insert(id, account);
            }
        }
        Others::Skip => {
            let accounts = &locked.accounts;
            locked.posts.retain(|_, post| match post {
                Ok(row) => accounts.contains_key(&row.account),
                Err(_) => true,
            });
        }
    }
    Ok(locked)
}
