//! Batches: up to fifty calls in one request (reference §12.5).
//!
//! It is not documented whether `graph.instagram.com` supports them: here, both hosts do.

mod element;
mod reference;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use http::{Method, Request, Response, header};
use serde_json::{Value, json};

use crate::{
    intake::{Call, is_known_version},
    refusal::Refusal,
};

use self::element::Element;

/// The documented limit.
const MAX: usize = 50;

/// A batch on its way.
pub(crate) struct Batch {
    elements: Vec<Element>,
    /// The replies so far.
    entries: Vec<Value>,
    /// The bodies of successful calls, by the names of the calls.
    results: BTreeMap<String, Value>,
    /// Names that other calls wait for.
    awaited: BTreeSet<String>,
    has_headers: bool,
    /// The sum of the delays: the calls run one after the other.
    pub(crate) delay: Duration,
    version: u32,
    token: String,
    host: String,
}

/// What to do next for a batch.
pub(crate) enum Next {
    Send(Request<Vec<u8>>),
    /// There is nothing to send: the entry is known.
    Refuse(Refusal),
    /// The result that it depends on is missing.
    Skip,
    Finish,
}

impl Batch {
    /// Reads the parameters of the request.
    pub(crate) fn read(call: &Call) -> Result<Self, Refusal> {
        let elements = call.params.list("batch")?;
        if elements.is_empty() {
            return Err(Refusal::missing("batch"));
        }
        if elements.len() > MAX {
            return Err(Refusal::batch_too_long());
        }
        let read = |(at, value)| Element::read(at, value);
        let elements = elements.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
        let awaited = elements.iter().flat_map(Element::awaits).collect();
        let has_headers = match call.params.filled("include_headers") {
            None => true,
            Some(_) => call.params.flag("include_headers")?,
        };
        Ok(Self {
            elements,
            entries: Vec::new(),
            results: BTreeMap::new(),
            awaited,
            has_headers,
            delay: Duration::ZERO,
            version: call.version,
            token: call.token.clone().unwrap_or_default(),
            host: call.base.split("://").last().unwrap_or_default().to_owned(),
        })
    }

    pub(crate) fn next(&self) -> Next {
        let Some(element) = self.elements.get(self.entries.len()) else {
            return Next::Finish;
        };
        if element.depends_on.iter().any(|name| !self.results.contains_key(name)) {
            return Next::Skip;
        }
        let (Some(url), Some(body)) = (
            reference::fill_url(&element.relative_url, &self.results),
            reference::fill_form(&element.body, &self.results),
        ) else {
            return Next::Skip;
        };
        let url = encoded(&url);
        let path = url.trim_start_matches('/');
        let path = match path.split_once('/') {
            Some((version, _)) if is_known_version(version) => format!("/{path}"),
            _ => format!("/v{}.0/{path}", self.version),
        };
        let token = element.token.as_deref().unwrap_or(&self.token);
        let request = Request::builder()
            .method(element.method.clone())
            .uri(&path)
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        match request.body(body.into_bytes()) {
            Ok(request) if !is_batch(&request) => Next::Send(request),
            _ => Next::Refuse(Refusal::no_path(&path)),
        }
    }

    /// Notes the reply to the current call.
    pub(crate) fn answered(&mut self, response: &Response<Vec<u8>>) {
        let Some(element) = self.elements.get(self.entries.len()) else {
            return;
        };
        let name = element.name.as_deref();
        let mut omit = false;
        if response.status().is_success() {
            // By default, a result that other calls use is not shown.
            let is_awaited = name.is_some_and(|name| self.awaited.contains(name));
            omit = element.omit.unwrap_or(is_awaited);
            let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
            if let Some(name) = name {
                self.results.insert(name.to_owned(), body);
            }
        }
        let entry = if omit { Value::Null } else { self.entry(response) };
        self.entries.push(entry);
    }

    /// Notes that the current call has no reply.
    pub(crate) fn unanswered(&mut self) {
        self.entries.push(Value::Null);
    }

    pub(crate) fn into_entries(self) -> Vec<Value> {
        self.entries
    }

    fn entry(&self, response: &Response<Vec<u8>>) -> Value {
        let body = String::from_utf8_lossy(response.body());
        let code = response.status().as_u16();
        if !self.has_headers {
            return json!({ "code": code, "body": body });
        }
        let headers = response.headers().iter().map(|(name, value)| {
            json!({ "name": name.as_str(), "value": String::from_utf8_lossy(value.as_bytes()) })
        });
        json!({ "code": code, "headers": headers.collect::<Vec<_>>(), "body": body })
    }
}

/// A URL with what cannot stand in one encoded: many clients write calls of batches as plain text.
fn encoded(url: &str) -> String {
    let mut encoded = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'#' => {
                encoded += &format!("%{byte:02X}");
            }
            _ if byte.is_ascii_graphic() => encoded.push(char::from(byte)),
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

/// Texts and replies may have tokens in them.
impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("elements", &self.elements).finish_non_exhaustive()
    }
}

/// Whether a call is a batch itself: batches cannot be nested.
fn is_batch(request: &Request<Vec<u8>>) -> bool {
    let mut parts = request.uri().path().split('/').filter(|part| !part.is_empty()).skip(1);
    let part = parts.next();
    part.is_none()
        || part == Some("me") && parts.next().is_none() && request.method() == Method::POST
}

/// The verb of a name. `PUT` is valid, although no endpoint here has it.
fn method(name: &str) -> Option<Method> {
    match &*name.to_ascii_uppercase() {
        "GET" => Some(Method::GET),
        "POST" => Some(Method::POST),
        "PUT" => Some(Method::PUT),
        "DELETE" => Some(Method::DELETE),
        _ => None,
    }
}
