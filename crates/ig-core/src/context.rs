//! Where requests go and with which token.

use std::{fmt, str::FromStr};

use http::{HeaderValue, Request, Uri, header, uri::Scheme};

use crate::{
    AccessToken, AppSecret, BuildError, Draft,
    draft::{self, Authorization, Target, Upload},
    url::{has_host, is_loopback},
};

/// Which login the token came from; it decides the host (reference §1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// A version of the Graph API, `v25.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct ApiVersion {
    /// The number before the dot.
    pub major: u16,
    /// The number behind it.
    pub minor: u16,
}

impl ApiVersion {
    /// The version that Instagram's pages show (reference §1.2, D-MEDIA
    /// 2026-09-11).
    pub const DEFAULT: Self = Self { major: 25, minor: 0 };
}

impl FromStr for ApiVersion {
    type Err = BuildError;

    fn from_str(text: &str) -> Result<Self, BuildError> {
        let numbers = text.strip_prefix('v').and_then(|numbers| numbers.split_once('.'));
        let number = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse().ok() } else { None }
        };
        let version = numbers
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }));
        version.ok_or(BuildError::NotAVersion)
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}", self.major, self.minor)
    }
}

/// Host, API version, login and token: all that a [`Draft`] lacks.
#[derive(Clone)]
pub struct Context {
    base: String,
    /// Whether the base is the login's own, whose other endpoints have hosts of
    /// their own.
    genuine: bool,
    loopback: bool,
    version: ApiVersion,
    login: Login,
    credentials: Option<Credentials>,
}

#[derive(Clone)]
struct Credentials {
    token: AccessToken,
    bearer: HeaderValue,
    /// The word that the upload host asks for (reference §1.3).
    oauth: HeaderValue,
    proof: Option<String>,
}

impl Credentials {
    fn new(token: AccessToken) -> Result<Self, BuildError> {
        let text = token.expose_secret();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BuildError::TokenNotAHeader);
        }
        let header = |word: &str| {
            let mut value = HeaderValue::try_from(format!("{word} {text}"))
                .map_err(|_| BuildError::TokenNotAHeader)?;
            value.set_sensitive(true);
            Ok(value)
        };
        Ok(Self { bearer: header("Bearer")?, oauth: header("OAuth")?, proof: None, token })
    }
}

impl Context {
    /// A context for the API of `login`, in [`ApiVersion::DEFAULT`].
    ///
    /// # Errors
    ///
    /// When the token is empty or cannot stand in a header.
    pub fn new(login: Login, token: AccessToken) -> Result<Self, BuildError> {
        let credentials = Some(Credentials::new(token)?);
        Ok(Self { credentials, ..Self::without_token(login) })
    }

    /// A context for the calls that need no token: those that get one.
    pub fn without_token(login: Login) -> Self {
        Self {
            base: login.api_base().to_owned(),
            genuine: true,
            loopback: false,
            version: ApiVersion::DEFAULT,
            login,
            credentials: None,
        }
    }

