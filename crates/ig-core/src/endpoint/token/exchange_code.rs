//! `POST /oauth/access_token`
//!
//! Exchanges the code that a login's dialog gave for a short-lived token. Each
//! login has a host of its own for it. ([Facebook], [Instagram], §9.4)
//!
//! [Facebook]: https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow
//! [Instagram]: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login

use http::StatusCode;
use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint, GrantedToken, token::granted_token},
    value::{
        AppId,
        permission::{NOTHING, Requirement},
    },
    wire::{ApiError, AppSecret, AuthorizationCode, DecodeError, Draft, Login, mask},
};

/// Exchanges a code for a token.
///
/// A code can be used once: a reply that is lost has used it up, so the call is
/// not repeated, and the person has to sign in again. The code and the app's
/// secret are only in the body. No token is needed:
/// [`Context::without_token`](crate::Context::without_token).
#[derive(Clone, Debug)]
pub struct ExchangeCode {
    login: Login,
    app: AppId,
    secret: AppSecret,
    redirect_uri: String,
    code: AuthorizationCode,
}

impl ExchangeCode {
    /// Exchanges the code of Facebook Login; `redirect_uri` is exactly the one with
    /// which the dialog was opened.
    pub fn facebook(
        app: AppId,
        secret: AppSecret,
        redirect_uri: impl Into<String>,
        code: AuthorizationCode,
    ) -> Self {
        Self { login: Login::Facebook, app, secret, redirect_uri: redirect_uri.into(), code }
    }

    /// Exchanges the code of Instagram Login, at `api.instagram.com`; `app` and
    /// `secret` are the app's own for Instagram, which are not those of
    /// Facebook.
    pub fn instagram(
        app: AppId,
        secret: AppSecret,
        redirect_uri: impl Into<String>,
        code: AuthorizationCode,
    ) -> Self {
        Self { login: Login::Instagram, app, secret, redirect_uri: redirect_uri.into(), code }
    }
}

/// The error of `api.instagram.com`, which is not the Graph API's.
#[derive(Deserialize)]
struct OtherError {
    code: i64,
    error_message: String,
}

impl Endpoint for ExchangeCode {
    type Response = GrantedToken;

    const NAME: &'static str = "POST /oauth/access_token";
    const EFFECT: Effect = Effect::Once;
    const REQUIRES: Requirement = NOTHING;

    fn draft(&self) -> Draft {
        let draft = Draft::post("oauth/access_token").with_field("client_id", self.app.as_str());
        let draft = match self.login {
            Login::Facebook => draft.for_facebook_only(),
            Login::Instagram => {
                draft.at_instagram_code_exchange().with_field("grant_type", "authorization_code")
            }
        };
        draft
            .with_field("redirect_uri", &self.redirect_uri)
            .with_secret("client_secret", self.secret.expose_secret())
            .with_secret("code", self.code.expose_secret())
            .without_token()
            .granting_token()
    }

    fn decode(body: &[u8]) -> Result<GrantedToken, DecodeError> {
        granted_token::decode(body)
    }

    /// `{"error_type":…,"code":400,"error_message":…}` (reference §9.4): its
    /// code is the HTTP status and none of the Graph API's.
    fn decode_error(status: StatusCode, body: &[u8]) -> Option<ApiError> {
        let OtherError { code, error_message } = serde_json::from_slice(body).ok()?;
        Some(ApiError {
            status: status.as_u16(),
            code,
            subcode: None,
            message: mask(error_message),
            user_title: None,
            user_message: None,
            transient: false,
            trace_id: None,
            original_id: None,
            retry_after: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{endpoint::testing::*, wire::ResponseError};

    const REDIRECT: &str = "https://app.example.com/back";

    fn parts() -> (AppId, AppSecret, &'static str, AuthorizationCode) {
        let secret = AppSecret::new("shh-quiet");
        ("990602627938098".parse().unwrap(), secret, REDIRECT, AuthorizationCode::new("AQBx-f"))
    }

    fn instagram() -> ExchangeCode {
        let (app, secret, redirect, code) = parts();
        ExchangeCode::instagram(app, secret, redirect, code)
    }

    fn facebook() -> ExchangeCode {
        let (app, secret, redirect, code) = parts();
        ExchangeCode::facebook(app, secret, redirect, code)
    }

    #[test]
    fn each_login_has_its_host_and_no_secret_is_in_a_url() {
        let redirect = "redirect_uri=https%3A%2F%2Fapp.example.com%2Fback";
        assert_eq!(
            sent(&facebook()),
            format!(
                "POST https://graph.facebook.com/v26.0/oauth/access_token\n\
                 client_id=990602627938098&{redirect}&client_secret=shh-quiet&code=AQBx-f"
            )
        );
        assert_eq!(
            sent_to(Login::Instagram, &instagram()),
            format!(
                "POST https://api.instagram.com/oauth/access_token\n\
                 client_id=990602627938098&grant_type=authorization_code&{redirect}\
                 &client_secret=shh-quiet&code=AQBx-f"
            )
        );
        assert!(is_for_facebook_only(&facebook()));
    }

    #[test]
    fn no_secret_shows() {
        let shown = format!("{:?} {:?}", facebook(), instagram().draft());
        assert!(!shown.contains("quiet") && !shown.contains("AQBx"), "{shown}");
    }

    /// The documents wrap the reply and join the permissions; the server does
    /// neither.
    #[test]
    fn both_shapes_are_read() {
        for body in [data!("exchange_code_documented__200"), data!("exchange_code_live__200")] {
            let granted = got::<ExchangeCode>(200, body).unwrap();
            assert_eq!(granted.token.expose_secret(), "IGAAshort1234567890");
            assert_eq!(granted.user.as_ref().unwrap().as_str(), "17841400008460056");
            assert_eq!(
                granted.permissions,
                ["instagram_business_basic", "instagram_business_content_publish"]
            );
            assert_eq!(granted.expires_in, None);
            assert!(!format!("{granted:?}").contains("IGAA"));
        }
        let facebook = got::<ExchangeCode>(200, data!("exchange_code_facebook__200")).unwrap();
        assert_eq!(facebook.expires_in, Some(Duration::from_secs(5_183_944)));
        assert!(facebook.permissions.is_empty() && facebook.user.is_none());
        for body in ["{}", r#"{"data":[]}"#, r#"{"access_token":""}"#, r#"{"access_token":7}"#] {
            assert!(got::<ExchangeCode>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn both_shapes_of_errors_are_read() {
        let error = refused::<ExchangeCode>(400, data!("exchange_code_invalid__400"));
        assert_eq!((error.code, error.message.as_str()), (400, "Invalid authorization code"));
        let error = refused::<ExchangeCode>(400, data!("exchange_code_used__400"));
        assert_eq!((error.code, error.subcode), (100, Some(36_009)));
        let echo = r#"{"error_type":"X","code":400,"error_message":"bad EAAGm0PX4ZCp"}"#;
        assert_eq!(refused::<ExchangeCode>(400, echo).message, "bad [redacted]");
        let page = got::<ExchangeCode>(502, "<html>").unwrap_err();
        assert!(matches!(page, ResponseError::Http(_)), "{page:?}");
    }
}
