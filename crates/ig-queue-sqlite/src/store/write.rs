//! One write of a worker.

use ig_core::{Timestamp, publish::Surface};
use ig_queue::{AccountId, Incarnation, Said, Write, Written, apply};
use rusqlite::Transaction;

use crate::{brakes::Known, columns, event};

/// What the server has said to a publish of an account.
pub(super) struct Heard {
    pub(super) account: AccountId,
    pub(super) surface: Surface,
    pub(super) said: Said,
}

/// One write of a worker, by the rules, and what the server has said of its account,
/// which others have to know.
pub(super) fn one(
    transaction: &Transaction<'_>,
    write: &Write,
    now: Timestamp,
    known: Option<&Known>,
) -> rusqlite::Result<(Written, Option<Heard>)> {
    let Some(Ok(mut row)) = columns::post(transaction, &write.post)? else {
        return Ok((Written::Fenced, None));
    };
    let mut account = columns::account(transaction, &row.account)?;
    if let Some(known) = known {
        known.put(&mut account);
    }
    let written = apply(&mut row, &mut account, write, now);
    if written == Written::Fenced {
        transaction.prepare_cached("UPDATE meta SET fenced = fenced + 1")?.execute(())?;
    }
    let mut heard = None;
    if let Written::Done(_) = written {
        heard = write.facts.said.map(|said| Heard {
            account: account.id.clone(),
            surface: row.surface,
            said,
        });
        columns::put(transaction, &row)?;
        columns::put_account(transaction, &account)?;
        let who = row.holder.as_ref().map_or("nobody", Incarnation::as_str);
        event::add(transaction, &row.id, now, who, &write.words(&row))?;
    }
    Ok((written, heard))
}
