//! Tokens, and the codes that are exchanged for them.

mod saved;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, Login, TokenGrant, scopes},
    ids::Ids,
    refusal::Refusal,
    time::Timestamp,
};

/// The validity of a code.
const CODE_LIFETIME: Duration = Duration::from_secs(3600);

/// All tokens, codes and grants.
pub(crate) struct Tokens {
    pub(super) tokens: Vec<Token>,
    pub(super) codes: BTreeMap<String, Code>,
    pub(super) grants: Vec<Grant>,
    /// The time of the first request: before it, there is no time.
    pub(super) started: Option<Timestamp>,
    /// Whether there are changes to save.
    pub(super) has_changed: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(super) text: String,
    pub(crate) kind: TokenKind,
    pub(crate) login: Login,
    /// The accounts that it acts for.
    pub(crate) accounts: Vec<String>,
    /// The grant that it comes from, by its number.
    pub(crate) grant: usize,
    pub(crate) issued: Timestamp,
    pub(crate) expires: Option<Timestamp>,
    /// The validity from the start on, if it exists from the start.
    pub(super) lifetime: Option<Duration>,
    pub(super) is_revoked: bool,
    /// Whether it is in the configuration.
    is_given: bool,
}

/// What a person allows an app to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    /// The id of the app.
    pub(crate) app: String,
    declined: BTreeSet<String>,
    /// The scopes that the person has revoked since.
    withdrawn: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenKind {
    /// Of a person, for an hour or two.
    Short,
    /// Of a person, for sixty days, or for ever.
    Long,
    /// Of a Page.
    Page,
}

#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) accounts: Vec<String>,
    pub(super) grant: usize,
    pub(super) issued: Timestamp,
    pub(super) is_used: bool,
    is_given: bool,
    /// Where the dialog led, if the code is from one.
    redirect_uri: Option<String>,
}

/// The person or Page for whom a token is issued.
#[derive(Clone, Debug)]
pub(crate) struct Bearer {
    pub(crate) accounts: Vec<String>,
    pub(crate) grant: usize,
}

/// The reason why a code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadCode {
    Unknown,
    Used,
    Expired,
    /// The dialog was opened with another one.
    Redirect,
}

impl Tokens {
    /// The time of the first request.
    pub(crate) fn started(&self) -> Timestamp {
        self.started.unwrap_or(Timestamp::EPOCH)
    }

    pub(super) fn new(config: &Config) -> Self {
        let first_app = config.apps.first().map_or("", |app| &app.id);
        let mut all = Self {
            tokens: Vec::new(),
            codes: BTreeMap::new(),
            grants: Vec::new(),
            started: None,
            has_changed: false,
        };
        let add = |all: &mut Self, text: &str, kind, login, bearer: Bearer, lifetime| {
            all.tokens.push(Token {
                text: text.to_owned(),
                kind,
                login,
                accounts: bearer.accounts,
                grant: bearer.grant,
                issued: Timestamp::EPOCH,
                expires: None,
                lifetime,
                is_revoked: false,
                is_given: true,
            });
        };
        for (grant, given) in config.tokens.iter().enumerate() {
            let accounts = given.accounts.clone();
            all.grants.push(Grant {
                app: given.app.clone().unwrap_or_else(|| first_app.to_owned()),
                declined: given.declined.iter().cloned().collect(),
                withdrawn: BTreeSet::new(),
            });
            if let Some(code) = &given.code {
                let issued = Timestamp::EPOCH;
                let code_of = Code {
                    accounts: accounts.clone(),
                    grant,
                    issued,
                    is_used: false,
                    is_given: true,
                    redirect_uri: None,
                };
                all.codes.insert(code.clone(), code_of);
            }
            let bearer = Bearer { accounts, grant };
            let (text, login) = (given.text.as_str(), given.login);
            add(&mut all, text, TokenKind::Long, login, bearer, given.lifetime);
        }
        let pages = pages_of(&config.tokens);
        for account in &config.accounts {
            if let Some(&grant) = pages.get(account.id.as_str()) {
                let bearer = Bearer { accounts: vec![account.id.clone()], grant };
                let (text, login) = (account.page.token.as_str(), Login::Facebook);
                add(&mut all, text, TokenKind::Page, login, bearer, None);
            }
        }
        all
    }

    /// Notes the first request: tokens from the start are as old as that.
    pub(super) fn start(&mut self, now: Timestamp) {
        if self.started.is_some() {
            return;
        }
        self.started = Some(now);
        self.has_changed = true;
        for token in &mut self.tokens {
            if token.issued == Timestamp::EPOCH {
                token.issued = now;
                token.expires = token.lifetime.map(|lifetime| now.after(lifetime));
            }
        }
        for code in self.codes.values_mut() {
            if code.issued == Timestamp::EPOCH {
                code.issued = now;
            }
        }
    }

