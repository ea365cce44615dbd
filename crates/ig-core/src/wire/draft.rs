//! A request before it has a host, a version and a token.

use std::{borrow::Cow, mem};

use http::Method;
use zeroize::Zeroizing;

use crate::{
    value::{AppId, MediaUrl, UploadUri, upload::Part},
    wire::{AppSecret, secret::Hidden},
};

/// What an endpoint wants sent: method, path and parameters.
///
/// [`Call::exchange`](crate::Call::exchange) turns a draft into an
/// [`http::Request`]. No access token is in it; the few secrets that are
/// parameters of their own show in no `Debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub(crate) method: Method,
    pub(crate) target: Target,
    /// The query parameters as they are sent, written once.
    pub(crate) query: String,
    /// The form fields of the body as they are sent, written once.
    pub(crate) form: String,
    /// Form fields that show nowhere.
    pub(crate) secrets: Vec<(&'static str, Hidden)>,
    /// Query parameters that show only in the URL.
    pub(crate) secret_query: Vec<(&'static str, Hidden)>,
    pub(crate) upload: Option<Upload>,
    /// A URL in it that a public API could not reach.
    pub(crate) local_url: Option<MediaUrl>,
    /// Whether graph.instagram.com lacks the endpoint.
    pub(crate) facebook_only: bool,
    /// Whether its caption is a question, which must not be empty.
    pub(crate) asks_in_caption: bool,
    pub(crate) authorization: Authorization,
    /// Whether the reply holds a token, which must not be masked.
    pub(crate) grants_token: bool,
}

/// Where a request goes (reference §1.1, §1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A path after the version.
    Versioned(String),
    /// A path without a version.
    Unversioned(String),
    /// The code exchange of Instagram Login, on a host of its own.
    InstagramCodeExchange,
    /// The upload host.
    Upload(UploadUri),
}

/// How a request says on whose behalf it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Authorization {
    /// With the token of the context.
    Token,
    /// As the app itself, with its id and its secret as one token.
    App {
        /// `{id}|{secret}`, the app's token.
        token: Hidden,
        /// What of it is masked by itself.
        secret: Hidden,
    },
    /// Not at all: the app's secret or a code is among its parameters.
    None,
}

/// What is uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Upload {
    Part(Part),
    Hosted(MediaUrl),
}

impl Draft {
    /// A `GET` of `path`, which starts without a slash.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            target: Target::Versioned(path.into()),
            query: String::new(),
            form: String::new(),
            secrets: Vec::new(),
            secret_query: Vec::new(),
            upload: None,
            local_url: None,
            facebook_only: false,
            asks_in_caption: false,
            authorization: Authorization::Token,
            grants_token: false,
        }
    }

    /// A `POST` to `path`, which starts without a slash.
    pub fn post(path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(path) }
    }

    /// A `DELETE` of `path`, which starts without a slash.
    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    /// A `POST` of bytes to the upload host.
    pub(crate) fn upload(uri: UploadUri, part: Part) -> Self {
        let upload = Some(Upload::Part(part));
        Self { target: Target::Upload(uri), upload, ..Self::post("") }
    }

    /// A `POST` that has the upload host fetch `url`.
    pub(crate) fn upload_hosted(uri: UploadUri, url: MediaUrl) -> Self {
        let local_url = (!url.is_public()).then(|| url.clone());
        let upload = Some(Upload::Hosted(url));
        Self { target: Target::Upload(uri), upload, local_url, ..Self::post("") }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, key: &'static str, value: impl AsRef<str>) -> Self {
        append(&mut self.query, key, value.as_ref());
        self
    }

    /// Adds a form field to the body.
    #[must_use]
    pub fn with_field(mut self, key: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        append(&mut self.form, key.as_ref(), value.as_ref());
        self
    }

    /// Adds a form field to the body where there is a value.
    #[must_use]
    pub fn with_optional(self, key: &'static str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.with_field(key, value),
            None => self,
        }
    }

    /// Adds a form field with a URL that the server is to fetch.
    #[must_use]
    pub fn with_media_url(mut self, key: &'static str, url: &MediaUrl) -> Self {
        if !url.is_public() {
            self.local_url = Some(url.clone());
        }
        self.with_field(key, url.as_str())
    }

    /// Adds a form field that is a secret: it is only in the body, shows in no
    /// `Debug`, and is masked in the reply.
    #[must_use]
    pub fn with_secret(mut self, key: &'static str, value: &str) -> Self {
        self.secrets.push((key, Hidden::new(value)));
        self
    }

    /// Adds a query parameter that is a secret, for the calls that Meta documents in no other form
    /// (reference §17.3): it is in the URL, shows in no `Debug` of ours, and is masked in the reply.
    /// A secret that can be in a body or a header does not belong here.
    #[must_use]
    pub fn with_secret_query(mut self, key: &'static str, value: &str) -> Self {
        self.secret_query.push((key, Hidden::new(value)));
        self
    }

    /// Marks a request that only graph.facebook.com answers.
    #[must_use]
    pub fn for_facebook_only(mut self) -> Self {
        self.facebook_only = true;
        self
    }

    /// Marks a request whose caption is a question, and must be there.
    pub(crate) fn asking_in_caption(mut self) -> Self {
        self.asks_in_caption = true;
        self
    }

    /// Whether it asks in its caption, and has none.
    pub(crate) fn lacks_caption(&self) -> bool {
        let is_caption = |name: &str, value: &str| name == "caption" && !value.trim().is_empty();
        self.asks_in_caption && !self.form().any(|(name, value)| is_caption(&name, &value))
    }

    /// Marks a request that carries its own credentials and no token.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.authorization = Authorization::None;
        self
    }

    /// Sends it as the app itself: the header has the app's token instead of the context's.
    #[must_use]
    pub fn as_app(mut self, app: &AppId, secret: &AppSecret) -> Self {
        let secret = secret.expose_secret();
        let token = Zeroizing::new(format!("{app}|{secret}"));
        self.authorization =
            Authorization::App { token: Hidden::new(&token), secret: Hidden::new(secret) };
        self
    }

    /// Marks a request whose reply holds a token, so that nothing is masked in
    /// it on the way.
    #[must_use]
    pub fn granting_token(mut self) -> Self {
        self.grants_token = true;
        self
    }

    /// Sends it to the same path without a version.
    #[must_use]
    pub(crate) fn unversioned(mut self) -> Self {
        if let Target::Versioned(path) = self.target {
            self.target = Target::Unversioned(path);
        }
        self
    }

    /// Sends it to the host of Instagram's code exchange.
    #[must_use]
    pub(crate) fn at_instagram_code_exchange(mut self) -> Self {
        self.target = Target::InstagramCodeExchange;
        self
    }

    /// Whether it has fields, secret ones included.
    pub(crate) fn is_form(&self) -> bool {
        !self.form.is_empty() || !self.secrets.is_empty()
    }

    /// Whether a [`Batch`](crate::batch::Batch) cannot contain it.
    pub(crate) fn stands_apart(&self) -> bool {
        let versioned = matches!(self.target, Target::Versioned(_));
        let with_token = self.authorization == Authorization::Token;
        let has_secrets = !self.secrets.is_empty() || !self.secret_query.is_empty();
        !versioned || !with_token || has_secrets || self.grants_token
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path, without host or version; of an upload, the whole URI.
    pub fn path(&self) -> &str {
        match &self.target {
            Target::Versioned(path) | Target::Unversioned(path) => path,
            Target::InstagramCodeExchange => "oauth/access_token",
            Target::Upload(uri) => uri.as_str(),
        }
    }

    /// The query parameters, not encoded, save those that are secret.
    pub fn query(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }

    /// The form fields of the body, not encoded, save those that are secret.
    pub fn form(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.form.as_bytes())
    }

    /// The part of a source that is the body, where it is one.
    pub fn part(&self) -> Option<&Part> {
        match &self.upload {
            Some(Upload::Part(part)) => Some(part),
            _ => None,
        }
    }
}

