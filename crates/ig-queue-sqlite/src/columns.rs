//! Rows of the database and the values that they stand for.

use ig_core::Timestamp;
use ig_queue::{Account, AccountId, PostId, Row, State};
use rusqlite::{Connection, OptionalExtension as _, named_params, params, types::ValueRef};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::error::Error;

/// The columns of a post, in the order in which they are selected.
const POST: &str = "id, key, api_base, user_id, credential, surface, due, typed, zone, lead, late, \
                    sends, state, wake, epoch, version, holder, intent_at, is_counted, claims, plan, \
                    snapshot, outcome, note, permalink";

const PUT: &str = "
INSERT INTO post VALUES (
    :id, :key, :api_base, :user_id, :credential, :surface, :due, :typed, :zone, :lead, :late,
    :sends, :state, :wake, :epoch, :version, :holder, :intent_at, :is_counted, :claims, :plan,
    :snapshot, :outcome, :note, :permalink)
ON CONFLICT (id) DO UPDATE SET
    surface = :surface, due = :due, typed = :typed, zone = :zone, lead = :lead, late = :late,
    sends = :sends, state = :state, wake = :wake, epoch = :epoch, version = :version,
    holder = :holder, intent_at = :intent_at, is_counted = :is_counted, claims = :claims,
    plan = :plan, snapshot = :snapshot, outcome = :outcome, note = :note,
    permalink = :permalink";

/// Inserts a post, or replaces what may change of it.
pub(crate) fn put(database: &Connection, row: &Row) -> rusqlite::Result<()> {
    let lead = i64::try_from(row.lead.as_millis()).unwrap_or(i64::MAX);
    database.prepare_cached(PUT)?.execute(named_params! {
        ":id": row.id.as_str(),
        ":key": row.key.as_ref().map(|key| key.as_str()),
        ":api_base": row.account.api_base.as_str(),
        ":user_id": row.account.user.as_str(),
        ":credential": row.credential.as_str(),
        ":surface": word(&row.surface),
        ":due": millis(row.due.at()),
        ":typed": row.due.typed(),
        ":zone": row.due.zone(),
        ":lead": lead,
        ":late": text(&row.late),
        ":sends": word(&row.sends),
        ":state": row.state.number(),
        ":wake": row.wake.map(millis),
        ":epoch": whole(row.fence.epoch),
        ":version": whole(row.fence.version),
        ":holder": row.holder.as_ref().map(|holder| holder.as_str()),
        ":intent_at": row.intent_at.map(millis),
        ":is_counted": row.is_counted,
        ":claims": row.claims,
        ":plan": row.plan.as_bytes(),
        ":snapshot": row.snapshot.as_ref().map(|it| it.as_bytes()),
        ":outcome": row.outcome.as_ref().map(|it| it.as_bytes()),
        ":note": row.note.as_ref().map(text),
        ":permalink": row.permalink,
    })?;
    Ok(())
}

/// The post with this id.
pub(crate) fn post(
    database: &Connection,
    id: &PostId,
) -> rusqlite::Result<Option<Result<Row, Error>>> {
    one(database, "id", id.as_str())
}

/// The post with this value in a column that is unique.
pub(crate) fn one(
    database: &Connection,
    column: &str,
    value: &str,
) -> rusqlite::Result<Option<Result<Row, Error>>> {
    let sql = format!("SELECT {POST} FROM post WHERE {column} = ?");
    database.prepare_cached(&sql)?.query_row([value], read).optional()
}

/// All posts that a condition finds, which has places for `values`.
pub(crate) fn all(
    database: &Connection,
    rest: &str,
    values: &[rusqlite::types::Value],
) -> rusqlite::Result<Vec<Result<Row, Error>>> {
    let mut select = database.prepare_cached(&format!("SELECT {POST} FROM post {rest}"))?;
    let rows = select.query_map(rusqlite::params_from_iter(values), read)?;
    rows.collect()
}

/// A post, or its id and what is wrong with it.
fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<Row, Error>> {
    let id: String = row.get("id")?;
    Ok(value(row)
        .and_then(|value| serde_json::from_value(value).map_err(|it| it.to_string()))
        .map_err(|why| match id.parse() {
            Ok(post) => Error::DamagedPost { post, why },
            Err(error) => {
                Error::Damaged { path: Default::default(), why: format!("an id: {error}") }
            }
        }))
}

