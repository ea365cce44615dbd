//! Rows of posts are added and stored.

use ig_queue::Row;
use tokio_postgres::types::Type;

use super::columns::{text, whole, word, words};
use crate::{
    clock::at,
    connection::{Parameter, Transaction},
    error::Error,
};

/// Adds a post. Whether it is there now: nothing is added where its id or its key is in use.
pub(super) async fn add(transaction: &Transaction<'_>, row: &Row) -> Result<bool, Error> {
    let insert = "\
        insert into ig.post (
            id, surface, due, typed, zone, lead_ms, late, sends, state, wake, epoch, version, holder,
            intent_at, is_counted, claims, plan, snapshot, outcome, note,
            key, api_base, user_id, credential)
        values (
            $1, $2, $3, $4, $5, $6, $7::json, $8, $9, $10, $11, $12, $13,
            $14, $15, $16, $17::json, $18::json, $19::json, $20::json,
            $21, $22, $23, $24)
        on conflict do nothing returning 1";
    let key = row.key.as_ref().map(|key| key.as_str());
    let fixed: [Parameter<'_>; 4] = [
        (&key, Type::TEXT),
        (&row.account.api_base.as_str(), Type::TEXT),
        (&row.account.user.as_str(), Type::TEXT),
        (&row.credential.as_str(), Type::TEXT),
    ];
    Ok(!send(transaction, insert, row, &fixed).await?.is_empty())
}

/// Stores what may change of a post that is locked.
pub(super) async fn put(transaction: &Transaction<'_>, row: &Row) -> Result<(), Error> {
    let update = "\
        update ig.post
        set surface = $2, due = $3, typed = $4, zone = $5, lead_ms = $6, late = $7::json, sends = $8,
            state = $9, wake = $10, epoch = $11, version = $12, holder = $13, intent_at = $14,
            is_counted = $15, claims = $16, plan = $17::json, snapshot = $18::json,
            outcome = $19::json, note = $20::json
        where id = $1";
    send(transaction, update, row, &[]).await.map(drop)
}

async fn send(
    transaction: &Transaction<'_>,
    statement: &str,
    row: &Row,
    more: &[Parameter<'_>],
) -> Result<Vec<tokio_postgres::Row>, Error> {
    let lead = i64::try_from(row.lead.as_millis()).unwrap_or(i64::MAX);
    let holder = row.holder.as_ref().map(|holder| holder.as_str());
    let note = row.note.as_ref().map(text);
    let (late, surface, sends) = (text(&row.late), word(&row.surface), word(&row.sends));
    let (due, wake, intent_at) = (at(row.due.at()), row.wake.map(at), row.intent_at.map(at));
    let (epoch, version) = (whole(row.fence.epoch), whole(row.fence.version));
    let (state, claims) = (i16::from(row.state.number()), i64::from(row.claims));
    let (id, typed, zone) = (row.id.as_str(), words(row.due.typed()), row.due.zone());
    let parameters: [Parameter<'_>; 20] = [
        (&id, Type::TEXT),
        (&surface, Type::TEXT),
        (&due, Type::TIMESTAMPTZ),
        (&typed, Type::TEXT),
        (&zone, Type::TEXT),
        (&lead, Type::INT8),
        (&late, Type::TEXT),
        (&sends, Type::TEXT),
        (&state, Type::INT2),
        (&wake, Type::TIMESTAMPTZ),
        (&epoch, Type::INT8),
        (&version, Type::INT8),
        (&holder, Type::TEXT),
        (&intent_at, Type::TIMESTAMPTZ),
        (&row.is_counted, Type::BOOL),
        (&claims, Type::INT8),
        (&row.plan, Type::TEXT),
        (&row.snapshot, Type::TEXT),
        (&row.outcome, Type::TEXT),
        (&note, Type::TEXT),
    ];
    let all: Vec<Parameter<'_>> = parameters.into_iter().chain(more.iter().cloned()).collect();
    transaction.query(statement, &all).await
}
