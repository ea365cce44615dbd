//! The answers to the calls of a preflight.

use std::time::Duration;

use ig_core::http::header;

use ig_core::{
    Error, Reply, ResponseError, Timestamp,
    endpoint::{Account, Catalog, Me, PermissionGrant, QuotaUsage, TokenInfo, TokenKind, User},
    error::ErrorClass,
    permission::Permission,
};

/// The answers to the calls; `None` if a call was not made.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) token: Option<Result<TokenInfo, Error>>,
    pub(super) permissions: Option<Result<Vec<PermissionGrant>, Error>>,
    pub(super) me: Option<Result<Me, Error>>,
    pub(super) accounts: Option<Result<Vec<Account>, Error>>,
    pub(super) user: Option<Result<User, Error>>,
    pub(super) shop: Option<Result<User, Error>>,
    pub(super) catalogs: Option<Result<Vec<Catalog>, Error>>,
    pub(super) limit: Option<Result<QuotaUsage, Error>>,
    pub(super) skew: Option<Skew>,
}

/// The difference between the caller's clock and the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skew {
    Ahead(Duration),
    Behind(Duration),
}

impl Skew {
    pub(super) fn size(self) -> Duration {
        match self {
            Self::Ahead(size) | Self::Behind(size) => size,
        }
    }
}

impl Facts {
    /// Whether it is certain that no call can succeed with this token.
    pub(super) fn is_dead(&self) -> bool {
        let dead = matches!(&self.token, Some(Ok(info)) if !info.is_valid);
        dead || is_auth(&self.permissions) || is_auth(&self.me)
    }

    pub(super) fn is_of_a_page(&self) -> bool {
        self.info().is_some_and(|info| info.kind == Some(TokenKind::Page))
    }

    pub(super) fn info(&self) -> Option<&TokenInfo> {
        self.token.as_ref()?.as_ref().ok()
    }

    /// The token's permissions, if one of two calls returned them.
    pub(super) fn granted(&self) -> Option<Vec<Permission>> {
        if let Some(info) = self.info() {
            return Some(info.permissions().collect());
        }
        let grants = self.permissions.as_ref()?.as_ref().ok()?;
        Some(grants.iter().filter_map(PermissionGrant::granted).collect())
    }

    /// The Page that `user` is linked to.
    pub(super) fn page_of(&self, user: &str) -> Option<&Account> {
        let accounts = self.accounts.as_ref()?.as_ref().ok()?;
        accounts.iter().find(|page| {
            page.instagram_business_account.as_ref().is_some_and(|own| own.id.as_str() == user)
        })
    }

    /// Reads the server's clock from a reply that came at `now`. The smallest of
    /// several differences contains the least network delay; the
    /// server's time is truncated to a second.
    pub(super) fn compare_clocks(&mut self, now: Timestamp, reply: &Reply) {
        let Ok(response) = reply.result() else { return };
        let date = response.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(server) = date.and_then(Timestamp::from_http_date) else { return };
        let skew = if server <= now {
            Skew::Ahead(now.since(server))
        } else {
            Skew::Behind(server.since(now))
        };
        if self.skew.is_none_or(|known| skew.size() < known.size()) {
            self.skew = Some(skew);
        }
    }
}

fn is_auth<T>(answer: &Option<Result<T, Error>>) -> bool {
    match answer {
        Some(Err(Error::Response(ResponseError::Api(error)))) => error.class() == ErrorClass::Auth,
        _ => false,
    }
}
