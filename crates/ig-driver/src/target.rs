//! The target of a post.

use std::fmt;

use ig_core::{Context, Login};
use serde::{Deserialize, Serialize};

/// The target of a post: an API, and the login of the token.
///
/// An outcome at a local API proves nothing about Instagram, so a key keeps the
/// target with which its post was begun.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    api_base: String,
    login: String,
}

impl Target {
    /// The target of requests of `context`.
    pub fn of(context: &Context) -> Self {
        Self::new(context.api_base(), context.login())
    }

    /// The API at `api_base`, with `login`.
    pub fn new(api_base: impl Into<String>, login: Login) -> Self {
        Self { api_base: api_base.into(), login: word(login) }
    }

    /// Scheme, host and path, without the version: `https://graph.facebook.com`.
    pub fn api_base(&self) -> &str {
        &self.api_base
    }

    /// The login: `facebook` or `instagram`.
    pub fn login_word(&self) -> &str {
        &self.login
    }

    /// The login, if this version knows it.
    pub fn login(&self) -> Option<Login> {
        [Login::Facebook, Login::Instagram].into_iter().find(|&login| word(login) == self.login)
    }
}

fn word(login: Login) -> String {
    match login {
        Login::Facebook => "facebook".to_owned(),
        Login::Instagram => "instagram".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// `https://graph.facebook.com (facebook login)`
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} login)", self.api_base, self.login)
    }
}
