//! Signing in: the URL of a login's dialog, and the address that the dialog leads back to.
//!
//! The code in that address is exchanged with
//! [`ExchangeCode`](ig_core::endpoint::ExchangeCode), and the token that this gives is extended with
//! [`ExtendToken`](ig_core::endpoint::ExtendToken).
//!
//! What is known of the dialogs (reference §1.1, §9.4), and how well:
//!
//! - *Documented by Meta*: the parameters `client_id`, `redirect_uri`, `response_type`, `scope` and
//!   `state` of both logins, `config_id` of Facebook Login for Business, `code` and `state` in the
//!   address that follows, `error=access_denied` with `error_reason=user_denied` if the person cancels, and the
//!   `#_` that Instagram Login puts behind the code ([Facebook], [Instagram]).
//! - *Documented, and not used here*: a code challenge (PKCE). Meta has it for the OpenID Connect flow
//!   of Facebook Login only, where it takes the place of the app's secret, and calls that "still in
//!   testing" ([OIDC], 2023); the pages of Instagram Login do not mention it.
//! - *Unknown*: whether either dialog obeys a code challenge outside of that flow.
//!
//! [Facebook]: https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow
//! [Instagram]: https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login
//! [OIDC]: https://developers.facebook.com/documentation/facebook-login/guides/advanced/oidc-token

use std::fmt;

use ig_core::{ApiVersion, AuthorizationCode, Login, id::AppId};

/// The scopes that publishing needs (reference §1.4).
const FACEBOOK: [&str; 4] =
    ["instagram_basic", "instagram_content_publish", "pages_read_engagement", "pages_show_list"];
const INSTAGRAM: [&str; 2] = ["instagram_business_basic", "instagram_business_content_publish"];

/// The dialog in which a person allows an app to publish.
///
/// ```
/// use ig_account::login::Dialog;
/// use ig_core::Login;
///
/// let dialog = Dialog::new(Login::Instagram, "990602627938098".parse()?, "https://example.com/", "x1");
/// assert_eq!(
///     dialog.url(),
///     "https://www.instagram.com/oauth/authorize?client_id=990602627938098\
///      &redirect_uri=https%3A%2F%2Fexample.com%2F&response_type=code&state=x1\
///      &scope=instagram_business_basic%2Cinstagram_business_content_publish"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Dialog {
    login: Login,
    app: AppId,
    redirect_uri: String,
    state: String,
    scopes: Vec<String>,
    config: Option<String>,
    base: Option<String>,
}

impl Dialog {
    /// The dialog of a login, with the scopes that publishing needs.
    ///
    /// `redirect_uri` has to be one of those in the app's settings, word for word. `state` has to be
    /// a secret that nobody can guess: the address that comes back has it, and one from anybody else
    /// does not.
    pub fn new(
        login: Login,
        app: AppId,
        redirect_uri: impl Into<String>,
        state: impl Into<String>,
    ) -> Self {
        let scopes: &[&str] = match login {
            Login::Instagram => &INSTAGRAM,
            _ => &FACEBOOK,
        };
        Self {
            login,
            app,
            redirect_uri: redirect_uri.into(),
            state: state.into(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            config: None,
            base: None,
        }
    }

    /// Asks for one more scope, such as `ads_read` for a person whose role on the Page comes through
    /// Business Manager.
    #[must_use]
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        let scope = scope.into();
        if !self.scopes.contains(&scope) {
            self.scopes.push(scope);
        }
        self
    }

    /// Uses a configuration of Facebook Login for Business, which has the scopes in their place.
    #[must_use]
    pub fn with_config(self, id: impl Into<String>) -> Self {
        Self { config: Some(id.into()), ..self }
    }

    /// Opens it at another server than Meta's, such as a sandbox: `http://127.0.0.1:8025`.
    #[must_use]
    pub fn at(self, base: impl Into<String>) -> Self {
        Self { base: Some(base.into()), ..self }
    }

