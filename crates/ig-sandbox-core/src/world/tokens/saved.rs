//! Tokens for the next start.
//!
//! Tokens of the configuration are saved only as a hash, which identifies them: they may be real
//! secrets. Tokens that were issued here are valid nowhere else.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Code, Token, TokenKind, Tokens};
use crate::{config::Login, time::Timestamp, upload::sha256};

/// All tokens, codes and grants.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SavedTokens {
    started: Option<Timestamp>,
    grants: Vec<SavedGrant>,
    tokens: Vec<SavedToken>,
    codes: Vec<SavedCode>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedGrant {
    /// The hash of the token of the grant.
    name: Secret,
    withdrawn: BTreeSet<String>,
}

/// A token or a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Secret {
    /// Its hash.
    Given(String),
    Made(String),
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedToken {
    name: Secret,
    kind: TokenKind,
    login: Login,
    accounts: Vec<String>,
    grant: usize,
    issued: Timestamp,
    expires: Option<Timestamp>,
    is_revoked: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedCode {
    name: Secret,
    accounts: Vec<String>,
    grant: usize,
    issued: Timestamp,
    is_used: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redirect_uri: Option<String>,
}

impl Secret {
    fn of(text: &str, is_given: bool) -> Self {
        if is_given { Self::Given(sha256(text.as_bytes())) } else { Self::Made(text.to_owned()) }
    }
}

impl Tokens {
    pub(in crate::world) fn save(&self) -> SavedTokens {
        // The first tokens are those of the grants, one each.
        let grants = self.grants.iter().zip(&self.tokens).map(|(grant, token)| SavedGrant {
            name: Secret::of(&token.text, true),
            withdrawn: grant.withdrawn.clone(),
        });
        let tokens = self.tokens.iter().map(|token| SavedToken {
            name: Secret::of(&token.text, token.is_given),
            kind: token.kind,
            login: token.login,
            accounts: token.accounts.clone(),
            grant: token.grant,
            issued: token.issued,
            expires: token.expires,
            is_revoked: token.is_revoked,
        });
        let codes = self.codes.iter().map(|(text, code)| SavedCode {
            name: Secret::of(text, code.is_given),
            accounts: code.accounts.clone(),
            grant: code.grant,
            issued: code.issued,
            is_used: code.is_used,
            redirect_uri: code.redirect_uri.clone(),
        });
        SavedTokens {
            started: self.started,
            grants: grants.collect(),
            tokens: tokens.collect(),
            codes: codes.collect(),
        }
    }

    /// Restores these, as far as the configuration still has their grants.
    pub(in crate::world) fn restore(&mut self, saved: SavedTokens) {
        let given: Vec<Secret> =
            self.tokens.iter().map(|token| Secret::of(&token.text, true)).collect();
        // The new places of the grants.
        let grants: Vec<Option<usize>> = saved
            .grants
            .iter()
            .map(|grant| {
                let now = given[..self.grants.len()].iter().position(|name| *name == grant.name);
                if let Some(now) = now {
                    self.grants[now].withdrawn.extend(grant.withdrawn.iter().cloned());
                }
                now
            })
            .collect();
        let grant_now = |grant: usize| grants.get(grant).copied().flatten();
        self.tokens.retain(|token| token.is_given);
        for token in saved.tokens {
            let Secret::Made(text) = &token.name else {
                let place = given.iter().position(|name| *name == token.name);
                if let Some(known) = place.and_then(|place| self.tokens.get_mut(place)) {
                    known.issued = token.issued;
                    known.expires = token.expires;
                    known.is_revoked = token.is_revoked;
                }
                continue;
            };
            let Some(grant) = grant_now(token.grant) else {
                continue;
            };
            self.tokens.push(Token {
                text: text.clone(),
                kind: token.kind,
                login: token.login,
                accounts: token.accounts,
                grant,
                issued: token.issued,
                expires: token.expires,
                lifetime: None,
                is_revoked: token.is_revoked,
                is_given: false,
            });
        }
        self.codes.retain(|_, code| code.is_given);
        for saved in saved.codes {
            match &saved.name {
                Secret::Given(_) => {
                    let mut codes = self.codes.iter_mut();
                    let known = codes.find(|(text, _)| Secret::of(text, true) == saved.name);
                    if let Some((_, known)) = known {
                        known.issued = saved.issued;
                        known.is_used = saved.is_used;
                    }
                }
                Secret::Made(text) => {
                    if let Some(grant) = grant_now(saved.grant) {
                        let code = Code {
                            accounts: saved.accounts,
                            grant,
                            issued: saved.issued,
                            is_used: saved.is_used,
                            is_given: false,
                            redirect_uri: saved.redirect_uri,
                        };
                        self.codes.insert(text.clone(), code);
                    }
                }
            }
        }
        // New tokens start with the next request.
        let is_new = |issued: Timestamp| issued == Timestamp::EPOCH;
        let has_new = self.tokens.iter().any(|token| is_new(token.issued))
            || self.codes.values().any(|code| is_new(code.issued));
        self.started = saved.started.filter(|_| !has_new);
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}
