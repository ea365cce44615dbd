//! `ig queue pause` and `ig queue go`

use ig_queue::{AccountId, Store as _};
use ig_queue_sqlite::SqliteStore;
use serde_json::json;

use super::kept;
use crate::{
    args::{GoArgs, PauseArgs, PostsArgs},
    failure::{Exit, Failure},
    output::Output,
    queue,
};

pub(super) fn pause(args: &PauseArgs, output: &Output) -> Result<Exit, Failure> {
    set(&args.folder, &args.account, Some(&args.because), output)
}

pub(super) fn go(args: &GoArgs, output: &Output) -> Result<Exit, Failure> {
    set(&args.folder, &args.account, None, output)
}

fn set(
    folder: &PostsArgs,
    user: &str,
    words: Option<&str>,
    output: &Output,
) -> Result<Exit, Failure> {
    let folder = kept(folder)?;
    let missing = || {
        Failure::usage("there is no such account in the queue")
            .because("no post of the queue is for it")
            .fix("take the id of the account from `ig queue list`")
    };
    let mut store = queue::find(&folder)?.ok_or_else(missing)?;
    let accounts = accounts(&store, user)?;
    if accounts.is_empty() {
        return Err(missing());
    }
    // The same number on another API is another account; a person means the only one that there
    // is, or all of them.
    for account in &accounts {
        let words = words.map(str::to_owned);
        store.pause(account, words).map_err(|error| queue::failure(&error))?;
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

fn accounts(store: &SqliteStore, user: &str) -> Result<Vec<AccountId>, Failure> {
    let all = store.accounts().map_err(|error| queue::failure(&error))?;
    Ok(all.into_iter().filter(|account| account.user.as_str() == user).collect())
}
