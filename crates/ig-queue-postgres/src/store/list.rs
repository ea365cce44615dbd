//! Posts and accounts are listed.

use std::time::Duration;

use ig_core::{Timestamp, publish::Snapshot};
use ig_queue::{Account, AccountId, Filter, Row};
use tokio_postgres::types::Type;

use super::{PostgresStore, columns};
use crate::{
    clock,
    connection::{Parameter, Transaction},
    error::Error,
};

/// The posts that `filter` takes, in the order in which they are due.
pub(super) async fn run(store: &mut PostgresStore, filter: &Filter) -> Result<Vec<Row>, Error> {
    let states: Vec<i16> = filter.states.iter().map(|state| i16::from(state.number())).collect();
    let states = (!states.is_empty()).then_some(states);
    let account = filter.account.as_ref();
    let api_base = account.map(|account| account.api_base.as_str());
    let user = account.map(|account| account.user.as_str());
    let (after, last) = filter.after.as_ref().map(|(at, id)| (clock::at(*at), id.as_str())).unzip();
    let most = match filter.most {
        0 => None,
        most => i64::try_from(most).ok(),
    };
    let select = format!(
        "select {} from ig.post
         where ($1::smallint[] is null or state = any($1))
           and ($2::text is null or (api_base, user_id) = ($2, $3))
           and ($4::timestamptz is null or (due, id collate \"C\") > ($4, $5))
         order by due, id collate \"C\" limit $6",
        columns::POST
    );
    let parameters: [Parameter<'_>; 6] = [
        (&states, Type::INT2_ARRAY),
        (&api_base, Type::TEXT),
        (&user, Type::TEXT),
        (&after, Type::TIMESTAMPTZ),
        (&last, Type::TEXT),
        (&most, Type::INT8),
    ];
    let transaction = store.begin().await?;
    let rows = transaction.query(&select, &parameters).await;
    let place = transaction.place().clone();
    transaction.undo().await;
    rows?.iter().map(|row| columns::post(&place, row)).collect()
}

/// The post with this value in a column that is unique.
pub(super) async fn one(
    store: &mut PostgresStore,
    column: &str,
    value: &str,
) -> Result<Option<Row>, Error> {
    let transaction = store.begin().await?;
    let row = by(&transaction, column, value).await;
    transaction.undo().await;
    row
}

/// The same, in a transaction.
pub(super) async fn by(
    transaction: &Transaction<'_>,
    column: &str,
    value: &str,
) -> Result<Option<Row>, Error> {
    let select = format!("select {} from ig.post where {column} = $1", columns::POST);
    let rows = transaction.query(&select, &[(&value, Type::TEXT)]).await?;
    rows.first().map(|row| columns::post(transaction.place(), row)).transpose()
}

pub(super) async fn account(store: &mut PostgresStore, id: &AccountId) -> Result<Account, Error> {
    let select = format!(
        "select {} from ig.account a where api_base = $1 and user_id = $2",
        columns::ACCOUNT
    );
    let key: [Parameter<'_>; 2] =
        [(&id.api_base.as_str(), Type::TEXT), (&id.user.as_str(), Type::TEXT)];
    let transaction = store.begin().await?;
    let account = async {
        let rows = transaction.query(&select, &key).await?;
        rows.first().map(|row| columns::account(&transaction, row)).transpose()
    }
    .await;
    transaction.undo().await;
    Ok(account?.unwrap_or_else(|| Account::new(id.clone())))
}

pub(super) async fn accounts(store: &mut PostgresStore) -> Result<Vec<AccountId>, Error> {
    let select = "select api_base, user_id from ig.account order by 1, 2";
    let transaction = store.begin().await?;
    let accounts = async {
        let rows = transaction.query(select, &[]).await?;
        rows.iter().map(|row| columns::account_id(&transaction, row)).collect()
    }
    .await;
    transaction.undo().await;
    accounts
}

pub(super) async fn next_wake(store: &mut PostgresStore) -> Result<Option<Timestamp>, Error> {
    let transaction = store.begin().await?;
    let next = earliest(&transaction).await;
    transaction.undo().await;
    next
}

/// Whether somebody with these tokens has to look within `soon`. What another worker has is its own as
/// long as that gives signs of life to the engine.
pub(super) async fn is_wanted_soon(
    store: &mut PostgresStore,
    credentials: &[&str],
    soon: Duration,
) -> Result<bool, Error> {
    let select = "
        select exists (
          select from ig.post
          where (wake <= now() + $2 * interval '1 second' or state = 1 and wake is null)
            and credential = any($1)
            and (snapshot is null or (snapshot ->> 'version')::int <= $3)
            and not (state = 1 and wake is null and exists (
              select from graphile_worker.jobs as job
                join graphile_worker._private_workers as worker on worker.id = job.locked_by
              where job.key = post.id and job.task_identifier = 'ig_post'
                and worker.last_heartbeat_at > now() - interval '10 seconds')))";
    let (soon, version) =
        (soon.as_secs_f64(), i32::try_from(Snapshot::VERSION).unwrap_or(i32::MAX));
    let parameters: [Parameter<'_>; 3] =
        [(&credentials, Type::TEXT_ARRAY), (&soon, Type::FLOAT8), (&version, Type::INT4)];
    let transaction = store.begin().await?;
    let rows = transaction.query(select, &parameters).await;
    let rows = match rows {
        Ok(rows) => {
            let wanted = rows.first().map(|row| row.try_get::<_, bool>(0)).transpose();
            transaction.read(wanted)
        }
        Err(error) => Err(error),
    };
    transaction.undo().await;
    Ok(rows?.unwrap_or(false))
}

/// The earliest time at which somebody has to look.
pub(super) async fn earliest(transaction: &Transaction<'_>) -> Result<Option<Timestamp>, Error> {
    let select = "select min(wake) from ig.post where wake is not null";
    let rows = transaction.query(select, &[]).await?;
    let next = rows.first().map(|row| row.try_get::<_, Option<_>>(0)).transpose();
    Ok(transaction.read(next)?.flatten().map(clock::time))
}
