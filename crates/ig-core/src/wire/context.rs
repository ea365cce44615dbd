//! Where requests go and with which token.

mod mask;
mod request;

use std::{fmt, sync::Arc};

use http::{
    HeaderMap, HeaderValue, Uri, header,
    uri::{Authority, Scheme},
};
use serde::{Deserialize, Serialize};

pub(crate) use self::mask::Mask;
use crate::{
    value::url::{has_host, is_loopback},
    wire::{AccessToken, ApiVersion, AppSecret, BuildError, version::Served},
};

/// Which login the token came from; it decides the host (reference §1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Login {
    /// Facebook Login: `graph.facebook.com`.
    Facebook,
    /// Business Login for Instagram: `graph.instagram.com`.
    Instagram,
}

impl Login {
    /// The login's Graph API.
    pub const fn api_base(self) -> &'static str {
        match self {
            Self::Facebook => "https://graph.facebook.com",
            Self::Instagram => "https://graph.instagram.com",
        }
    }
}

/// The login's name: `Facebook Login`.
impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Facebook => "Facebook Login",
            Self::Instagram => "Instagram Login",
        })
    }
}

/// Host, API version, login and token: all that a [`Draft`](crate::Draft) lacks.
#[derive(Clone)]
pub struct Context {
    base: String,
    /// The scheme and the host of the base.
    origin: Origin,
    /// What comes before the path of a versioned call: the path of the base, and the version.
    versioned: String,
    /// Whether the base is the login's own, whose other endpoints have hosts of
    /// their own.
    genuine: bool,
    loopback: bool,
    version: ApiVersion,
    /// Which version answers.
    served: Served,
    login: Login,
    /// Shared by copies, and by each request until its reply is there.
    credentials: Option<Arc<Credentials>>,
}

/// A scheme and a host.
#[derive(Clone)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
}

impl Origin {
    fn new(login: Login) -> Self {
        let authority = match login {
            Login::Facebook => Authority::from_static("graph.facebook.com"),
            Login::Instagram => Authority::from_static("graph.instagram.com"),
        };
        Self { scheme: Scheme::HTTPS, authority }
    }
}

#[derive(Clone)]
struct Credentials {
    token: AccessToken,
    /// What every request has, uploads excepted, and what one with a form has.
    headers: HeaderMap,
    form_headers: HeaderMap,
    /// The word that the upload host asks for (reference §1.3).
    oauth: HeaderValue,
    proof: Option<String>,
}

impl Credentials {
    fn new(token: AccessToken) -> Result<Self, BuildError> {
        let text = token.expose_secret();
        let (bearer, oauth) = (sensitive("Bearer", text)?, sensitive("OAuth", text)?);
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, bearer);
        headers.insert(header::ACCEPT, JSON);
        let mut form_headers = headers.clone();
        form_headers.insert(header::CONTENT_TYPE, URLENCODED);
        Ok(Self { headers, form_headers, oauth, proof: None, token })
    }
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const URLENCODED: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// A token as a header that shows in no `Debug`.
fn sensitive(word: &str, token: &str) -> Result<HeaderValue, BuildError> {
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(BuildError::TokenNotAHeader);
    }
    let mut value = HeaderValue::try_from(format!("{word} {token}"))
        .map_err(|_| BuildError::TokenNotAHeader)?;
    value.set_sensitive(true);
    Ok(value)
}

impl Context {
    /// A context for the API of `login`, in [`ApiVersion::DEFAULT`].
    ///
    /// # Errors
    ///
    /// When the token is empty or cannot stand in a header.
    pub fn new(login: Login, token: AccessToken) -> Result<Self, BuildError> {
        let credentials = Some(Arc::new(Credentials::new(token)?));
        Ok(Self { credentials, ..Self::without_token(login) })
    }

