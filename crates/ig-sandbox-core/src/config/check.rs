//! Checks that accounts, apps and tokens fit together, and that names are valid.

use super::{
    Account, App, Config, Login, TokenGrant,
    names::{check_host, check_origin, check_url},
    scopes,
};

/// An invalid configuration; the text says what, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{why}", place(.line, .column))]
pub struct InvalidConfig {
    why: String,
    line: Option<usize>,
    column: Option<usize>,
    /// The part that it is about: a caller that knows the place in a file adds it.
    pub(super) about: About,
}

/// A part of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct About {
    /// The name of the list that it is in; empty for all of the configuration.
    pub(super) list: &'static str,
    /// The index in the list.
    pub(super) at: usize,
    /// The key of the wrong value; empty for the whole part.
    pub(super) key: &'static str,
    /// The index in the key's value, if that is a list.
    pub(super) item: Option<usize>,
}

impl About {
    pub(super) const ALL: Self = Self::of("", 0);

    pub(super) const fn of(list: &'static str, at: usize) -> Self {
        Self { list, at, key: "", item: None }
    }

    pub(super) fn key(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    pub(super) fn item(self, item: usize) -> Self {
        Self { item: Some(item), ..self }
    }
}

impl InvalidConfig {
    pub(super) fn new(about: About, why: impl Into<String>) -> Self {
        Self { why: why.into(), line: None, column: None, about }
    }

    pub(super) fn at(mut self, line: usize, column: usize) -> Self {
        (self.line, self.column) = (Some(line), Some(column));
        self
    }

    /// The line of the file, from 1, if it came from one.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// The column of that line, in characters from 1.
    pub fn column(&self) -> Option<usize> {
        self.column
    }
}

fn place(line: &Option<usize>, column: &Option<usize>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!("line {line}, column {column}: "),
        _ => String::new(),
    }
}

impl Config {
    /// Checks that accounts, apps and tokens fit together, and that origins, hosts and the URLs of
    /// media are valid. A sandbox that starts with an invalid configuration uses what it can: a token
    /// for an account that does not exist opens nothing.
    ///
    /// # Errors
    ///
    /// The first thing that does not fit.
    pub fn check(&self) -> Result<(), InvalidConfig> {
        each("allowed_origins", &self.allowed_origins, check_origin)?;
        each("allowed_hosts", &self.allowed_hosts, check_host)?;
        for (at, (url, _)) in self.media.iter().enumerate() {
            let about = About::of("media", at).key("url");
            check_url(url).map_err(|why| InvalidConfig::new(about, why))?;
        }
        for (at, app) in self.apps.iter().enumerate() {
            check_app(app, &self.apps[..at]).map_err(|wrong| wrong.of("apps", at))?;
        }
        for (at, account) in self.accounts.iter().enumerate() {
            check_account(account, &self.accounts[..at])
                .map_err(|wrong| wrong.of("accounts", at))?;
        }
        for (at, token) in self.tokens.iter().enumerate() {
            self.check_token(at, token).map_err(|wrong| wrong.of("tokens", at))?;
        }
        if self.accounts.is_empty() || self.apps.is_empty() || self.tokens.is_empty() {
            let why = "a sandbox needs an account, an app and a token at least";
            return Err(InvalidConfig::new(About::ALL, why));
        }
        Ok(())
    }

    fn check_token(&self, at: usize, token: &TokenGrant) -> Result<(), Wrong> {
        let same = |other: &TokenGrant| other.text == token.text;
        let is_page = self.accounts.iter().any(|account| account.page.token == token.text);
        if token.text.trim().is_empty() || token.text.contains(char::is_whitespace) {
            return Err(Wrong::new("token", "a token must be a text without spaces"));
        }
        if self.tokens[..at].iter().any(same) || is_page {
            let why = "there is this token twice: give each grant, and each Page, its own";
            return Err(Wrong::new("token", why));
        }
        if token.code.is_some() && self.tokens[..at].iter().any(|other| other.code == token.code) {
            return Err(Wrong::new("code", "there is this code twice: give each grant its own"));
        }
        for (item, id) in token.accounts.iter().enumerate() {
            if self.accounts.iter().all(|account| account.id != *id) {
                let why = format!("there is no account {id} for this token: add it");
                return Err(Wrong::new("accounts", why).item(item));
            }
        }
        if token.login == Login::Instagram && token.accounts.len() > 1 {
            let why = "a token of Instagram Login is for one account: make one for each";
            return Err(Wrong::new("accounts", why));
        }
        if let Some(app) = &token.app
            && self.apps.iter().all(|known| known.id != *app)
        {
            let why = format!("there is no app {app} for this token: add it");
            return Err(Wrong::new("app", why));
        }
        check_scopes(token.login, &token.declined).map_err(|(_, why)| Wrong::new("scopes", why))
    }
}

/// A problem of one entry of a list.
struct Wrong {
    key: &'static str,
    item: Option<usize>,
    why: String,
}

impl Wrong {
    fn new(key: &'static str, why: impl Into<String>) -> Self {
        Self { key, item: None, why: why.into() }
    }

    fn item(self, item: usize) -> Self {
        Self { item: Some(item), ..self }
    }

    fn of(self, list: &'static str, at: usize) -> InvalidConfig {
        InvalidConfig::new(About { list, at, key: self.key, item: self.item }, self.why)
    }
}

fn each(
    list: &'static str,
    texts: &[String],
    check: impl Fn(&str) -> Result<(), String>,
) -> Result<(), InvalidConfig> {
    texts.iter().enumerate().try_for_each(|(at, text)| {
        check(text).map_err(|why| InvalidConfig::new(About::of(list, at), why))
    })
}

/// Whether all of these are scopes of the host; if not, the index of the first that is not.
pub(super) fn check_scopes(login: Login, names: &[String]) -> Result<(), (usize, String)> {
    let known = scopes(login);
    match names.iter().position(|name| !known.contains(&name.as_str())) {
        Some(at) => {
            let name = &names[at];
            Err((at, format!("there is no scope `{name}`: there are {}", known.join(", "))))
        }
        None => Ok(()),
    }
}

fn check_app(app: &App, before: &[App]) -> Result<(), Wrong> {
    if !is_digits(&app.id) {
        return Err(Wrong::new("id", "the id of an app must be digits"));
    }
    if app.secret.is_empty() {
        return Err(Wrong::new("secret", "an app needs a secret"));
    }
    match before.iter().any(|other| other.id == app.id) {
        true => Err(Wrong::new("id", format!("there is the app {} twice", app.id))),
        false => Ok(()),
    }
}

fn check_account(account: &Account, before: &[Account]) -> Result<(), Wrong> {
    for (key, id) in [("id", &account.id), ("page", &account.page.id)] {
        if !is_digits(id) {
            return Err(Wrong::new(key, "the ids of accounts and Pages must be digits"));
        }
    }
    if account.username.trim().is_empty() {
        return Err(Wrong::new("username", "an account needs a username"));
    }
    let is_twice = |key, is_same: fn(&Account, &Account) -> bool| {
        let why = format!("there is the account {} or its Page twice", account.id);
        match before.iter().any(|other| is_same(other, account)) {
            true => Err(Wrong::new(key, why)),
            false => Ok(()),
        }
    };
    is_twice("id", |other, account| other.id == account.id)?;
    is_twice("page", |other, account| other.page.id == account.page.id)?;
    match before.iter().any(|other| other.page.token == account.page.token) {
        true => {
            let why = "there is the token of this Page twice: give each its own";
            Err(Wrong::new("page", why))
        }
        false => Ok(()),
    }
}

fn is_digits(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
