//! The quota of accounts for which both the queue and `ig publish` publish: each counts the posts of
//! the other.

use ig_core::{
    Login, UserId,
    publish::{Outcome, QuotaLedger, Snapshot},
};
use ig_driver::Target;
use ig_queue::AccountId;
use ig_ureq::{Clock as _, SystemClock};

use super::{answer, find};
use crate::{failure::Failure, store::Folder};

/// The ledger with which `ig publish` begins, which has its own: that of the queue counts the posts of
/// both from when the queue knew the account.
pub(crate) fn ledger(
    folder: &Folder,
    api_base: &str,
    user: &UserId,
    own: QuotaLedger,
) -> Result<QuotaLedger, Failure> {
    let Some(store) = find(folder)? else { return Ok(own) };
    let Some(id) = id(api_base, user) else { return Ok(own) };
    let (queues, now) = (answer(store.account(&id))?.ledger, SystemClock.now());
    Ok(if own.usage(now) < queues.usage(now) { queues } else { own })
}

/// The queue counts a post that `ig publish` has published.
pub(crate) fn counted(folder: &Folder, api_base: &str, snapshot: &Snapshot) -> Result<(), Failure> {
    if !matches!(snapshot.outcome(), Some(Outcome::Published { .. })) {
        return Ok(());
    }
    let Some(mut store) = find(folder)? else { return Ok(()) };
    let Some(id) = id(api_base, snapshot.plan().user()) else { return Ok(()) };
    answer(store.count_beside(&id, snapshot.ledger(), Some(SystemClock.now())))
}

/// The queue counts the posts of an account that `ig publish` published before the queue knew of it.
pub(crate) fn begin(
    folder: &Folder,
    store: &mut ig_queue_sqlite::SqliteStore,
    id: &AccountId,
) -> Result<(), Failure> {
    let known = answer(store.account(id))?.ledger;
    if known != QuotaLedger::new(id.user.clone()) {
        return Ok(());
    }
    let target = Target::new(id.api_base.as_str(), Login::Facebook);
    let own = folder.ledger(&target, &id.user, false)?;
    match own.usage(SystemClock.now()) {
        0 => Ok(()),
        _ => answer(store.count_beside(id, &own, None)),
    }
}

fn id(api_base: &str, user: &UserId) -> Option<AccountId> {
    Some(AccountId { api_base: api_base.parse().ok()?, user: user.clone() })
}