    /// Sends requests to another API: a proxy's or a local one's. A version at
    /// the end of the path is taken as [`with_version`](Self::with_version).
    ///
    /// # Errors
    ///
    /// When it is not a scheme, a host and perhaps a path, or would send the
    /// token in the clear: plain `http` is for this machine alone.
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
        base.clone_into(&mut self.base);
        self.genuine = false;
        Ok(self)
    }

    /// Uses another version of the API.
    #[must_use]
    pub fn with_version(mut self, version: ApiVersion) -> Self {
        self.version = version;
        self
    }

    /// Signs every request with `appsecret_proof`, the lower-case hexadecimal
    /// HMAC-SHA256 of the token under the app's secret (reference §1.3, D-SEC).
    #[must_use]
    pub fn with_app_secret(mut self, secret: &AppSecret) -> Self {
        if let Some(credentials) = &mut self.credentials {
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

    /// Whether the API is on this machine, so that local media can be fetched.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Which login the token came from.
    pub fn login(&self) -> Login {
        self.login
    }

    /// Masks the token wherever the reply to `draft` echoes it, as Meta's error
    /// messages do. A transport does this before it hands a response over; the
    /// core masks on its own account what looks like a token. Replies that grant
    /// a token are left as they are.
    #[must_use]
    pub fn mask_reply(&self, draft: &Draft, body: Vec<u8>) -> Vec<u8> {
        /// Shorter ones would garble texts that happen to hold them.
        const SHORTEST: usize = 8;
        let Some(Credentials { token, .. }) = &self.credentials else { return body };
        let token = token.expose_secret();
        let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let has = |word: &str| body.windows(word.len()).any(|part| part == word.as_bytes());
        if draft.grants_token || token.len() < SHORTEST || !(has(token) || has(&encoded)) {
            return body;
        }
        let text = String::from_utf8_lossy(&body);
        text.replace(token, "[redacted]").replace(&encoded, "[redacted]").into_bytes()
    }

    /// Completes a draft.
    ///
    /// The token travels in the `Authorization` header, marked sensitive, so
    /// that neither the URL nor the body nor the request's `Debug` holds it.
    ///
    /// # Errors
    ///
    /// When the draft's path cannot stand in a URL, when it asks a public API
    /// to fetch from a local host, when this login's host lacks the endpoint,
    /// when it needs a token and there is none, and when its body is a
    /// [part of a file](Draft::slice), which [`upload`](Self::upload) is for.
    pub fn request(&self, draft: &Draft) -> Result<Request<Vec<u8>>, BuildError> {
        if draft.slice().is_some() {
            return Err(BuildError::BodyIsAFile);
        }
        let (mut request, proof) = self.head(draft)?;
        let secrets = draft.secrets.iter().map(|(key, value)| (*key, value.expose_secret()));
        let fields = draft.form().chain(secrets);
        let is_form = !draft.form.is_empty() || !draft.secrets.is_empty();
        let proof = proof.filter(|_| is_form).map(|proof| ("appsecret_proof", proof));
        let body = draft::encode(String::new(), fields.chain(proof));
        if is_form {
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            request.headers_mut().insert(header::CONTENT_TYPE, form);
        }
        Ok(request.map(|()| body.into_bytes()))
    }

    /// Completes a draft whose body is a [part of a file](Draft::slice), but for
    /// the body: the transport sends those bytes, and says how many they are in
    /// `Content-Length`.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request), and when a reply named a place to upload
    /// to that is neither Meta's nor the API base's: the token would go there.
    pub fn upload(&self, draft: &Draft) -> Result<Request<()>, BuildError> {
        Ok(self.head(draft)?.0)
    }

    /// All but the body, and the proof that goes with a form.
    fn head(&self, draft: &Draft) -> Result<(Request<()>, Option<&str>), BuildError> {
        if let Some(url) = &draft.local_url
            && !self.loopback
        {
            return Err(BuildError::UnreachableMedia { url: url.clone() });
        }
        if draft.facebook_only && self.login == Login::Instagram {
            return Err(BuildError::FacebookOnly);
        }
        let credentials = match (draft.authorization, &self.credentials) {
            (Authorization::None, _) => None,
            (Authorization::Token, Some(credentials)) => Some(credentials),
            (Authorization::Token, None) => return Err(BuildError::NoToken),
        };
        let is_upload = draft.upload.is_some();
        let is_get = draft.form.is_empty() && draft.secrets.is_empty();
        let proof = credentials.and_then(|known| known.proof.as_deref()).filter(|_| !is_upload);
        let in_query = proof.filter(|_| is_get).map(|proof| ("appsecret_proof", proof));

        let mut uri = self.uri(draft)?;
        if !draft.query.is_empty() || in_query.is_some() {
            uri.push('?');
            uri = draft::encode(uri, draft.query().chain(in_query));
        }
        let mut request = Request::new(());
        *request.method_mut() = draft.method.clone();
        *request.uri_mut() = uri.parse().map_err(BuildError::not_a_url)?;
        let headers = request.headers_mut();
        if let Some(Credentials { bearer, oauth, .. }) = credentials {
            let value = if is_upload { oauth } else { bearer };
            headers.insert(header::AUTHORIZATION, value.clone());
        }
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        match &draft.upload {
            Some(Upload::Bytes(slice)) => {
                headers.insert("offset", slice.offset().into());
                headers.insert("file_size", slice.file().size().into());
                let bytes = HeaderValue::from_static("application/octet-stream");
                headers.insert(header::CONTENT_TYPE, bytes);
            }
            Some(Upload::Hosted(url)) => {
                let url = HeaderValue::try_from(url.as_str()).map_err(BuildError::not_a_url)?;
                headers.insert("file_url", url);
            }
            None => (),
        }
        Ok((request, proof))
    }

    fn uri(&self, draft: &Draft) -> Result<String, BuildError> {
        /// The one endpoint of this host (reference §1.1).
        const CODE_EXCHANGE: &str = "https://api.instagram.com/oauth/access_token";
        Ok(match &draft.target {
            Target::Versioned(path) => format!("{}/{}/{path}", self.base, self.version),
            Target::Unversioned(path) => format!("{}/{path}", self.base),
            Target::InstagramCodeExchange if self.genuine => CODE_EXCHANGE.to_owned(),
            Target::InstagramCodeExchange => format!("{}/oauth/access_token", self.base),
            Target::Upload(uri) if uri.is_trusted(&self.base) => uri.as_str().to_owned(),
            Target::Upload(uri) => return Err(BuildError::UploadElsewhere { uri: uri.clone() }),
        })
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
    use crate::MediaUrl;

    fn context() -> Context {
        Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap()
    }

    #[test]
    fn the_token_is_in_a_header_and_nowhere_else() {
        let context = context().with_app_secret(&AppSecret::new("shh"));
        for draft in
            [Draft::get("me").with_query("fields", "id"), Draft::post("me").with_field("a", "b")]
        {
            let request = context.request(&draft).unwrap();
            assert_eq!(request.headers()["authorization"], "Bearer EAAGtoken");
            assert!(!request.uri().to_string().contains("EAAG"));
            assert!(!String::from_utf8_lossy(request.body()).contains("EAAG"));
            assert!(!format!("{request:?} {context:?}").contains("EAAG"));
        }
    }

    #[test]
    fn a_base_is_safe_for_a_token() {
        for (base, expect) in [
            ("https://proxy.example/graph", Ok("https://proxy.example/graph/v25.0/me")),
            ("https://proxy.example/v19.0/", Ok("https://proxy.example/v19.0/me")),
            ("http://127.0.0.1:8025", Ok("http://127.0.0.1:8025/v25.0/me")),
            ("http://[::1]:8025", Ok("http://[::1]:8025/v25.0/me")),
            ("http://localhost:8025/", Ok("http://localhost:8025/v25.0/me")),
            ("http://graph.facebook.com", Err("clear")),
            ("http://127.0.0.1.example.com", Err("clear")),
            ("ftp://127.0.0.1", Err("clear")),
            ("graph.facebook.com", Err("base")),
            ("https://a.example/?x=1", Err("base")),
            ("https://user@a.example", Err("base")),
            ("http://localhost:x", Err("base")),
            ("https://a.example/v+9.0", Ok("https://a.example/v+9.0/v25.0/me")),
            ("", Err("base")),
        ] {
            let request = context().with_api_base(base).and_then(|c| c.request(&Draft::get("me")));
            match (request, expect) {
                (Ok(request), Ok(uri)) => assert_eq!(request.uri().to_string(), uri),
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
        let request = context.request(&Draft::get("me")).unwrap();
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
    fn a_body_that_echoes_the_token_is_masked() {
        let context = Context::new(Login::Facebook, AccessToken::new("odd/token+1")).unwrap();
        let me = Draft::get("me");
        let masked = |body: &str| String::from_utf8(context.mask_reply(&me, body.into())).unwrap();
        assert_eq!(masked("Malformed odd/token+1."), "Malformed [redacted].");
        assert_eq!(masked("?a=odd%2Ftoken%2B1&b"), "?a=[redacted]&b");
        assert_eq!(masked(r#"{"id":"1"}"#), r#"{"id":"1"}"#);
        let short = Context::new(Login::Facebook, AccessToken::new("1")).unwrap();
        assert_eq!(short.mask_reply(&me, b"178".to_vec()), b"178");
        assert_eq!(context.mask_reply(&me, vec![0xFF, 0xFE]), [0xFF, 0xFE]);
    }

    #[test]
    fn local_media_go_to_a_local_api_alone() {
        let url = MediaUrl::local("http://127.0.0.1:1/a.jpg").unwrap();
        let draft = Draft::post("1/media").with_media_url("image_url", &url);
        let error = context().request(&draft).unwrap_err();
        assert!(matches!(error, BuildError::UnreachableMedia { .. }), "{error:?}");
        let local = context().with_api_base("http://127.0.0.1:8025").unwrap();
        assert!(local.request(&draft).is_ok());
    }

    #[test]
    fn what_instagram_login_lacks_is_said_before_it_is_sent() {
        let instagram = Context::new(Login::Instagram, AccessToken::new("IGAAtoken")).unwrap();
        let request = instagram.request(&Draft::get("me")).unwrap();
        assert_eq!(request.uri().to_string(), "https://graph.instagram.com/v25.0/me");
        let error = instagram.request(&Draft::get("pages/search").for_facebook_only()).unwrap_err();
        assert!(matches!(error, BuildError::FacebookOnly), "{error:?}");
    }

    #[test]
    fn a_reply_that_grants_a_token_is_left_as_it_is() {
        let body = br#"{"access_token":"EAAGtoken"}"#.to_vec();
        let draft = Draft::get("refresh_access_token").granting_token();
        assert_eq!(context().mask_reply(&draft, body.clone()), body);
        assert_ne!(context().mask_reply(&Draft::get("me"), body.clone()), body);
    }

    #[test]
    fn a_secret_parameter_is_in_the_body_alone() {
        let draft = Draft::post("oauth/access_token").with_field("client_id", "1");
        let draft = draft.with_secret("client_secret", "shh-quiet").without_token();
        assert!(!format!("{draft:?}").contains("quiet"));
        let anonymous = Context::without_token(Login::Facebook);
        let request = anonymous.request(&draft).unwrap();
        assert_eq!(request.body(), b"client_id=1&client_secret=shh-quiet");
        assert_eq!(request.headers().get("authorization"), None);
        assert!(!request.uri().to_string().contains("quiet"));
        let error = anonymous.request(&Draft::get("me")).unwrap_err();
        assert!(matches!(error, BuildError::NoToken), "{error:?}");
    }

    #[test]
    fn each_target_has_its_host() {
        let instagram = Context::without_token(Login::Instagram);
        let to = |context: &Context, draft: Draft| {
            context.request(&draft.without_token()).unwrap().uri().to_string()
        };
        let exchange = || Draft::post("").at_instagram_code_exchange();
        assert_eq!(to(&instagram, exchange()), "https://api.instagram.com/oauth/access_token");
        let refresh = || Draft::get("refresh_access_token").unversioned();
        assert_eq!(to(&instagram, refresh()), "https://graph.instagram.com/refresh_access_token");
        let local = instagram.with_api_base("http://127.0.0.1:8025").unwrap();
        assert_eq!(to(&local, exchange()), "http://127.0.0.1:8025/oauth/access_token");
    }

    #[test]
    fn an_upload_has_the_documented_headers_and_a_host_that_is_trusted() {
        let file = crate::LocalFile::new("a.mp4", 100).unwrap();
        let upload = |uri: &str| Draft::upload(uri.parse().unwrap(), file.slice(40));
        let uri = "https://rupload.facebook.com/ig-api-upload/v25.0/178";
        let request = context().with_app_secret(&AppSecret::new("shh")).upload(&upload(uri));
        let request = request.unwrap();
        assert_eq!((request.method().as_str(), request.uri().to_string()), ("POST", uri.into()));
        for (name, value) in [
            ("authorization", "OAuth EAAGtoken"),
            ("offset", "40"),
            ("file_size", "100"),
            ("content-type", "application/octet-stream"),
        ] {
            assert_eq!(request.headers()[name], value);
        }
        assert!(!format!("{request:?}").contains("EAAG"));
        let error = context().request(&upload(uri)).unwrap_err();
        assert!(matches!(error, BuildError::BodyIsAFile), "{error:?}");
        let error = context().upload(&upload("https://evil.example/x")).unwrap_err();
        assert!(matches!(error, BuildError::UploadElsewhere { .. }), "{error:?}");

        let film = MediaUrl::local("https://www.example.com/a.mp4").unwrap();
        let request = context().request(&Draft::upload_hosted(uri.parse().unwrap(), film));
        let request = request.unwrap();
        assert_eq!(request.headers()["file_url"], "https://www.example.com/a.mp4");
        assert!(request.body().is_empty());
    }
}