    /// Its URL. Nothing in it is a secret but the state.
    pub fn url(&self) -> String {
        let base = match (&self.base, self.login) {
            (Some(base), Login::Instagram) => format!("{base}/oauth/authorize"),
            (Some(base), _) => format!("{base}/dialog/oauth"),
            (None, Login::Instagram) => "https://www.instagram.com/oauth/authorize".to_owned(),
            (None, _) => format!("https://www.facebook.com/{}/dialog/oauth", ApiVersion::DEFAULT),
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", self.app.as_str())
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("state", &self.state);
        match &self.config {
            Some(config) => query.append_pair("config_id", config),
            None => query.append_pair("scope", &self.scopes.join(",")),
        };
        format!("{base}?{}", query.finish())
    }

    /// The code in the query of the address that the dialog led back to.
    ///
    /// # Errors
    ///
    /// When the person cancelled, the dialog refused, or the address is not the answer to this
    /// dialog. Nothing in it is to be believed then.
    pub fn read(&self, query: &str) -> Result<AuthorizationCode, Refused> {
        // Some browsers and people leave the fragment in the address.
        let query = query.split('#').next().unwrap_or_default();
        let find = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            let found = pairs.find(|(known, value)| known == name && !value.is_empty());
            found.map(|(_, value)| value.into_owned())
        };
        if find("state").as_deref() != Some(&self.state) {
            return Err(match find("state") {
                Some(_) => Refused::OtherState,
                None => Refused::NoState,
            });
        }
        if let Some(error) = find("error") {
            let reason = find("error_reason").unwrap_or_default();
            if error == "access_denied" && matches!(reason.as_str(), "user_denied" | "") {
                return Err(Refused::Cancelled);
            }
            let said = find("error_description").or_else(|| find("error_message"));
            return Err(Refused::Error(said.unwrap_or(error)));
        }
        if let Some(said) = find("error_message") {
            return Err(Refused::Error(said));
        }
        let code = find("code").ok_or(Refused::NoCode)?;
        Ok(AuthorizationCode::from_redirect(&code))
    }
}

/// Without the state, which is a secret until the answer has come.
impl fmt::Debug for Dialog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { login, app, redirect_uri, state: _, scopes, config, base } = self;
        f.debug_struct("Dialog")
            .field("login", login)
            .field("app", app)
            .field("redirect_uri", redirect_uri)
            .field("scopes", scopes)
            .field("config", config)
            .field("base", base)
            .finish_non_exhaustive()
    }
}

/// Why a dialog gave no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The person pressed "Cancel".
    #[error("the person cancelled the login")]
    Cancelled,
    /// It is the answer to another dialog, or of somebody who wants to sign you in as themselves.
    #[error("the address has another state than the dialog that was opened")]
    OtherState,
    /// It is not the address of a dialog.
    #[error("the address has no state")]
    NoState,
    /// The dialog refused, in Meta's words.
    #[error("the dialog refused: {0}")]
    Error(String),
    /// There is neither a code nor an error.
    #[error("the address has no code")]
    NoCode,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialog(login: Login) -> Dialog {
        Dialog::new(login, "17".parse().unwrap(), "http://localhost:8400/", "s-1")
    }

    #[test]
    fn each_login_has_its_dialog_and_no_secret_is_in_its_url() {
        let tail = "client_id=17&redirect_uri=http%3A%2F%2Flocalhost%3A8400%2F&response_type=code&state=s-1";
        let scopes = "instagram_basic%2Cinstagram_content_publish%2Cpages_read_engagement\
                      %2Cpages_show_list";
        let version = ApiVersion::DEFAULT;
        assert_eq!(
            dialog(Login::Facebook).url(),
            format!("https://www.facebook.com/{version}/dialog/oauth?{tail}&scope={scopes}")
        );
        let local = dialog(Login::Facebook).at("http://127.0.0.1:1").with_scope("ads_read").url();
        assert_eq!(
            local,
            format!("http://127.0.0.1:1/dialog/oauth?{tail}&scope={scopes}%2Cads_read")
        );
        let business = dialog(Login::Facebook).with_config("99").url();
        assert!(business.ends_with("&state=s-1&config_id=99"), "{business}");
    }

    #[test]
    fn the_state_does_not_show() {
        assert!(!format!("{:?}", dialog(Login::Facebook)).contains("s-1"));
    }

    #[test]
    fn only_the_answer_to_this_dialog_is_read() {
        let read = |query: &str| {
            let code = dialog(Login::Instagram).read(query);
            code.map(|code| code.expose_secret().to_owned())
        };
        for query in ["code=AQ&state=s-1", "state=s-1&code=AQ%23_", "code=AQ&state=s-1#_"] {
            assert_eq!(read(query), Ok("AQ".to_owned()), "{query}");
        }
        for (query, refused) in [
            ("code=AQ&state=s-2", Refused::OtherState),
            ("error=access_denied&state=s-2", Refused::OtherState),
            ("code=AQ", Refused::NoState),
            ("code=AQ&state=", Refused::NoState),
            ("state=s-1", Refused::NoCode),
            ("state=s-1&code=", Refused::NoCode),
            ("error=access_denied&error_reason=user_denied&state=s-1", Refused::Cancelled),
            ("error=access_denied&state=s-1#_=_", Refused::Cancelled),
            (
                "error_code=1349048&error_message=Not+loaded&state=s-1",
                Refused::Error("Not loaded".to_owned()),
            ),
            ("error=server_error&state=s-1", Refused::Error("server_error".to_owned())),
        ] {
            assert_eq!(read(query), Err(refused), "{query}");
        }
    }
}
