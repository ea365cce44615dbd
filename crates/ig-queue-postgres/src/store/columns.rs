//! Rows of the tables and the values that they stand for.

use std::time::{Duration, SystemTime};

use ig_core::Timestamp;
use ig_queue::{Account, AccountId, PostId, Row, State};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{clock::time, connection::Transaction, error::Error, place::Place};

/// The columns of a post, as they are read.
pub(super) const POST: &str = "\
id, key, api_base, user_id, credential, surface, due, typed, zone, lead_ms, late::text, sends, state, \
wake, epoch, version, holder, intent_at, is_counted, claims, plan::text, snapshot::text, \
outcome::text, note::text, permalink";

/// The columns of an account, as they are read.
pub(super) const ACCOUNT: &str = "\
a.api_base, a.user_id, a.ledger::text, a.feed::text, a.stories::text, a.publishing, a.last_intent, \
a.paused";

/// A post, or what is wrong with it.
pub(super) fn post(place: &Place, row: &tokio_postgres::Row) -> Result<Row, Error> {
    let damaged = |why: String| Error::Damaged { place: place.clone(), why };
    let id: String = row.try_get("id").map_err(|error| damaged(format!("an id: {error}")))?;
    let id: PostId = id.parse().map_err(|error| damaged(format!("an id: {error}")))?;
    value(row)
        .and_then(|value| serde_json::from_value(value).map_err(|error| error.to_string()))
        .map_err(|why| Error::DamagedPost { post: id, why })
}

/// The row as serde knows it.
fn value(row: &tokio_postgres::Row) -> Result<Value, String> {
    let words = |name: &str| -> Result<Option<String>, String> {
        row.try_get(name).map_err(|error| wrong(name, &error))
    };
    let nested = |name: &str| -> Result<Value, String> {
        match words(name)? {
            Some(json) => serde_json::from_str(&json).map_err(|error| wrong(name, &error)),
            None => Ok(Value::Null),
        }
    };
    let at = |name: &str| -> Result<Option<Timestamp>, String> {
        let at: Option<SystemTime> = row.try_get(name).map_err(|error| wrong(name, &error))?;
        Ok(at.map(time))
    };
    let number = |name: &str| -> Result<u64, String> {
        let number: i64 = row.try_get(name).map_err(|error| wrong(name, &error))?;
        u64::try_from(number).map_err(|error| wrong(name, &error))
    };
    let state: i16 = row.try_get("state").map_err(|error| wrong("state", &error))?;
    let is_counted: bool =
        row.try_get("is_counted").map_err(|error| wrong("is_counted", &error))?;
    Ok(json!({
        "id": words("id")?,
        "key": words("key")?,
        "account": { "api_base": words("api_base")?, "user": words("user_id")? },
        "credential": words("credential")?,
        "surface": words("surface")?,
        "due": { "at": at("due")?, "typed": words("typed")?, "zone": words("zone")? },
        "lead": Duration::from_millis(number("lead_ms")?),
        "late": nested("late")?,
        "sends": words("sends")?,
        "state": State::of_number(state.into()).ok_or("state is not known")?,
        "wake": at("wake")?,
        "fence": { "epoch": number("epoch")?, "version": number("version")? },
        "holder": words("holder")?,
        "intent_at": at("intent_at")?,
        "is_counted": is_counted,
        "claims": number("claims")?,
        "plan": words("plan")?,
        "snapshot": words("snapshot")?,
        "outcome": words("outcome")?,
        "note": nested("note")?,
        "permalink": words("permalink")?,
    }))
}

/// An account.
pub(super) fn account(
    transaction: &Transaction<'_>,
    row: &tokio_postgres::Row,
) -> Result<Account, Error> {
    let mut account = Account::new(account_id(transaction, row)?);
    account.ledger = from_json(transaction, row, "ledger")?;
    account.feed = from_json(transaction, row, "feed")?;
    account.stories = from_json(transaction, row, "stories")?;
    let publishing: Option<String> = transaction.read(row.try_get("publishing"))?;
    account.publishing = publishing.and_then(|id| id.parse().ok());
    account.last_intent = transaction.read(row.try_get::<_, Option<_>>("last_intent"))?.map(time);
    account.paused = transaction.read(row.try_get("paused"))?;
    Ok(account)
}

/// The key of an account.
pub(super) fn account_id(
    transaction: &Transaction<'_>,
    row: &tokio_postgres::Row,
) -> Result<AccountId, Error> {
    let api_base: String = transaction.read(row.try_get("api_base"))?;
    let user: String = transaction.read(row.try_get("user_id"))?;
    match (api_base.parse(), user.parse()) {
        (Ok(api_base), Ok(user)) => Ok(AccountId { api_base, user }),
        _ => Err(Error::Damaged {
            place: transaction.place().clone(),
            why: "an account has no valid id".to_owned(),
        }),
    }
}

fn from_json<T: DeserializeOwned>(
    transaction: &Transaction<'_>,
    row: &tokio_postgres::Row,
    name: &str,
) -> Result<T, Error> {
    let json: String = transaction.read(row.try_get(name))?;
    serde_json::from_str(&json).map_err(|error| Error::Damaged {
        place: transaction.place().clone(),
        why: wrong(&format!("{name} of an account"), &error),
    })
}

fn wrong(name: &str, error: &dyn std::fmt::Display) -> String {
    format!("{name}: {error}")
}

/// A value as JSON.
pub(super) fn text(value: &impl Serialize) -> String {
    match serde_json::to_string(value) {
        Ok(json) => json,
        Err(error) => unreachable!("every key of it is a string: {error}"),
    }
}

/// The JSON of an enum without values, and without its quotes.
pub(super) fn word(value: &impl Serialize) -> String {
    text(value).trim_matches('"').to_owned()
}

/// Words of people, which may have what Postgres has no place for in a text.
pub(super) fn words(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// A number, for a parameter.
pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
