//! `GET /oauth/access_token`, `GET /access_token`
//!
//! Exchanges a short-lived token for one that lives about 60 days.
//! ([Facebook], [Instagram], §9.4)
//!
//! [Facebook]: https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived
//! [Instagram]: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login

use crate::{
    endpoint::{Effect, Endpoint, GrantedToken, token::granted_token},
    value::{
        AppId,
        permission::{NOTHING, Requirement},
    },
    wire::{AccessToken, AppSecret, DecodeError, Draft},
};

/// Exchanges a short-lived token for a long-lived one; of Facebook Login a
/// long-lived one too, for one that lives longer.
///
/// The app's secret and the token are in the query, the only place that Meta
/// documents for them (reference §9.4, §17.3). The URL is a secret: log its path at
/// most. A second exchange does no harm: the first token stays valid.
#[derive(Clone, Debug)]
pub struct ExtendToken {
    /// The app, which Facebook Login asks for.
    app: Option<AppId>,
    secret: AppSecret,
    token: AccessToken,
}

impl ExtendToken {
    /// Exchanges a token of Facebook Login. One that has expired cannot be.
    pub fn facebook(app: AppId, secret: AppSecret, token: AccessToken) -> Self {
        Self { app: Some(app), secret, token }
    }

    /// Exchanges the token that the code exchange of Instagram Login gave,
    /// within its hour. A context of that login has to send it.
    pub fn instagram(secret: AppSecret, token: AccessToken) -> Self {
        Self { app: None, secret, token }
    }
}

impl Endpoint for ExtendToken {
    type Response = GrantedToken;

    const NAME: &'static str = "GET /access_token";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = NOTHING;

    fn draft(&self) -> Draft {
        let (draft, token) = match &self.app {
            Some(app) => (
                Draft::get("oauth/access_token")
                    .with_query("grant_type", "fb_exchange_token")
                    .with_query("client_id", app.as_str())
                    .for_facebook_only(),
                "fb_exchange_token",
            ),
            None => (
                Draft::get("access_token")
                    .with_query("grant_type", "ig_exchange_token")
                    .unversioned(),
                "access_token",
            ),
        };
        draft
            .with_secret_query("client_secret", self.secret.expose_secret())
            .with_secret_query(token, self.token.expose_secret())
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

    fn facebook() -> ExtendToken {
        let (app, secret) = ("990602627938098".parse().unwrap(), AppSecret::new("shh-quiet"));
        ExtendToken::facebook(app, secret, AccessToken::new("EAAGshort"))
    }

    fn instagram() -> ExtendToken {
        ExtendToken::instagram(AppSecret::new("shh-quiet"), AccessToken::new("IGAAshort"))
    }

    #[test]
    fn each_login_has_its_path_and_nothing_but_the_url_shows_a_secret() {
        assert_eq!(
            sent(&facebook()),
            "GET https://graph.facebook.com/v26.0/oauth/access_token\
             ?grant_type=fb_exchange_token&client_id=990602627938098\
             &client_secret=shh-quiet&fb_exchange_token=EAAGshort"
        );
        assert_eq!(
            sent_to(Login::Instagram, &instagram()),
            "GET https://graph.instagram.com/access_token\
             ?grant_type=ig_exchange_token&client_secret=shh-quiet&access_token=IGAAshort"
        );
        assert!(is_for_facebook_only(&facebook()));
        let shown = format!("{:?} {:?}", facebook(), instagram().draft());
        assert!(!shown.contains("quiet") && !shown.contains("short"), "{shown}");
    }

    #[test]
    fn the_new_token_lives_for_sixty_days() {
        let granted = got::<ExtendToken>(200, data!("extend_token_sample__200")).unwrap();
        assert_eq!(granted.token.expose_secret(), "EAAGlong1234567890");
        assert_eq!(granted.expires_in, Some(Duration::from_secs(5_183_944)));
        let bare = got::<ExtendToken>(200, r#"{"access_token":"x","later":1}"#).unwrap();
        assert_eq!(bare.expires_in, None);
    }
}
