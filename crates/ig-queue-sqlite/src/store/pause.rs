//! An account is paused, or goes on, and its posts with it.

use ig_core::Timestamp;
use ig_queue::{AccountId, Event, pause};
use rusqlite::{Transaction, types::Value};

use crate::{
    columns::{self, millis},
    event,
};

pub(super) fn run(
    transaction: &Transaction<'_>,
    id: &AccountId,
    words: Option<String>,
    now: Timestamp,
    who: &str,
) -> rusqlite::Result<()> {
    let mut account = columns::account(transaction, id)?;
    pause(&mut account, words);
    columns::put_account(transaction, &account)?;
    if account.paused.is_some() {
        return Ok(());
    }
    let waits = "WHERE wake > ? AND api_base = ? AND user_id = ? AND note IS NOT NULL";
    let (api_base, user) = (id.api_base.to_string(), id.user.as_str().to_owned());
    let values: [Value; 3] = [millis(now).into(), api_base.into(), user.into()];
    // One that cannot be read is held by the next claim.
    for mut row in columns::all(transaction, waits, &values)?.into_iter().flatten() {
        if row.goes_on(now) {
            columns::put(transaction, &row)?;
            event::add(transaction, &row.id, now, who, &Event::went_on(now, who).what)?;
        }
    }
    Ok(())
}
