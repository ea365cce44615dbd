//! Requests and replies word for word, without secrets, for people to compare with their code.

use std::{borrow::Cow, time::Duration};

use http::{HeaderMap, Request, Response, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{intake::Call, mask, reply};

use super::{cut, shown};

/// The text of a request, and of the head of its reply.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Exact {
    /// The base URL that the client used: `http://127.0.0.1:8025`.
    pub(super) base: String,
    /// The method as it came.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// One line each.
    pub(crate) headers: String,
    /// Empty if there is none.
    pub(crate) body: String,
    /// One line each; empty if there is no reply.
    pub(crate) reply_headers: String,
    /// How long the sandbox took, by its virtual clock.
    took: Option<Duration>,
}

impl Exact {
    pub(super) fn of<B: AsRef<[u8]>>(call: &Call, request: &Request<B>) -> Self {
        let token = call.token.as_deref();
        let uri = request.uri();
        let mut target = mask::tokens(&cut(uri.path()), token);
        if let Some(query) = uri.query() {
            target.push('?');
            target.push_str(&cut(&form(query, token)));
        }
        Self {
            base: call.base.clone(),
            method: request.method().to_string(),
            target,
            headers: lines(request.headers(), token),
            body: body(request.body().as_ref(), request.headers(), call),
            reply_headers: String::new(),
            took: None,
        }
    }

    pub(super) fn answered(&mut self, took: Duration, call: &Call, response: &Response<Vec<u8>>) {
        self.took = Some(took);
        self.reply_headers = lines(response.headers(), call.token.as_deref());
    }

    /// How long the sandbox took, by its virtual clock.
    pub(crate) fn took_ms(&self) -> Option<u64> {
        self.took.map(|took| took.as_millis() as u64)
    }

    /// The sandbox's `x-sandbox-note` about it.
    pub(crate) fn note(&self) -> Option<&str> {
        let mut lines = self.reply_headers.lines();
        lines.find_map(|line| line.strip_prefix(reply::NOTE)?.strip_prefix(": "))
    }

    /// The size of the text, in bytes.
    pub(super) fn size(&self) -> usize {
        let Self { base, method, target, headers, body, reply_headers, took: _ } = self;
        [base, method, target, headers, body, reply_headers].map(String::len).iter().sum()
    }
}

fn lines(headers: &HeaderMap, token: Option<&str>) -> String {
    let mut text = String::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = match *name {
            header::AUTHORIZATION => match value.trim().split_once(' ') {
                Some((scheme, _)) => format!("{scheme} [token]"),
                None => "[token]".to_owned(),
            },
            _ => match mask::of_header(name.as_str()) {
                Some(mask) => mask.to_owned(),
                None => mask::tokens(&value, token),
            },
        };
        text.push_str(name.as_str());
        text.push_str(": ");
        text.push_str(&value);
        text.push('\n');
    }
    cut(&text)
}

fn body(bytes: &[u8], headers: &HeaderMap, call: &Call) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return format!("({} bytes that are no text)", bytes.len());
    };
    let token = call.token.as_deref();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let masked = if let Ok(value) = serde_json::from_str::<Value>(text) {
        json(text, &value, token)
    } else if kind.starts_with("multipart/") {
        multipart(text, call)
    } else {
        form(text, token)
    };
    cut(&masked)
}

/// A form; pairs without a secret stay unchanged.
fn form(encoded: &str, token: Option<&str>) -> String {
    let pairs = encoded.split('&').map(|pair| {
        let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next() else {
            return Cow::Borrowed(pair);
        };
        if let Some(mask) = mask::of_parameter(&name) {
            return Cow::Owned(format!("{name}={mask}"));
        }
        let masked = mask::tokens(&value, token);
        if masked == value {
            return Cow::Borrowed(pair);
        }
        let masked: String = form_urlencoded::byte_serialize(masked.as_bytes()).collect();
        Cow::Owned(format!("{name}={masked}"))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A JSON text, unchanged if it has no secret.
fn json(text: &str, value: &Value, token: Option<&str>) -> String {
    let masked = match value {
        Value::Object(fields) => {
            let masked =
                fields.iter().map(|(name, value)| (name.clone(), shown(name, value, token)));
            Value::Object(masked.collect())
        }
        other => shown("", other, token),
    };
    if masked == *value { text.to_owned() } else { masked.to_string() }
}

/// All texts in a value.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn multipart(text: &str, call: &Call) -> String {
    let mut masked = mask::tokens(text, call.token.as_deref());
    for (name, value) in call.params.iter() {
        let Some(mask) = mask::of_parameter(name) else {
            continue;
        };
        for secret in texts(&value) {
            // The value of a part has its own lines.
            masked = masked.replace(&format!("\n{secret}\r"), &format!("\n{mask}\r"));
        }
    }
    masked
}
