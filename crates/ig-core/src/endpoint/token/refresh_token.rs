//! `GET /refresh_access_token`
//!
//! Gives a long-lived token of Instagram Login another 60 days. ([guide], §9.4)
//!
//! [guide]: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login

use crate::{
    endpoint::{Effect, Endpoint, GrantedToken, token::granted_token},
    value::permission::{Permission, Requirement},
    wire::{AccessToken, DecodeError, Draft},
};

/// Refreshes a long-lived token of Instagram Login: it must be at least 24
/// hours old and not expired, which the crate `ig-account` tells beforehand. No app
/// secret is needed; a context of that login has to send it.
///
/// The token is in the query, the only place that Meta documents for it (reference
/// §9.4, §17.3). The URL is a secret: log its path at most. A second refresh does no
/// harm.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    token: AccessToken,
}

impl RefreshToken {
    /// Refreshes `token`.
    pub fn new(token: AccessToken) -> Self {
        Self { token }
    }
}

impl Endpoint for RefreshToken {
    type Response = GrantedToken;

    const NAME: &'static str = "GET /refresh_access_token";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = Requirement::Has(Permission::InstagramBusinessBasic);

    fn draft(&self) -> Draft {
        Draft::get("refresh_access_token")
            .with_query("grant_type", "ig_refresh_token")
            .with_secret_query("access_token", self.token.expose_secret())
            .unversioned()
            .without_token()
            .granting_token()
    }

    fn decode(body: &[u8]) -> Result<GrantedToken, DecodeError> {
        granted_token::decode(body)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{endpoint::testing::*, wire::Login};

    #[test]
    fn only_the_url_shows_the_token() {
        let refresh = RefreshToken::new(AccessToken::new("IGAAlong"));
        assert_eq!(
            sent_to(Login::Instagram, &refresh),
            "GET https://graph.instagram.com/refresh_access_token\
             ?grant_type=ig_refresh_token&access_token=IGAAlong"
        );
        assert!(!format!("{refresh:?} {:?}", refresh.draft()).contains("IGAA"));
    }

    #[test]
    fn the_captured_reply_is_read() {
        let granted = got::<RefreshToken>(200, data!("refresh_token_sample__200")).unwrap();
        assert_eq!(granted.token.expose_secret(), "IGAAlonger1234567890");
        assert_eq!(granted.expires_in, Some(Duration::from_secs(5_181_717)));
        assert_eq!(granted.permissions.len(), 2);
    }
}
