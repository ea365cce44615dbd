//! Exchanges as JSON lines: evidence for a bug report, and answers for another day.
//!
//! ```json
//! {"at_ms":1569537403000,"took_ms":3,"method":"GET","path":"/v26.0/17889455560051444",
//!  "params":{"fields":"status_code"},"request_headers":{"authorization":"[token]"},
//!  "status":200,"headers":{"content-type":"application/json"},"body":"{\"id\":\"…\"}"}
//! ```
//!
//! Tokens, codes and secrets are masked. `status` is `null` where the connection was broken. Of
//! uploads, the film is not recorded. The control endpoints and the pages are not, either.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead as _, BufReader, Write as _},
    path::Path,
    sync::Mutex,
};

use http::{HeaderMap, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::folder::{Mode, private_file};
use crate::{handling::Handling, intake::Call, journal, mask, reply, sandbox::Sandbox};

/// One exchange.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Exchange {
    pub(super) at_ms: u64,
    pub(super) took_ms: u64,
    #[serde(flatten)]
    pub(super) asked: Asked,
    #[serde(default)]
    pub(super) request_headers: BTreeMap<String, String>,
    pub(super) status: Option<u16>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) body: String,
}

/// What was asked for: requests that are equal in this are answered alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Asked {
    method: String,
    path: String,
    #[serde(default)]
    params: BTreeMap<String, Value>,
}

impl Asked {
    /// What a request asks for. Query, form, JSON and multipart are one; `None` for what is no
    /// request of the API.
    pub(super) fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        let path = request.uri().path();
        if path.starts_with("/_sandbox/") || path.starts_with("/media/") {
            return None;
        }
        let call = if Sandbox::is_upload(request) {
            Call::of_upload(&request.clone().map(drop), String::new())
        } else {
            Call::read(request, String::new())
        };
        let (method, path, params) = journal::masked(&call);
        Some(Self { method, path, params })
    }
}

/// Where exchanges are written to.
#[derive(Debug)]
pub struct Recording(Mutex<File>);

impl Recording {
    /// Writes to a file, behind what is there. It is readable by its owner alone if it is new.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self(Mutex::new(private_file(path.as_ref(), Mode::Append)?)))
    }

    /// Writes an exchange down. A disk that is full costs the recording, and no answer.
    pub(super) fn write(&self, exchange: &Exchange) {
        // Maps with text keys always serialise.
        let mut line = serde_json::to_vec(exchange).unwrap_or_default();
        line.push(b'\n');
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = file.write_all(&line);
    }
}

/// The headers of a message, as text and without secrets.
pub(super) fn headers(headers: &HeaderMap, tokens: &[String]) -> BTreeMap<String, String> {
    let text = |name: &str, value: &[u8]| match mask::of_header(name) {
        Some(mask) => mask.to_owned(),
        None => masked(&String::from_utf8_lossy(value), tokens),
    };
    let all = headers.iter();
    all.map(|(name, value)| (name.to_string(), text(name.as_str(), value.as_bytes()))).collect()
}

/// A text without tokens.
pub(super) fn masked(text: &str, tokens: &[String]) -> String {
    mask::all(text, tokens.iter().map(String::as_str))
}

/// Why a recording cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// It cannot be read.
    #[error("the recording cannot be read")]
    Io(#[source] io::Error),
    /// It is none.
    #[error("line {line} of the recording is no exchange: {why}")]
    Damaged {
        /// Which line, from 1.
        line: usize,
        /// Why.
        why: String,
    },
}

/// A recording to answer from.
///
/// A request is answered with the recorded reply to the same method, path and parameters, whatever
/// form the parameters come in and whatever the token is. Where there are several, they come in
/// their order, and the last one again and again. A request that was not recorded gets 404 with a
/// text that says so. The answers come at once, however long they took.
#[derive(Debug)]
pub struct Replay(Mutex<Vec<Played>>);

#[derive(Debug)]
struct Played {
    exchange: Exchange,
    is_used: bool,
}

impl Replay {
    /// Reads a recording.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is none.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ReplayError> {
        let file = BufReader::new(File::open(path).map_err(ReplayError::Io)?);
        let mut all = Vec::new();
        for (at, line) in file.lines().enumerate() {
            let line = line.map_err(ReplayError::Io)?;
            if line.trim().is_empty() {
                continue;
            }
            let exchange = serde_json::from_str(&line)
                .map_err(|error| ReplayError::Damaged { line: at + 1, why: error.to_string() })?;
            all.push(Played { exchange, is_used: false });
        }
        Ok(Self(Mutex::new(all)))
    }

    pub(super) fn answer(&self, asked: &Asked) -> Handling {
        let mut all = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut equal: Vec<&mut Played> =
            all.iter_mut().filter(|played| played.exchange.asked == *asked).collect();
        let next = equal.iter().position(|played| !played.is_used);
        let at = next.unwrap_or(equal.len().saturating_sub(1));
        let Some(played) = equal.get_mut(at) else {
            let Asked { method, path, .. } = asked;
            let text = format!("The recording has no {method} {path} with these parameters.\n");
            let response = reply::with_body(404, "text/plain; charset=utf-8", text.into_bytes());
            return Handling::Respond(response);
        };
        played.is_used = true;
        response(&played.exchange)
    }
}

fn response(exchange: &Exchange) -> Handling {
    let Some(status) = exchange.status else {
        return Handling::Drop;
    };
    let mut response = Response::builder().status(status);
    for (name, value) in &exchange.headers {
        // The length is that of the body, which has lost its secrets.
        if name != "content-length" && name != "transfer-encoding" {
            response = response.header(name, value);
        }
    }
    match response.body(exchange.body.clone().into_bytes()) {
        Ok(response) => Handling::Respond(response),
        Err(_) => Handling::Drop,
    }
}