/// Appends a pair to `out` as `application/x-www-form-urlencoded`.
pub(crate) fn append(out: &mut String, key: &str, value: &str) {
    /// Room for most requests, so that few grow.
    const FIRST: usize = 256;
    // What is common in texts and URLs takes three bytes for one now and then.
    let about = key.len() + value.len() + value.len() / 2 + 2;
    let mut bytes = mem::take(out).into_bytes();
    bytes.reserve(if bytes.is_empty() { about.max(FIRST) } else { about });
    if !bytes.is_empty() {
        bytes.push(b'&');
    }
    encode(&mut bytes, key.as_bytes());
    bytes.push(b'=');
    encode(&mut bytes, value.as_bytes());
    // It is ASCII by now.
    *out = String::from_utf8(bytes).unwrap_or_default();
}

/// Appends `text` with what the format wants encoded. Runs of what it does not are copied whole.
fn encode(out: &mut Vec<u8>, mut text: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    while let Some(at) = text.iter().position(|byte| !IS_PLAIN[usize::from(*byte)]) {
        out.extend_from_slice(&text[..at]);
        text = &text[at..];
        while let Some((byte, rest)) = text.split_first()
            && !IS_PLAIN[usize::from(*byte)]
        {
            match byte {
                b' ' => out.push(b'+'),
                _ => {
                    let [high, low] = [byte >> 4, byte & 15].map(|half| DIGITS[usize::from(half)]);
                    out.extend_from_slice(&[b'%', high, low]);
                }
            }
            text = rest;
        }
    }
    out.extend_from_slice(text);
}

/// By byte, whether it stands for itself.
static IS_PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_');
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Beside each other and at each end.
    #[test]
    fn every_character_is_encoded_as_form_urlencoded_does() {
        let chars = (0..0x300).chain([0x2028, 0xFFFF, 0x1_F600]).filter_map(char::from_u32);
        for char in chars {
            for text in [format!("{char}"), format!("a{char}b"), format!("{char}{char} {char}ä")] {
                let mut own = String::new();
                append(&mut own, "k", &text);
                append(&mut own, &text, "");
                let theirs = form_urlencoded::Serializer::new(String::new())
                    .append_pair("k", &text)
                    .append_pair(&text, "")
                    .finish();
                assert_eq!(own, theirs);
            }
        }
    }
}
