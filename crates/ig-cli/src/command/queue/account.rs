//! `ig queue pause` and `ig queue go`

use ig_core::UserId;
use ig_queue::{AccountId, Records, Store as _};
use serde_json::json;

use crate::{
    args::{GoArgs, PauseArgs},
    config::id_of,
    failure::{Exit, Failure},
    output::Output,
    queue::{self, Place},
};

pub(super) fn pause<P: Place>(args: &PauseArgs<P>, output: &Output) -> Result<Exit, Failure> {
    set(&args.place, &args.account, Some(&args.because), output)
}

pub(super) fn go<P: Place>(args: &GoArgs<P>, output: &Output) -> Result<Exit, Failure> {
    set(&args.place, &args.account, None, output)
}

fn set<P: Place>(
    place: &P,
    user: &str,
    words: Option<&str>,
    output: &Output,
) -> Result<Exit, Failure> {
    let missing = || {
        Failure::usage("there is no such account in the queue")
            .because("no post of the queue is for it")
            .fix(format!("take the id of the account from `{} list`", P::COMMAND))
    };
    let mut store = place.find()?.ok_or_else(missing)?;
    let accounts = match id_of(user)? {
        Some(user) => accounts(&mut store, &user)?,
        None => Vec::new(),
    };
    if accounts.is_empty() {
        return Err(missing());
    }
    // The same number on another API is another account; a person means the only one that there
    // is, or all of them.
    for account in &accounts {
        let words = words.map(str::to_owned);
        queue::answer(store.pause(account, words))?;
    }
    if output.is_json() {
        let accounts: Vec<_> = accounts
            .iter()
            .map(|it| json!({ "user": it.user, "api_base": it.api_base, "paused": words }))
            .collect();
        output.object(&json!({ "accounts": accounts }));
        return Ok(Exit::Success);
    }
    for AccountId { user, api_base } in &accounts {
        match words {
            Some(words) => output.line(format_args!("{user} is paused ({words}) on {api_base}")),
            None => output.line(format_args!("{user} goes on, on {api_base}")),
        }
    }
    Ok(Exit::Success)
}

fn accounts(store: &mut impl Records, user: &UserId) -> Result<Vec<AccountId>, Failure> {
    let all = queue::answer(store.accounts())?;
    Ok(all.into_iter().filter(|account| account.user == *user).collect())
}
