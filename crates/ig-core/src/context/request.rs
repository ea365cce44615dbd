//! A draft, completed: host, version, token, proof.

use http::{HeaderValue, Request, Uri, header};

use super::{Context, Credentials, Login};
use crate::{
    BuildError, Draft,
    draft::{self, Authorization, Target, Upload},
    secret::Hidden,
};

/// All but the body.
struct Head<'a> {
    request: Request<()>,
    /// What goes with a form, where there is one.
    proof: Option<&'a str>,
}

impl Context {
    /// Masks the token wherever the reply to `draft` echoes it, as Meta's error
    /// messages do. A transport does this before it hands a response over; the
    /// core masks on its own account what looks like a token. Replies that grant
    /// a token are left as they are.
    #[must_use]
    pub fn mask_reply(&self, draft: &Draft, body: Vec<u8>) -> Vec<u8> {
        /// Shorter ones would garble texts that happen to hold them.
        const SHORTEST: usize = 8;
        let Some(Credentials { token, encoded, .. }) = &self.credentials else { return body };
        let token = token.expose_secret();
        if draft.grants_token || token.len() < SHORTEST {
            return body;
        }
        let echoed = |body: &[u8]| {
            has(body, token) || encoded.as_ref().is_some_and(|encoded| has(body, encoded))
        };
        let masked = |text: &str| {
            let text = text.replace(token, "[redacted]");
            match encoded {
                Some(encoded) => text.replace(encoded.as_str(), "[redacted]").into_bytes(),
                None => text.into_bytes(),
            }
        };
        let body = if echoed(&body) { masked(&String::from_utf8_lossy(&body)) } else { body };
        // In JSON, the token's letters may be written as their numbers.
        if body.contains(&b'\\') {
            let plain = unescaped(&String::from_utf8_lossy(&body));
            if echoed(plain.as_bytes()) {
                return masked(&plain);
            }
        }
        body
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
        let head = self.head_of_bytes(draft)?;
        Ok(with_body(head, draft.form.clone(), &draft.secrets))
    }

    /// The same of a draft that is used up: its form is the body, and no copy.
    pub(crate) fn finish(&self, draft: Draft) -> Result<Request<Vec<u8>>, BuildError> {
        let head = self.head_of_bytes(&draft)?;
        Ok(with_body(head, draft.form, &draft.secrets))
    }

    fn head_of_bytes(&self, draft: &Draft) -> Result<Head<'_>, BuildError> {
        if draft.slice().is_some() {
            return Err(BuildError::BodyIsAFile);
        }
        self.head(draft)
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
        Ok(self.head(draft)?.request)
    }

    fn head(&self, draft: &Draft) -> Result<Head<'_>, BuildError> {
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
        let proof = credentials.and_then(|known| known.proof.as_deref()).filter(|_| !is_upload);
        let uri = self.uri(draft, proof.filter(|_| !draft.is_form()))?;
        let mut request = Request::new(());
        *request.method_mut() = draft.method.clone();
        *request.uri_mut() = Uri::try_from(uri).map_err(BuildError::not_a_url)?;
        let headers = request.headers_mut();
        headers.reserve(4);
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
        Ok(Head { request, proof })
    }

    /// The URL in one piece, query included, in a buffer of its size.
    fn uri(&self, draft: &Draft, proof: Option<&str>) -> Result<String, BuildError> {
        /// The one endpoint of this host (reference §1.1).
        const CODE_EXCHANGE: &str = "https://api.instagram.com/oauth/access_token";
        const PROOF: &str = "appsecret_proof=";
        let parts = match &draft.target {
            Target::Versioned(path) => [self.versioned.as_str(), path],
            Target::Unversioned(path) => [self.base.as_str(), path],
            Target::InstagramCodeExchange if self.genuine => ["", CODE_EXCHANGE],
            Target::InstagramCodeExchange => [self.base.as_str(), "oauth/access_token"],
            Target::Upload(uri) if uri.is_trusted(&self.base) => ["", uri.as_str()],
            Target::Upload(uri) => return Err(BuildError::UploadElsewhere { uri: uri.clone() }),
        };
        let [front, path] = parts;
        let query = draft.query.as_str();
        let before_query = if query.is_empty() { "" } else { "?" };
        let before_path = if front.is_empty() { "" } else { "/" };
        let before_proof = match proof {
            None => ["", ""],
            Some(_) if query.is_empty() => ["?", PROOF],
            Some(_) => ["&", PROOF],
        };
        let [between, name] = before_proof;
        let proof = proof.unwrap_or_default();
        Ok([front, before_path, path, before_query, query, between, name, proof].concat())
    }
}

