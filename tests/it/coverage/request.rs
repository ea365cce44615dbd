//! A request in parts, so that a parameter can be left out, added or changed.

use ig_core::http::{Method, Request};
use serde_json::Value;

/// A request without its host.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) method: Method,
    /// The host, if not a Graph host.
    pub(super) host: Option<&'static str>,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) form: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    /// The headers and the body of an upload.
    pub(super) body: Vec<u8>,
}

const FORM: &str = "application/x-www-form-urlencoded";

impl Parts {
    /// A request with all parameters in the query.
    pub(super) fn new(method: Method, path: &str, params: &[(&str, &str)]) -> Self {
        let query = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let (query, form) = (query.collect(), Vec::new());
        let (headers, body) = (Vec::new(), Vec::new());
        Self { method, host: None, path: path.to_owned(), query, form, headers, body }
    }

    pub(super) fn of(request: &Request<Vec<u8>>) -> Self {
        let uri = request.uri();
        let host = match uri.host() {
            Some("api.instagram.com") => Some("api.instagram.com"),
            Some("rupload.facebook.com") => Some("rupload.facebook.com"),
            _ => None,
        };
        let text = |value: &ig_core::http::HeaderValue| value.to_str().unwrap().to_owned();
        let headers = request.headers().iter();
        let headers: Vec<_> =
            headers.map(|(name, value)| (name.to_string(), text(value))).collect();
        let is_form = headers.iter().any(|(name, value)| name == "content-type" && value == FORM);
        Self {
            method: request.method().clone(),
            host,
            path: uri.path().to_owned(),
            query: pairs(uri.query().unwrap_or_default().as_bytes()),
            form: if is_form { pairs(request.body()) } else { Vec::new() },
            headers,
            body: if is_form { Vec::new() } else { request.body().clone() },
        }
    }

    /// The request in the form that the sandbox accepts.
    pub(super) fn request(&self) -> Request<Vec<u8>> {
        let encoded = |pairs: &[(String, String)]| {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(format!("{}?{}", self.path, encoded(&self.query)))
            .header("host", "127.0.0.1:8025");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let body =
            if self.form.is_empty() { self.body.clone() } else { encoded(&self.form).into() };
        request.body(body).unwrap()
    }

    pub(super) fn verb(&self) -> &str {
        self.method.as_str()
    }

    pub(super) fn params(&self) -> impl Iterator<Item = &(String, String)> {
        self.query.iter().chain(&self.form)
    }

    /// The names of all parameters and of the keys in those that are JSON, and `name=value` of
    /// each: `user_tags`, `user_tags[].x`, `media_type=REELS`.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (name, value) in self.params() {
            names.extend([name.clone(), format!("{name}={value}")]);
            let parsed: Value = serde_json::from_str(value).unwrap_or_default();
            let objects = match &parsed {
                Value::Array(items) => items.iter().map(|item| ("[].", item)).collect(),
                other => vec![(".", other)],
            };
            for (between, object) in objects {
                for (key, value) in object.as_object().into_iter().flatten() {
                    names.push(format!("{name}{between}{key}"));
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    names.push(format!("{name}{between}{key}={value}"));
                }
            }
        }
        names
    }

    /// The request without a parameter, or without a key of one that is JSON.
    pub(super) fn without(&self, name: &str) -> Self {
        self.changed(name, None)
    }

    /// The request with another value of a parameter, or of a key of one that is JSON.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        self.changed(name, Some(value))
    }

    fn changed(&self, name: &str, new: Option<&str>) -> Self {
        let (outer, key) = match name.split_once("[].").or_else(|| name.split_once('.')) {
            Some((outer, key)) => (outer, Some(key)),
            None => (name, None),
        };
        let mut changed = self.clone();
        let mut is_there = false;
        for pairs in [&mut changed.query, &mut changed.form] {
            pairs.retain_mut(|(own, value)| {
                if own != outer {
                    return true;
                }
                is_there = true;
                match (key, new) {
                    (None, None) => return false,
                    (None, Some(new)) => new.clone_into(value),
                    (Some(key), new) => *value = with_key(value, key, new),
                }
                true
            });
        }
        if let (false, None, Some(new)) = (is_there, key, new) {
            changed.query.push((outer.to_owned(), new.to_owned()));
        }
        changed
    }
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// The JSON `text` with another value at `key`, in each object if it is a list.
fn with_key(text: &str, key: &str, new: Option<&str>) -> String {
    let mut json: Value = serde_json::from_str(text).unwrap();
    let objects = match &mut json {
        Value::Array(items) => items.iter_mut().collect(),
        other => vec![other],
    };
    for object in objects.into_iter().filter_map(Value::as_object_mut) {
        match new {
            Some(new) => drop(object.insert(key.to_owned(), new.into())),
            None => drop(object.remove(key)),
        }
    }
    json.to_string()
}
