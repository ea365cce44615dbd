//! Tokens, and the codes that they are given for.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use ig_core::Timestamp;

use crate::{
    config::{Config, Login, scopes},
    ids::Ids,
    refusal::Refusal,
};

/// How long a code is good.
const CODE_LIFETIME: Duration = Duration::from_secs(3600);

/// All that can open something.
pub(crate) struct Tokens {
    tokens: Vec<Token>,
    codes: BTreeMap<String, Code>,
    /// When the sandbox saw its first request: before it, there is no time.
    started: Option<Timestamp>,
    lifetime: Option<Duration>,
    login: Login,
    declined: BTreeSet<String>,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    text: String,
    pub(crate) kind: TokenKind,
    pub(crate) login: Login,
    pub(crate) issued: Timestamp,
    pub(crate) expires: Option<Timestamp>,
    is_revoked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Of a person, for an hour or two.
    Short,
    /// Of a person, for sixty days, or for ever.
    Long,
    /// Of a Page.
    Page,
}

#[derive(Clone, Copy, Debug)]
struct Code {
    issued: Timestamp,
    is_used: bool,
}

/// Why a code gives no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadCode {
    Unknown,
    Used,
    Expired,
}

impl Tokens {
    pub(super) fn new(config: &Config) -> Self {
        let grant = &config.grant;
        let token = |text: &str, kind, login| Token {
            text: text.to_owned(),
            kind,
            login,
            issued: Timestamp::EPOCH,
            expires: None,
            is_revoked: false,
        };
        let code = Code { issued: Timestamp::EPOCH, is_used: false };
        Self {
            tokens: vec![
                token(&config.token, TokenKind::Long, config.login),
                token(Config::PAGE_TOKEN, TokenKind::Page, Login::Facebook),
            ],
            codes: [(grant.code.clone(), code)].into(),
            started: None,
            lifetime: grant.lifetime,
            login: config.login,
            declined: grant.declined.iter().cloned().collect(),
        }
    }

    /// The first request: what is there from the start is as old as that.
    pub(super) fn start(&mut self, now: Timestamp) {
        if self.started.is_some() {
            return;
        }
        self.started = Some(now);
        for token in &mut self.tokens {
            token.issued = now;
        }
        if let Some(token) = self.tokens.first_mut() {
            token.expires = self.lifetime.map(|lifetime| now.after(lifetime));
        }
        self.codes.values_mut().for_each(|code| code.issued = now);
    }

    pub(crate) fn find(&self, text: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.text == text)
    }

    /// All of them, to be masked wherever they turn up.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.text.as_str())
    }

    /// A token that is good on a host.
    pub(crate) fn good(&self, text: &str, login: Login, now: Timestamp) -> Result<&Token, Refusal> {
        let token = self.find(text).filter(|token| token.login == login);
        let token = token.ok_or_else(Refusal::bad_token)?;
        match token.trouble(now) {
            Some(refusal) => Err(refusal),
            None => Ok(token),
        }
    }

    /// Makes a token for a person.
    pub(crate) fn issue(
        &mut self,
        ids: &mut Ids,
        now: Timestamp,
        kind: TokenKind,
        login: Login,
        lifetime: Duration,
    ) -> String {
        let start = match login {
            Login::Facebook => "EAA",
            Login::Instagram => "IGAA",
        };
        // Letters and digits, as Meta's are.
        let letters = ids.letters(60).replace(['-', '_'], "Z");
        let text = format!("{start}{letters}");
        self.tokens.push(Token {
            text: text.clone(),
            kind,
            login,
            issued: now,
            expires: Some(now.after(lifetime)),
            is_revoked: false,
        });
        text
    }

    /// A code, as a login dialog gives it.
    pub(crate) fn issue_code(&mut self, ids: &mut Ids, now: Timestamp) -> String {
        let text = format!("AQ{}", ids.letters(40));
        self.codes.insert(text.clone(), Code { issued: now, is_used: false });
        text
    }

    /// Uses a code up.
    pub(crate) fn redeem(&mut self, code: &str, now: Timestamp) -> Result<(), BadCode> {
        let code = self.codes.get_mut(code).ok_or(BadCode::Unknown)?;
        if code.is_used {
            return Err(BadCode::Used);
        }
        if code.issued.after(CODE_LIFETIME) <= now {
            return Err(BadCode::Expired);
        }
        code.is_used = true;
        Ok(())
    }

    /// The scopes that the person has granted.
    pub(crate) fn granted(&self, login: Login) -> Vec<&'static str> {
        let all = scopes(login).iter().copied();
        all.filter(|scope| self.grants(scope)).collect()
    }

    pub(crate) fn grants(&self, scope: &str) -> bool {
        !self.declined.contains(scope)
    }

    /// The person takes a scope back, or, without one, the whole grant.
    pub(crate) fn revoke(&mut self, scope: Option<&str>) {
        match scope {
            Some(scope) => drop(self.declined.insert(scope.to_owned())),
            None => {
                let login = self.login;
                let theirs = self.tokens.iter_mut().filter(|token| token.login == login);
                theirs.for_each(|token| token.is_revoked = true);
            }
        }
    }
}

impl Token {
    /// Why it is good no more.
    pub(crate) fn trouble(&self, now: Timestamp) -> Option<Refusal> {
        if self.is_revoked {
            return Some(Refusal::revoked_token());
        }
        let expires = self.expires.filter(|expires| *expires <= now)?;
        Some(Refusal::expired_token(expires, now))
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("tokens", &self.tokens).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token({:?}, {:?})", self.kind, self.login)
    }
}
