//! Exchanges as JSON lines: evidence for a bug report, and replies for a later replay.
//!
//! ```json
//! {"at_ms":1569537403000,"took_ms":3,"method":"GET","path":"/v26.0/17889455560051444",
//!  "params":{"fields":"status_code"},"request_headers":{"authorization":"[token]"},
//!  "status":200,"headers":{"content-type":"application/json"},"body":"{\"id\":\"…\"}"}
//! ```
//!
//! Tokens, codes and secrets are masked. `status` is `null` if the connection was broken. The video
//! of an upload is not recorded.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderMap, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{intake::Call, journal, mask, time::Timestamp};

/// One exchange.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Exchange {
    at_ms: u64,
    took_ms: u64,
    #[serde(flatten)]
    pub(crate) asked: Asked,
    #[serde(default)]
    request_headers: BTreeMap<String, String>,
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) body: String,
}

impl Exchange {
    /// An exchange without secrets; `None` for a request that is not of the API.
    pub(crate) fn of(
        at: Timestamp,
        took: Duration,
        request: &Request<Vec<u8>>,
        response: Option<&Response<Vec<u8>>>,
        secrets: &[&str],
    ) -> Option<Self> {
        let body = response.map(|response| String::from_utf8_lossy(response.body()));
        Some(Self {
            at_ms: at.as_unix_millis(),
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            asked: Asked::of(request)?,
            request_headers: headers(request.headers(), secrets),
            status: response.map(|response| response.status().as_u16()),
            headers: response.map(|it| headers(it.headers(), secrets)).unwrap_or_default(),
            body: body.map(|body| masked(&body, secrets)).unwrap_or_default(),
        })
    }
}

/// The essence of a request: requests with an equal one get the same reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    #[serde(default)]
    params: BTreeMap<String, Value>,
}

impl Asked {
    /// The essence of a request, the same for query, form, JSON and multipart. `None` for the control
    /// endpoints and for files of posts.
    pub(crate) fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        let path = request.uri().path();
        if path.starts_with("/_sandbox/") || path.starts_with("/media/") {
            return None;
        }
        let call = Call::of(request, String::new());
        let (method, path, params) = journal::masked(&call);
        Some(Self { method, path, params })
    }
}

/// The headers of a message, as text and without secrets.
fn headers(headers: &HeaderMap, secrets: &[&str]) -> BTreeMap<String, String> {
    let text = |name: &str, value: &[u8]| match mask::of_header(name) {
        Some(mask) => mask.to_owned(),
        None => masked(&String::from_utf8_lossy(value), secrets),
    };
    let all = headers.iter();
    all.map(|(name, value)| (name.to_string(), text(name.as_str(), value.as_bytes()))).collect()
}

fn masked(text: &str, secrets: &[&str]) -> String {
    mask::all(text, secrets.iter().copied())
}