    pub(crate) fn find(&self, text: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.text == text)
    }

    /// All token texts, to be masked wherever they appear.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.text.as_str())
    }

    /// A token that is valid on a host.
    pub(crate) fn good(&self, text: &str, login: Login, now: Timestamp) -> Result<&Token, Refusal> {
        let token = self.find(text).filter(|token| token.login == login);
        let token = token.ok_or_else(Refusal::bad_token)?;
        match token.trouble(now) {
            Some(refusal) => Err(refusal),
            None => Ok(token),
        }
    }

    /// Issues a token for a person.
    pub(crate) fn issue(
        &mut self,
        ids: &mut Ids,
        now: Timestamp,
        kind: TokenKind,
        login: Login,
        bearer: Bearer,
        lifetime: Duration,
    ) -> String {
        let start = match login {
            Login::Facebook => "EAA",
            Login::Instagram => "IGAA",
        };
        // Letters and digits, as Meta's are.
        let letters = ids.letters(60).replace(['-', '_'], "Z");
        let text = format!("{start}{letters}");
        self.has_changed = true;
        self.tokens.push(Token {
            text: text.clone(),
            kind,
            login,
            accounts: bearer.accounts,
            grant: bearer.grant,
            issued: now,
            expires: Some(now.after(lifetime)),
            lifetime: None,
            is_revoked: false,
            is_given: false,
        });
        text
    }

    /// Issues a code for a grant, as a login dialog does.
    pub(crate) fn issue_code(&mut self, ids: &mut Ids, now: Timestamp, bearer: Bearer) -> String {
        let text = format!("AQ{}", ids.letters(40));
        let Bearer { accounts, grant } = bearer;
        self.codes.insert(
            text.clone(),
            Code {
                accounts,
                grant,
                issued: now,
                is_used: false,
                is_given: false,
                redirect_uri: None,
            },
        );
        self.has_changed = true;
        text
    }

    /// Binds a code to the redirect URI of its dialog: it is exchanged with no other.
    pub(crate) fn bind_code(&mut self, code: &str, redirect_uri: String) {
        if let Some(code) = self.codes.get_mut(code) {
            code.redirect_uri = Some(redirect_uri);
        }
    }

    /// Redeems a code of an app, once.
    pub(crate) fn redeem(
        &mut self,
        code: &str,
        app: &str,
        redirect_uri: &str,
        now: Timestamp,
    ) -> Result<Bearer, BadCode> {
        let code = self.codes.get_mut(code).ok_or(BadCode::Unknown)?;
        if self.grants.get(code.grant).is_none_or(|grant| grant.app != app) {
            return Err(BadCode::Unknown);
        }
        if code.is_used {
            return Err(BadCode::Used);
        }
        if code.issued.after(CODE_LIFETIME) <= now {
            return Err(BadCode::Expired);
        }
        if code.redirect_uri.as_ref().is_some_and(|known| known != redirect_uri) {
            return Err(BadCode::Redirect);
        }
        code.is_used = true;
        self.has_changed = true;
        Ok(Bearer { accounts: code.accounts.clone(), grant: code.grant })
    }

    /// The scopes that the person has granted.
    pub(crate) fn granted(&self, grant: usize, login: Login) -> Vec<&'static str> {
        let all = scopes(login).iter().copied();
        all.filter(|scope| self.grants(grant, scope)).collect()
    }

    pub(crate) fn grants(&self, grant: usize, scope: &str) -> bool {
        self.grants.get(grant).is_some_and(|grant| {
            !grant.declined.contains(scope) && !grant.withdrawn.contains(scope)
        })
    }

    /// The app of a grant.
    pub(crate) fn app(&self, grant: usize) -> &str {
        self.grants.get(grant).map_or("", |grant| &grant.app)
    }

    /// The hosts of the tokens at the start, that of the first token first.
    pub(crate) fn logins(&self) -> impl Iterator<Item = Login> {
        // Page tokens exist for any host.
        self.tokens.iter().filter(|it| it.kind != TokenKind::Page).map(|token| token.login)
    }

    /// A matching token from the start: for the code that a login dialog would issue.
    pub(crate) fn bearer(&self, fits: impl Fn(&Token, &Grant) -> bool) -> Option<Bearer> {
        let mut tokens = self.tokens.iter().filter(|it| it.kind != TokenKind::Page);
        let fits =
            |token: &&Token| self.grants.get(token.grant).is_some_and(|grant| fits(token, grant));
        tokens.find(fits).map(Token::bearer)
    }

    /// The people of a login who have a token from the start, each with what they granted.
    pub(crate) fn bearers(&self, login: Login) -> Vec<Bearer> {
        let is_theirs = |token: &&Token| {
            token.is_given && token.kind != TokenKind::Page && token.login == login
        };
        self.tokens.iter().filter(is_theirs).map(Token::bearer).collect()
    }

    /// Revokes a scope, or, without one, all that was granted on the host.
    pub(crate) fn revoke(&mut self, grant: usize, login: Login, scope: Option<&str>) {
        self.has_changed = true;
        match (scope, self.grants.get_mut(grant)) {
            (Some(scope), Some(grant)) => drop(grant.withdrawn.insert(scope.to_owned())),
            (Some(_), None) => {}
            (None, _) => {
                let is_theirs = |token: &&mut Token| token.grant == grant && token.login == login;
                let theirs = self.tokens.iter_mut().filter(is_theirs);
                theirs.for_each(|token| token.is_revoked = true);
            }
        }
    }
}

/// The grant that the token of an account's Page belongs to: the first of Facebook Login that leads to the
/// account, or else the first.
fn pages_of(grants: &[TokenGrant]) -> HashMap<&str, usize> {
    let (facebook, others): (Vec<_>, Vec<_>) =
        grants.iter().enumerate().partition(|(_, grant)| grant.login == Login::Facebook);
    let mut pages = HashMap::new();
    for (at, grant) in facebook.into_iter().chain(others) {
        for id in &grant.accounts {
            pages.entry(id.as_str()).or_insert(at);
        }
    }
    pages
}

impl Token {
    /// The person or Page of a token that is derived from this one.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn bearer(&self) -> Bearer {
        Bearer { accounts: self.accounts.clone(), grant: self.grant }
    }

    /// The reason why it is no longer valid.
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
