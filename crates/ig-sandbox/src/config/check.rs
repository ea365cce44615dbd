//! Whether accounts, apps and tokens fit together.

use super::{Account, App, Config, Login, TokenGrant, scopes};

/// A configuration that makes no sense; the text says what, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{why}", place(.line, .column))]
pub struct InvalidConfig {
    why: String,
    line: Option<usize>,
    column: Option<usize>,
    /// What it is about, for those who know where that stands.
    pub(super) about: About,
}

/// A part of a configuration, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    All,
    App(usize),
    Account(usize),
    Token(usize),
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
    /// Checks that accounts, apps and tokens fit together. A sandbox that starts with others makes
    /// the best of them: a token for an account that is not there opens nothing.
    ///
    /// # Errors
    ///
    /// The first thing that does not fit.
    pub fn check(&self) -> Result<(), InvalidConfig> {
        for (at, app) in self.apps.iter().enumerate() {
            check_app(app, &self.apps[..at])
                .map_err(|why| InvalidConfig::new(About::App(at), why))?;
        }
        for (at, account) in self.accounts.iter().enumerate() {
            check_account(account, &self.accounts[..at])
                .map_err(|why| InvalidConfig::new(About::Account(at), why))?;
        }
        for (at, token) in self.tokens.iter().enumerate() {
            self.check_token(at, token).map_err(|why| InvalidConfig::new(About::Token(at), why))?;
        }
        if self.accounts.is_empty() || self.apps.is_empty() || self.tokens.is_empty() {
            let why = "a sandbox needs an account, an app and a token at least";
            return Err(InvalidConfig::new(About::All, why));
        }
        Ok(())
    }

    fn check_token(&self, at: usize, token: &TokenGrant) -> Result<(), String> {
        let same = |other: &TokenGrant| other.text == token.text;
        let is_page = self.accounts.iter().any(|account| account.page.token == token.text);
        if token.text.trim().is_empty() || token.text.contains(char::is_whitespace) {
            return Err("a token must be a text without spaces".to_owned());
        }
        if self.tokens[..at].iter().any(same) || is_page {
            let what = "there is this token twice: give each grant, and each Page, its own";
            return Err(what.to_owned());
        }
        if token.code.is_some() && self.tokens[..at].iter().any(|other| other.code == token.code) {
            return Err("there is this code twice: give each grant its own".to_owned());
        }
        for id in &token.accounts {
            if self.accounts.iter().all(|account| account.id != *id) {
                return Err(format!("there is no account {id} for this token: add it"));
            }
        }
        if token.login == Login::Instagram && token.accounts.len() > 1 {
            let why = "a token of Instagram Login is for one account: make one for each";
            return Err(why.to_owned());
        }
        if let Some(app) = &token.app
            && self.apps.iter().all(|known| known.id != *app)
        {
            return Err(format!("there is no app {app} for this token: add it"));
        }
        check_scopes(token.login, &token.declined)
    }
}

/// Whether all of these are scopes of the host.
pub(super) fn check_scopes(login: Login, names: &[String]) -> Result<(), String> {
    let known = scopes(login);
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("there is no scope `{name}`: there are {}", known.join(", "))),
        None => Ok(()),
    }
}

fn check_app(app: &App, before: &[App]) -> Result<(), String> {
    if !is_digits(&app.id) {
        return Err("the id of an app must be digits".to_owned());
    }
    if app.secret.is_empty() {
        return Err("an app needs a secret".to_owned());
    }
    match before.iter().any(|other| other.id == app.id) {
        true => Err(format!("there is the app {} twice", app.id)),
        false => Ok(()),
    }
}

fn check_account(account: &Account, before: &[Account]) -> Result<(), String> {
    if !is_digits(&account.id) || !is_digits(&account.page.id) {
        return Err("the ids of accounts and Pages must be digits".to_owned());
    }
    if account.username.trim().is_empty() {
        return Err("an account needs a username".to_owned());
    }
    if before.iter().any(|other| other.id == account.id || other.page.id == account.page.id) {
        return Err(format!("there is the account {} or its Page twice", account.id));
    }
    match before.iter().any(|other| other.page.token == account.page.token) {
        true => Err("there is the token of this Page twice: give each its own".to_owned()),
        false => Ok(()),
    }
}

fn is_digits(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
