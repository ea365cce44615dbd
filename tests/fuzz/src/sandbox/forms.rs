//! Parameters, which mean the same in every form.

use std::collections::BTreeMap;

use form_urlencoded::Serializer;
use ig_core::http::Request;
use serde_json::json;

use super::machine::{USER, sandbox, send};
use crate::token::TOKEN;

/// The meaning of the first letter of an input.
const PATHS: [&str; 5] = ["media", "media_publish", "content_publishing_limit", "stories", ""];

/// A reply: its status and its body.
type Answered = Option<(u16, String)>;

/// Sends the form `letter` + `name=value&…` in the four forms that parameters have; in JSON only
/// where no name comes twice or with brackets, which pairs put together to lists.
///
/// # Panics
///
/// When one of them gets a different reply.
pub fn intake(bytes: &[u8]) {
    let Some((letter, form)) = bytes.split_first() else { return };
    let path = PATHS[usize::from(letter.wrapping_sub(b'a')) % PATHS.len()];
    let path = format!("/v25.0/{USER}/{path}");
    let params: Vec<(String, String)> = form_urlencoded::parse(form).into_owned().collect();
    let encoded = Serializer::new(String::new()).extend_pairs(&params).finish();
    let came = answer(&path, FORM, form.to_vec());
    let check = |what: &str, answered: Answered| {
        assert_eq!(answered, came, "{what} gets a different reply: {params:?}");
    };
    check("a form", answer(&path, FORM, encoded.clone().into()));
    if let Some(object) = as_object(&params) {
        check("JSON", answer(&path, "application/json", json!(object).to_string().into()));
    }
    // hyper accepts no longer URLs either.
    if encoded.len() <= 60_000 {
        check("a query", answer(&format!("{path}?{encoded}"), "text/plain", Vec::new()));
    }
    if let Some(parts) = as_parts(&params) {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        check("a form in parts", answer(&path, &kind, parts));
    }
}

/// Sends a multipart form: the boundary, an empty line, the body.
///
/// # Panics
///
/// When the sandbox does not reply.
pub fn multipart(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let boundary: String = bytes[..end].iter().map(|byte| char::from(*byte & 0x7F)).collect();
    let body = bytes[end..].strip_prefix(b"\n").unwrap_or(bytes).to_vec();
    let kind = format!("multipart/form-data; boundary={boundary}");
    let first = answer(&format!("/{USER}/media"), &kind, body.clone());
    assert!(first.is_some() || kind.chars().any(char::is_control), "no answer");
    assert_eq!(first, answer(&format!("/{USER}/media"), &kind, body), "the reply is random");
}

/// Sends a batch: the text of its calls.
///
/// # Panics
///
/// When the reply to an accepted batch does not have one part for each call.
pub fn batch(bytes: &[u8]) {
    let Ok(calls) = str::from_utf8(bytes) else { return };
    let body = json!({ "batch": calls }).to_string();
    let answered = answer("/", "application/json", body.into_bytes());
    let Some((200, reply)) = answered else { return };
    let parts: Vec<serde_json::Value> = serde_json::from_str(&reply).expect("a list");
    assert!(parts.len() <= 50, "{} parts", parts.len());
    if let Ok(calls) = serde_json::from_str::<Vec<serde_json::Value>>(calls) {
        assert_eq!(calls.len(), parts.len(), "{reply}");
    }
    for part in parts.iter().filter(|part| !part.is_null()) {
        assert!(part["code"].is_u64() && part["body"].is_string(), "{part}");
    }
}

fn answer(path: &str, kind: &str, body: Vec<u8>) -> Answered {
    let request = Request::post(path).header("content-type", kind);
    let request = request.header("authorization", format!("Bearer {TOKEN}")).body(body).ok()?;
    let response = send(&mut sandbox(), request)?;
    let body = String::from_utf8_lossy(response.body()).into_owned();
    Some((response.status().as_u16(), body))
}

const FORM: &str = "application/x-www-form-urlencoded";

const BOUNDARY: &str = "between";

/// More parts than these are refused.
const MOST_PARTS: usize = 1000;

/// The parameters as an object; `None` if a name comes twice or with brackets.
fn as_object(params: &[(String, String)]) -> Option<BTreeMap<&str, &str>> {
    let object: BTreeMap<&str, &str> =
        params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let is_plain = object.len() == params.len() && !object.keys().any(|name| name.contains('['));
    is_plain.then_some(object)
}

/// The parameters in parts; `None` if a name is invalid in a header, a value contains the
/// boundary, or there are too many.
fn as_parts(params: &[(String, String)]) -> Option<Vec<u8>> {
    if params.len() > MOST_PARTS {
        return None;
    }
    let mut body = String::new();
    for (name, value) in params {
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%');
        if !name.chars().all(plain) || name.is_empty() || value.contains(BOUNDARY) {
            return None;
        }
        body += &format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
        body += &format!("{value}\r\n");
    }
    Some(format!("{body}--{BOUNDARY}--\r\n").into_bytes())
}
