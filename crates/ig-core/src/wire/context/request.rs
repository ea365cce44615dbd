//! A draft, completed: host, version, token, proof.

use std::borrow::Cow;

use http::{HeaderValue, Request, Uri, header, uri};

use super::{Context, Credentials, JSON, Login, URLENCODED, mask::Mask, sensitive};
use crate::wire::{
    Body, BuildError, Draft, Exchange, Pending,
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
    /// Completes a draft, which is used up: its form becomes the body.
    pub(crate) fn exchange(&self, draft: Draft) -> Result<Exchange, BuildError> {
        let Head { request, proof } = self.head(&draft)?;
        let is_versioned = matches!(draft.target, Target::Versioned(_));
        let Draft { upload, form, mut secrets, secret_query, authorization, grants_token, .. } =
            draft;
        let request = match upload {
            Some(Upload::Part(part)) => request.map(|()| Body::Part(part)),
            _ => with_form(request, form, &secrets, proof),
        };
        secrets.extend(secret_query);
        if let Authorization::App { token, secret } = authorization {
            secrets.extend([("", token), ("", secret)]);
        }
        let mask = Mask::new(self.credentials.clone(), secrets, grants_token);
        let pending = Pending::new(mask, is_versioned.then(|| self.served.clone()));
        Ok(Exchange { request, pending })
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
        if draft.lacks_caption() {
            return Err(BuildError::NoCaption);
        }
        let credentials = match (&draft.authorization, self.credentials.as_deref()) {
            (Authorization::None | Authorization::App { .. }, _) => None,
            (Authorization::Token, Some(credentials)) => Some(credentials),
            (Authorization::Token, None) => return Err(BuildError::NoToken),
        };
        let is_upload = draft.upload.is_some();
        let proof = credentials.and_then(|known| known.proof.as_deref()).filter(|_| !is_upload);
        let uri = self.uri(draft, proof.filter(|_| !draft.is_form()))?;
        let mut request = Request::new(());
        *request.method_mut() = draft.method.clone();
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        match credentials {
            Some(known) if draft.upload.is_none() => {
                let ready = if draft.is_form() { &known.form_headers } else { &known.headers };
                headers.clone_from(ready);
            }
            known => {
                if let Some(Credentials { oauth, .. }) = known {
                    headers.insert(header::AUTHORIZATION, oauth.clone());
                }
                if let Authorization::App { token, .. } = &draft.authorization {
                    headers
                        .insert(header::AUTHORIZATION, sensitive("Bearer", token.expose_secret())?);
                }
                headers.insert(header::ACCEPT, JSON);
                if draft.upload.is_none() && draft.is_form() {
                    headers.insert(header::CONTENT_TYPE, URLENCODED);
                }
            }
        }
        match &draft.upload {
            Some(Upload::Part(part)) => {
                headers.insert("offset", part.offset().into());
                headers.insert("file_size", part.source().size().into());
                let bytes = HeaderValue::from_static("application/octet-stream");
                headers.insert(header::CONTENT_TYPE, bytes);
                headers.insert(header::CONTENT_LENGTH, part.length().into());
            }
            Some(Upload::Hosted(url)) => {
                let url = HeaderValue::try_from(url.as_str()).map_err(BuildError::not_a_url)?;
                headers.insert("file_url", url);
            }
            None => (),
        }
        Ok(Head { request, proof })
    }

    /// The URL, whose text is the only copy: it may hold a secret.
    fn uri(&self, draft: &Draft, proof: Option<&str>) -> Result<Uri, BuildError> {
        /// The one endpoint of this host (reference §1.1).
        const CODE_EXCHANGE: &str = "https://api.instagram.com/oauth/access_token";
        const PROOF: &str = "appsecret_proof=";
        /// A little less than the `http` crate takes, host included.
        const LONGEST: usize = 60_000;
        let [front, between, path] = match &draft.target {
            Target::Versioned(path) => ["", self.versioned.as_str(), path],
            Target::Unversioned(path) => [self.base.as_str(), "/", path],
            Target::InstagramCodeExchange if self.genuine => ["", "", CODE_EXCHANGE],
            Target::InstagramCodeExchange => [self.base.as_str(), "/", "oauth/access_token"],
            Target::Upload(uri) if uri.is_trusted(&self.base) => ["", "", uri.as_str()],
            Target::Upload(uri) => return Err(BuildError::UploadElsewhere { uri: uri.clone() }),
        };
        let mut query = Cow::Borrowed(draft.query.as_str());
        for (key, value) in &draft.secret_query {
            draft::append(query.to_mut(), key, value.expose_secret());
        }
        let query = &*query;
        let before_query = if query.is_empty() { "" } else { "?" };
        let before_proof = match proof {
            None => ["", ""],
            Some(_) if query.is_empty() => ["?", PROOF],
            Some(_) => ["&", PROOF],
        };
        let [before_proof, name] = before_proof;
        let proof = proof.unwrap_or_default();
        let text = [front, between, path, before_query, query, before_proof, name, proof].concat();
        // The host of a versioned call is known. The text of any other is read as a whole, as is
        // one of a length that no URL has here.
        match &draft.target {
            Target::Versioned(_) if text.len() < LONGEST => {
                let mut parts = uri::Parts::default();
                parts.scheme = Some(self.origin.scheme.clone());
                parts.authority = Some(self.origin.authority.clone());
                parts.path_and_query = Some(text.try_into().map_err(BuildError::not_a_url)?);
                Uri::from_parts(parts).map_err(BuildError::not_a_url)
            }
            Target::Versioned(_) => {
                [&*self.base, &text].concat().try_into().map_err(BuildError::not_a_url)
            }
            _ => Uri::try_from(text).map_err(BuildError::not_a_url),
        }
    }
}