/// The row as serde knows it: a column that has another type than it should is an error then.
fn value(row: &rusqlite::Row<'_>) -> Result<Value, String> {
    let plain = |name: &str| -> Result<Value, String> {
        match row.get_ref(name).map_err(|error| error.to_string())? {
            ValueRef::Null => Ok(Value::Null),
            ValueRef::Integer(number) => Ok(number.into()),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.into()),
                Err(_) => Err(format!("{name} is not UTF-8")),
            },
            ValueRef::Real(_) => Err(format!("{name} is a fraction")),
        }
    };
    let nested = |name: &str| -> Result<Value, String> {
        match plain(name)? {
            Value::String(text) => {
                serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
            }
            other => Ok(other),
        }
    };
    let lead = plain("lead")?.as_u64().ok_or("lead is not a length of time")?;
    let state = plain("state")?.as_i64().and_then(State::of_number).ok_or("state is not known")?;
    Ok(json!({
        "id": plain("id")?,
        "key": plain("key")?,
        "account": { "api_base": plain("api_base")?, "user": plain("user_id")? },
        "credential": plain("credential")?,
        "surface": plain("surface")?,
        "due": { "at": plain("due")?, "typed": plain("typed")?, "zone": plain("zone")? },
        "lead": std::time::Duration::from_millis(lead),
        "late": nested("late")?,
        "sends": plain("sends")?,
        "state": state,
        "wake": plain("wake")?,
        "fence": { "epoch": plain("epoch")?, "version": plain("version")? },
        "holder": plain("holder")?,
        "intent_at": plain("intent_at")?,
        "is_counted": plain("is_counted")? == 1,
        "claims": plain("claims")?,
        "plan": plain("plan")?,
        "snapshot": plain("snapshot")?,
        "outcome": plain("outcome")?,
        "note": nested("note")?,
        "permalink": plain("permalink")?,
    }))
}

/// An account; one that is not there is new.
pub(crate) fn account(database: &Connection, id: &AccountId) -> rusqlite::Result<Account> {
    let mut select = database.prepare_cached(
        "SELECT ledger, feed, stories, publishing, last_intent, paused FROM account
         WHERE api_base = ? AND user_id = ?",
    )?;
    let found = select.query_row([id.api_base.as_str(), id.user.as_str()], |row| {
        let mut account = Account::new(id.clone());
        account.ledger = from_json(row, 0)?;
        account.feed = from_json(row, 1)?;
        account.stories = from_json(row, 2)?;
        let publishing: Option<String> = row.get(3)?;
        account.publishing = publishing.and_then(|id| id.parse().ok());
        account.last_intent = row.get::<_, Option<i64>>(4)?.map(time);
        account.paused = row.get(5)?;
        Ok(account)
    });
    Ok(found.optional()?.unwrap_or_else(|| Account::new(id.clone())))
}

/// The accounts that there are.
pub(crate) fn accounts(database: &Connection) -> rusqlite::Result<Vec<AccountId>> {
    let mut select = database.prepare_cached(
        "SELECT api_base, user_id FROM account UNION SELECT api_base, user_id FROM post ORDER BY 1, 2",
    )?;
    let found =
        select.query_map((), |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut accounts = Vec::new();
    for found in found {
        let (api_base, user) = found?;
        if let (Ok(api_base), Ok(user)) = (api_base.parse(), user.parse()) {
            accounts.push(AccountId { api_base, user });
        }
    }
    Ok(accounts)
}

/// Inserts an account, or replaces it.
pub(crate) fn put_account(database: &Connection, account: &Account) -> rusqlite::Result<()> {
    let mut put =
        database.prepare_cached("REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?;
    put.execute(params![
        account.id.api_base.as_str(),
        account.id.user.as_str(),
        text(&account.ledger).into_bytes(),
        text(&account.feed).into_bytes(),
        text(&account.stories).into_bytes(),
        account.publishing.as_ref().map(|post| post.as_str()),
        account.last_intent.map(millis),
        account.paused,
    ])?;
    Ok(())
}

fn from_json<T: DeserializeOwned>(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<T> {
    let bytes: Vec<u8> = row.get(at)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Blob, error.into())
    })
}

pub(crate) fn text(value: &impl Serialize) -> String {
    match serde_json::to_string(value) {
        Ok(json) => json,
        Err(error) => unreachable!("every key of it is a string: {error}"),
    }
}

/// The JSON of an enum without values, and without its quotes.
fn word(value: &impl Serialize) -> String {
    text(value).trim_matches('"').to_owned()
}

pub(crate) fn millis(at: Timestamp) -> i64 {
    i64::try_from(at.as_unix_millis()).unwrap_or(i64::MAX)
}

pub(crate) fn time(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(u64::try_from(millis).unwrap_or(0))
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
