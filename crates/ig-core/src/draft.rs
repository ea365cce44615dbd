//! A request before it has a host, a version and a token.

use form_urlencoded::Serializer;
use http::Method;

use crate::MediaUrl;

/// What an endpoint wants sent: method, path and parameters, no secret.
///
/// [`Context::request`](crate::Context::request) turns a draft into an
/// [`http::Request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) form: Vec<(&'static str, String)>,
    /// A URL in it that a public API could not reach.
    pub(crate) local_url: Option<MediaUrl>,
    /// Whether graph.instagram.com lacks the endpoint.
    pub(crate) facebook_only: bool,
}

impl Draft {
    /// A `GET` of `path`, which starts without a slash.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query: Vec::new(),
            form: Vec::new(),
            local_url: None,
            facebook_only: false,
        }
    }

    /// A `POST` to `path`, which starts without a slash.
    pub fn post(path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(path) }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.query.push((key, value.into()));
        self
    }

    /// Adds a form field to the body.
    #[must_use]
    pub fn with_field(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.form.push((key, value.into()));
        self
    }

    /// Adds a form field to the body where there is a value.
    #[must_use]
    pub fn with_optional(self, key: &'static str, value: Option<impl Into<String>>) -> Self {
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

    /// Marks a request that only graph.facebook.com answers.
    #[must_use]
    pub fn for_facebook_only(mut self) -> Self {
        self.facebook_only = true;
        self
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path, without host or version.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query parameters, not encoded.
    pub fn query(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.query.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// The form fields of the body, not encoded.
    pub fn form(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.form.iter().map(|(key, value)| (*key, value.as_str()))
    }
}

/// Appends `pairs` to `out` as `application/x-www-form-urlencoded`.
pub(crate) fn encode<'a>(
    out: String,
    pairs: impl IntoIterator<Item = (&'static str, &'a str)>,
) -> String {
    let start = out.len();
    Serializer::for_suffix(out, start).extend_pairs(pairs).finish()
}
