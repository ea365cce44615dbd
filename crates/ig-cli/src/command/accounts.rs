//! `ig accounts`: the accounts of the configuration, and whether their tokens can be used. One that
//! cannot makes it fail, so that a script notices before the first post.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use ig_core::{AccessToken, Login};
use serde::Serialize;

use crate::{
    access,
    args::AccountsArgs,
    config::{Account, Config, TokenFrom},
    failure::{Exit, Failure},
    output::Output,
    target::login_word,
    text::plain,
    token_file,
};

/// The accounts, for programs.
#[derive(Debug, Serialize)]
struct Report {
    /// The file that they are in; `null` if there is none.
    config: Option<String>,
    accounts: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    /// Whether it is used where none is named.
    default: bool,
    user: Option<String>,
    login: &'static str,
    api_base: String,
    token: Token,
}

/// The state of a token, and nothing of the token.
#[derive(Debug, Serialize)]
struct Token {
    /// `file` or `command`.
    from: &'static str,
    /// The file or the program.
    name: String,
    readable: bool,
    problem: Option<String>,
}

pub(super) fn run(args: &AccountsArgs, output: &Output) -> Result<Exit, Failure> {
    let config = Config::load(args.config.as_deref())?;
    let default = config.as_ref().and_then(Config::default_account).map(|it| it.name.clone());
    let accounts = config.as_ref().map(Config::accounts).unwrap_or_default();
    let is_default = |account: &Account| default.as_deref() == Some(account.name.as_str());
    let entries: Vec<_> = accounts
        .iter()
        .zip(tokens(accounts))
        .map(|(account, token)| entry(account, token, is_default(account), output))
        .collect();
    let exit = match entries.iter().all(|entry| entry.token.problem.is_none()) {
        true => Exit::Success,
        false => Exit::Failed,
    };
    if output.is_json() {
        let path = config.as_ref().map(|config| config.path().display().to_string());
        output.object(&Report { config: path, accounts: entries });
        return Ok(exit);
    }
    let width = entries.iter().map(|entry| entry.name.len()).max().unwrap_or_default();
    for entry in &entries {
        let Entry { name, user, login, token, .. } = entry;
        let mark = if entry.default { "*" } else { " " };
        let user = user.as_deref().unwrap_or("(no user_id)");
        let state = match &token.problem {
            None => format!("token from {} {}", token.from, token.name),
            Some(problem) if token.readable => {
                format!("token from {} {} cannot be used: {problem}", token.from, token.name)
            }
            Some(problem) => format!("no token: {problem}"),
        };
        output.line(plain(&format!("{mark} {name:<width$}  {user:<17}  {login:<9}  {state}")));
    }
    if entries.is_empty() {
        let place = Config::place(args.config.as_deref())?;
        output.note(format_args!("no accounts in {}; `ig login` adds one", place.display()));
    } else if default.is_none() {
        output.note(
            "none is the default: name one with --account, or write account = \"NAME\" on top",
        );
    }
    Ok(exit)
}

/// How many tokens are asked for at once: a command may ask a server, and a person is not to be asked
/// for a hundred passwords.
const AT_ONCE: usize = 8;

/// The tokens of accounts, in their order.
fn tokens(accounts: &[Account]) -> Vec<Result<AccessToken, Failure>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(account) = accounts.get(at) else { return done };
            done.push((at, account.token()));
        }
    };
    let mut done = thread::scope(|scope| {
        let threads = 0..accounts.len().min(AT_ONCE);
        let threads: Vec<_> = threads.map(|_| scope.spawn(work)).collect();
        let ends = threads.into_iter().map(|thread| thread.join());
        ends.flat_map(|end| end.unwrap_or_else(|panic| resume_unwind(panic))).collect::<Vec<_>>()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, token)| token).collect()
}

fn entry(
    account: &Account,
    token: Result<AccessToken, Failure>,
    default: bool,
    output: &Output,
) -> Entry {
    let login = account.login.unwrap_or(Login::Facebook);
    let (from, name) = match &account.token {
        TokenFrom::File(path) => ("file", path.display().to_string()),
        TokenFrom::Command { words, .. } => ("command", words[0].clone()),
    };
    let readable = token.is_ok();
    let problem = match token {
        Ok(token) => access::other_login_of(&token, login)
            .map(|other| format!("it is for {} login", login_word(other))),
        Err(failure) => Some(failure.why()),
    };
    if let (true, Some(path)) = (readable, account.token_file()) {
        token_file::warn_if_open(path, output);
    }
    Entry {
        name: account.name.clone(),
        default,
        user: account.user.as_ref().map(ToString::to_string),
        login: login_word(login),
        api_base: account.api_base.clone().unwrap_or_else(|| login.api_base().to_owned()),
        token: Token { from, name, readable, problem },
    }
}