    /// A context for the calls that need no token: those that get one.
    pub fn without_token(login: Login) -> Self {
        let context = Self {
            base: login.api_base().to_owned(),
            origin: Origin::new(login),
            versioned: String::new(),
            genuine: true,
            loopback: false,
            version: ApiVersion::DEFAULT,
            served: Served::new(ApiVersion::DEFAULT),
            login,
            credentials: None,
        };
        context.with_version(ApiVersion::DEFAULT)
    }

    /// Sends requests to another API: a proxy's or a local one's. A version at
    /// the end of the path is taken as [`with_version`](Self::with_version).
    ///
    /// # Errors
    ///
    /// When it is not a scheme, a host and perhaps a path, or would send the
    /// token in the clear: plain `http` is only for this machine.
    pub fn with_api_base(mut self, base: &str) -> Result<Self, BuildError> {
        let mut base = base.trim_end_matches('/');
        if let Some((front, last)) = base.rsplit_once('/')
            && let Ok(version) = last.parse()
        {
            self.version = version;
            base = front;
        }
        let uri: Uri = base.parse().map_err(|_| BuildError::NotABase)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(BuildError::NotABase);
        };
        let extras = uri.query().is_some() || base.contains('#');
        if extras || authority.as_str().contains('@') || !has_host(authority) {
            return Err(BuildError::NotABase);
        }
        self.loopback = is_loopback(authority.host());
        if *scheme != Scheme::HTTPS && !(*scheme == Scheme::HTTP && self.loopback) {
            return Err(BuildError::InTheClear);
        }
        self.origin = Origin { scheme: scheme.clone(), authority: authority.clone() };
        base.clone_into(&mut self.base);
        self.genuine = false;
        let version = self.version;
        Ok(self.with_version(version))
    }

    /// Uses another version of the API.
    #[must_use]
    pub fn with_version(mut self, version: ApiVersion) -> Self {
        self.version = version;
        self.served = Served::new(version);
        // The base is a scheme, a host and perhaps a path.
        let path = self.base.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
        self.versioned = match path {
            Some((_, path)) => format!("/{path}/{version}/"),
            None => format!("/{version}/"),
        };
        self
    }

    /// Signs every request with `appsecret_proof`, the lower-case hexadecimal
    /// HMAC-SHA256 of the token under the app's secret (reference §1.3, D-SEC).
    #[must_use]
    pub fn with_app_secret(mut self, secret: &AppSecret) -> Self {
        if let Some(credentials) = self.credentials.as_mut().map(Arc::make_mut) {
            let (token, key) = (credentials.token.expose_secret(), secret.expose_secret());
            let mac = hmac_sha256::HMAC::mac(token.as_bytes(), key.as_bytes());
            let proof = mac.iter().map(|byte| format!("{byte:02x}")).collect();
            credentials.proof = Some(proof);
        }
        self
    }

    /// Where requests go: scheme, host and path, without the version.
    pub fn api_base(&self) -> &str {
        &self.base
    }

    /// The version of the API.
    pub fn version(&self) -> ApiVersion {
        self.version
    }

    /// The version that answered instead of the requested one, by the first
    /// reply that named another, to a request of this context or of a copy. An
    /// expired version never fails: the oldest remaining version answers
    /// (reference §17.3).
    pub fn served_by(&self) -> Option<ApiVersion> {
        self.served.by_another()
    }

    /// Whether the API is on this machine, so that local media can be fetched.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Which login the token came from.
    pub fn login(&self) -> Login {
        self.login
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("base", &self.base)
            .field("version", &self.version)
            .field("login", &self.login)
            .field("token", &self.credentials.as_ref().map(|known| &known.token))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Draft;

    fn context() -> Context {
        Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap()
    }

    #[test]
    fn the_token_is_in_a_header_and_nowhere_else() {
        let context = context().with_app_secret(&AppSecret::new("shh"));
        for draft in
            [Draft::get("me").with_query("fields", "id"), Draft::post("me").with_field("a", "b")]
        {
            let request = context.exchange(draft).unwrap().request;
            assert_eq!(request.headers()["authorization"], "Bearer EAAGtoken");
            assert!(!request.uri().to_string().contains("EAAG"));
            let body = String::from_utf8_lossy(request.body().bytes().unwrap());
            assert!(!body.contains("EAAG"));
            assert!(!format!("{request:?} {context:?}").contains("EAAG"));
        }
    }

    #[test]
    fn a_base_is_safe_for_a_token() {
        for (base, expect) in [
            ("https://proxy.example/graph", Ok("https://proxy.example/graph/v26.0/me")),
            ("https://proxy.example/v19.0/", Ok("https://proxy.example/v19.0/me")),
            ("http://127.0.0.1:8025", Ok("http://127.0.0.1:8025/v26.0/me")),
            ("http://[::1]:8025", Ok("http://[::1]:8025/v26.0/me")),
            ("http://localhost:8025/", Ok("http://localhost:8025/v26.0/me")),
            ("http://graph.facebook.com", Err("clear")),
            ("http://127.0.0.1.example.com", Err("clear")),
            ("ftp://127.0.0.1", Err("clear")),
            ("graph.facebook.com", Err("base")),
            ("https://a.example/?x=1", Err("base")),
            ("https://user@a.example", Err("base")),
            ("http://localhost:x", Err("base")),
            ("https://a.example/v+9.0", Ok("https://a.example/v+9.0/v26.0/me")),
            ("", Err("base")),
        ] {
            let exchange = context().with_api_base(base).and_then(|c| c.exchange(Draft::get("me")));
            match (exchange, expect) {
                (Ok(exchange), Ok(uri)) => assert_eq!(exchange.request.uri().to_string(), uri),
                (Err(BuildError::InTheClear), Err("clear")) => (),
                (Err(BuildError::NotABase), Err("base")) => (),
                (got, _) => panic!("{base}: {got:?}"),
            }
        }
    }

    /// The value was computed by another implementation (Python's `hmac`).

    #[test]
    fn the_proof_is_the_hmac_of_the_token_under_the_secret() {
        let token = AccessToken::new("what-do-ya-want-for-nothing?");
        let context = Context::new(Login::Facebook, token).unwrap();
        let context = context.with_app_secret(&AppSecret::new("Jefe"));
        let request = context.exchange(Draft::get("me")).unwrap().request;
        let proof = request.uri().query().unwrap().strip_prefix("appsecret_proof=").unwrap();
        assert_eq!(proof, "5a009baf454799a316a08e0261c4c31a58f951f1436904b5a7a883706501d927");
    }

    #[test]
    fn a_token_that_cannot_stand_in_a_header_is_refused() {
        for token in ["", " ", "a\nb", "a b", "ä"] {
            let error = Context::new(Login::Instagram, AccessToken::new(token)).unwrap_err();
            assert!(matches!(error, BuildError::TokenNotAHeader), "{token:?}");
        }
    }

    #[test]
    fn another_version_that_answers_is_reported_once() {
        use http::Response;
        let heard = |context: &Context, draft: Draft, version: &str| {
            let response = Response::builder().header("facebook-api-version", version);
            let response = response.body(Vec::new()).unwrap();
            let _ = context.exchange(draft).unwrap().pending.received(response);
            context.served_by().map(|by| by.to_string())
        };
        let context = context();
        let copy = context.clone();
        for (draft, version, expect) in [
            (Draft::get("me"), "v26.0", None),
            (Draft::get("me"), "nonsense", None),
            // The token endpoints have no version.
            (Draft::get("access_token").unversioned(), "v21.0", None),
            (Draft::get("me"), "v20.0", Some("v20.0")),
            (Draft::get("me"), "v21.0", Some("v20.0")),
        ] {
            assert_eq!(heard(&context, draft, version).as_deref(), expect, "{version}");
            assert_eq!(copy.served_by(), context.served_by(), "a copy knows it too");
        }
        assert_eq!(context.with_version(ApiVersion::new(25, 0)).served_by(), None);
    }
}