fn with_body(head: Head<'_>, mut form: String, secrets: &[(&str, Hidden)]) -> Request<Vec<u8>> {
    let Head { mut request, proof } = head;
    if !form.is_empty() || !secrets.is_empty() {
        for (key, value) in secrets {
            draft::append(&mut form, key, value.expose_secret());
        }
        if let Some(proof) = proof {
            draft::append(&mut form, "appsecret_proof", proof);
        }
        let urlencoded = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(header::CONTENT_TYPE, urlencoded);
    }
    request.map(|()| form.into_bytes())
}

/// Whether `word`, which is ASCII, is in `body`. Its start is looked for first, which
/// is quick for so short a text and hardly ever there.
fn has(body: &[u8], word: &str) -> bool {
    const START: usize = 16;
    let is_there = || body.windows(word.len()).any(|part| part == word.as_bytes());
    match str::from_utf8(body) {
        Ok(text) => text.contains(word.get(..START).unwrap_or(word)) && is_there(),
        Err(_) => is_there(),
    }
}

/// The text of a JSON document in which no letter, digit or sign of a token is escaped, be it in a
/// text or in a document within a text, whose backslashes are escaped themselves.
fn unescaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(start) = rest.find('\\') {
        let (plain, tail) = rest.split_at(start);
        out.push_str(plain);
        let behind = tail.trim_start_matches('\\');
        let number = behind.strip_prefix('u').and_then(|digits| digits.get(..4));
        let letter = number.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(letter) = letter.filter(|it| it.is_ascii_graphic() && !b"\"\\".contains(it)) {
            out.push(char::from(letter));
            rest = &behind[5..];
        } else if behind.starts_with('/') {
            rest = behind;
        } else {
            out.push_str(&tail[..tail.len() - behind.len()]);
            rest = behind;
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccessToken, AppSecret, MediaUrl};

    fn context() -> Context {
        Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap()
    }

    #[test]
    fn a_body_that_echoes_the_token_is_masked() {
        let context = Context::new(Login::Facebook, AccessToken::new("odd/token+1")).unwrap();
        let me = Draft::get("me");
        let masked = |body: &str| String::from_utf8(context.mask_reply(&me, body.into())).unwrap();
        assert_eq!(masked("Malformed odd/token+1."), "Malformed [redacted].");
        assert_eq!(masked("?a=odd%2Ftoken%2B1&b"), "?a=[redacted]&b");
        assert_eq!(masked(r#"{"message":"odd\/token+1"}"#), r#"{"message":"[redacted]"}"#);
        assert_eq!(masked(r#""{\"a\":\"odd\\\/token+1\"}""#), r#""{\"a\":\"[redacted]\"}""#);
        assert_eq!(masked(r#"{"id":"1"}"#), r#"{"id":"1"}"#);
        for escaped in [r"odd\/token+1", r"\u006fdd\/token\u002B1", r"\\u006fdd\\\/token+1"] {
            let body = format!(r#"{{"a":"\u0007ä {escaped}!"}}"#);
            assert_eq!(masked(&body), r#"{"a":"\u0007ä [redacted]!"}"#, "{escaped}");
        }
        assert_eq!(masked(r#"{"a":"\u006f\"\\u"}"#), r#"{"a":"\u006f\"\\u"}"#);
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
