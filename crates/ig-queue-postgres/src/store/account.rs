//! Rows of accounts are made, locked and stored.

use ig_queue::{Account, AccountId};
use tokio_postgres::types::Type;

use super::columns::{self, text, words};
use crate::{
    clock::at,
    connection::{Parameter, Transaction},
    error::Error,
};

/// Makes rows for accounts that have none yet.
pub(super) async fn make(
    transaction: &Transaction<'_>,
    accounts: &[AccountId],
) -> Result<(), Error> {
    let new: Vec<_> = accounts.iter().map(|id| Account::new(id.clone())).collect();
    let column = |of: &dyn Fn(&Account) -> String| new.iter().map(of).collect::<Vec<_>>();
    let api_bases = column(&|account| account.id.api_base.to_string());
    let users = column(&|account| account.id.user.as_str().to_owned());
    let ledgers = column(&|account| text(&account.ledger));
    let feeds = column(&|account| text(&account.feed));
    let stories = column(&|account| text(&account.stories));
    // In the order of their keys, as they are locked.
    let insert = "\
        insert into ig.account (api_base, user_id, ledger, feed, stories)
        select distinct on (b, u) b, u, l::json, f::json, s::json
        from unnest($1, $2, $3, $4, $5) new (b, u, l, f, s) order by b, u
        on conflict do nothing";
    let parameters: [Parameter<'_>; 5] = [
        (&api_bases, Type::TEXT_ARRAY),
        (&users, Type::TEXT_ARRAY),
        (&ledgers, Type::TEXT_ARRAY),
        (&feeds, Type::TEXT_ARRAY),
        (&stories, Type::TEXT_ARRAY),
    ];
    transaction.query(insert, &parameters).await.map(drop)
}

/// Locks the row of an account, which is there.
pub(super) async fn lock(transaction: &Transaction<'_>, id: &AccountId) -> Result<Account, Error> {
    let select = format!(
        "select {} from ig.account a where api_base = $1 and user_id = $2 for update",
        columns::ACCOUNT
    );
    let rows = transaction
        .query(&select, &[(&id.api_base.as_str(), Type::TEXT), (&id.user.as_str(), Type::TEXT)])
        .await?;
    match &rows[..] {
        [row] => columns::account(transaction, row),
        _ => Err(Error::Undone {
            place: transaction.place().clone(),
            why: "the row of an account was removed".to_owned(),
        }),
    }
}

/// Stores an account that is locked.
pub(super) async fn put(transaction: &Transaction<'_>, account: &Account) -> Result<(), Error> {
    let update = "\
        update ig.account
        set ledger = $3::json, feed = $4::json, stories = $5::json, publishing = $6,
            last_intent = $7, paused = $8
        where api_base = $1 and user_id = $2";
    let publishing = account.publishing.as_ref().map(|post| post.as_str());
    let paused = account.paused.as_deref().map(words);
    let parameters: [Parameter<'_>; 8] = [
        (&account.id.api_base.as_str(), Type::TEXT),
        (&account.id.user.as_str(), Type::TEXT),
        (&text(&account.ledger), Type::TEXT),
        (&text(&account.feed), Type::TEXT),
        (&text(&account.stories), Type::TEXT),
        (&publishing, Type::TEXT),
        (&account.last_intent.map(at), Type::TIMESTAMPTZ),
        (&paused, Type::TEXT),
    ];
    transaction.query(update, &parameters).await.map(drop)
}