fn with_form(
    request: Request<()>,
    mut form: String,
    secrets: &[(&str, Hidden)],
    proof: Option<&str>,
) -> Request<Body> {
    if !form.is_empty() || !secrets.is_empty() {
        for (key, value) in secrets {
            draft::append(&mut form, key, value.expose_secret());
        }
        if let Some(proof) = proof {
            draft::append(&mut form, "appsecret_proof", proof);
        }
    }
    request.map(|()| Body::Bytes(form.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        value::{MediaUrl, NamedSource},
        wire::{AccessToken, AppSecret},
    };

    fn context() -> Context {
        Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap()
    }

    #[test]
    fn local_media_go_only_to_a_local_api() {
        let url = MediaUrl::local("http://127.0.0.1:1/a.jpg").unwrap();
        let draft = Draft::post("1/media").with_media_url("image_url", &url);
        let error = context().exchange(draft.clone()).unwrap_err();
        assert!(matches!(error, BuildError::UnreachableMedia { .. }), "{error:?}");
        let local = context().with_api_base("http://127.0.0.1:8025").unwrap();
        assert!(local.exchange(draft).is_ok());
    }

    #[test]
    fn what_instagram_login_lacks_is_said_before_it_is_sent() {
        let instagram = Context::new(Login::Instagram, AccessToken::new("IGAAtoken")).unwrap();
        let request = instagram.exchange(Draft::get("me")).unwrap().request;
        assert_eq!(request.uri().to_string(), "https://graph.instagram.com/v26.0/me");
        let error = instagram.exchange(Draft::get("pages/search").for_facebook_only()).unwrap_err();
        assert!(matches!(error, BuildError::FacebookOnly), "{error:?}");
    }

    #[test]
    fn a_secret_parameter_is_only_in_the_body() {
        let draft = Draft::post("oauth/access_token").with_field("client_id", "1");
        let draft = draft.with_secret("client_secret", "shh-quiet").without_token();
        assert!(!format!("{draft:?}").contains("quiet"));
        let anonymous = Context::without_token(Login::Facebook);
        let request = anonymous.exchange(draft).unwrap().request;
        assert_eq!(*request.body(), Body::Bytes(b"client_id=1&client_secret=shh-quiet".to_vec()));
        assert_eq!(request.headers().get("authorization"), None);
        assert!(!request.uri().to_string().contains("quiet"));
        let error = anonymous.exchange(Draft::get("me")).unwrap_err();
        assert!(matches!(error, BuildError::NoToken), "{error:?}");
    }

    #[test]
    fn each_target_has_its_host() {
        let instagram = Context::without_token(Login::Instagram);
        let to = |context: &Context, draft: Draft| {
            context.exchange(draft.without_token()).unwrap().request.uri().to_string()
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
        let source = NamedSource::new("a.mp4", 100).unwrap();
        let upload = |uri: &str| Draft::upload(uri.parse().unwrap(), source.part(40));
        let uri = "https://rupload.facebook.com/ig-api-upload/v26.0/178";
        let context = context().with_app_secret(&AppSecret::new("shh"));
        let request = context.exchange(upload(uri)).unwrap().request;
        assert_eq!((request.method().as_str(), request.uri().to_string()), ("POST", uri.into()));
        for (name, value) in [
            ("authorization", "OAuth EAAGtoken"),
            ("offset", "40"),
            ("file_size", "100"),
            ("content-length", "60"),
            ("content-type", "application/octet-stream"),
        ] {
            assert_eq!(request.headers()[name], value);
        }
        assert!(!format!("{request:?}").contains("EAAG"));
        assert_eq!(*request.body(), Body::Part(source.part(40)));
        let error = context.exchange(upload("https://evil.example/x")).unwrap_err();
        assert!(matches!(error, BuildError::UploadElsewhere { .. }), "{error:?}");

        let video = MediaUrl::local("https://www.example.com/a.mp4").unwrap();
        let request = context.exchange(Draft::upload_hosted(uri.parse().unwrap(), video));
        let request = request.unwrap().request;
        assert_eq!(request.headers()["file_url"], "https://www.example.com/a.mp4");
        assert_eq!(request.body().length(), 0);
    }
}
