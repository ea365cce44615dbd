//! Bodies: forms, multipart forms and JSON.

use std::convert::Infallible;

use futures_util::{FutureExt as _, stream};
use http::{Request, header};
use serde_json::Value;

use crate::refusal::Refusal;

use super::{MAX_BODY, Params};

/// More parts than any request of the API has.
const MAX_PARTS: usize = 1000;

/// The parameters of query and body; those of the body have precedence.
pub(super) fn read(request: &Request<Vec<u8>>) -> Result<Params, Refusal> {
    let mut params = Params::of_query(request.uri());
    let body = request.body();
    if body.len() > MAX_BODY {
        return Err(Refusal::too_large(MAX_BODY));
    }
    if body.is_empty() {
        return Ok(params);
    }
    let content_type = content_type(request);
    match essence(content_type).as_str() {
        "application/json" | "text/json" => add_json(&mut params, body)?,
        "multipart/form-data" => add_multipart(&mut params, content_type, body)?,
        // Without a type, a body that starts as a JSON object is one.
        "" if body.trim_ascii_start().starts_with(b"{") => add_json(&mut params, body)?,
        "" | FORM => params.add_form(body),
        // Meta ignores bodies of other types; their parameters are then missing.
        _ => {}
    }
    Ok(params)
}

/// What is said of a body that is not read because of its type.
pub(super) fn unread(request: &Request<Vec<u8>>) -> Option<String> {
    if request.body().is_empty() {
        return None;
    }
    let essence = essence(content_type(request));
    let is_read = ["", FORM, "application/json", "text/json", "multipart/form-data"];
    let is_unread = !is_read.contains(&essence.as_str());
    is_unread.then(|| format!("not read: the body, whose content type is {essence}"))
}

const FORM: &str = "application/x-www-form-urlencoded";

fn content_type(request: &Request<Vec<u8>>) -> &str {
    let value = request.headers().get(header::CONTENT_TYPE);
    value.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn add_json(params: &mut Params, body: &[u8]) -> Result<(), Refusal> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Refusal::malformed(&format!("it is not valid JSON: {error}")))?;
    let fields = match value {
        Value::Object(fields) => fields,
        // What some clients make of no parameters.
        Value::Null => return Ok(()),
        Value::Array(items) if items.is_empty() => return Ok(()),
        _ => return Err(Refusal::malformed("it is not a JSON object")),
    };
    for (name, value) in fields {
        params.add(name, value);
    }
    Ok(())
}

fn add_multipart(params: &mut Params, content_type: &str, body: &[u8]) -> Result<(), Refusal> {
    let boundary = multer::parse_boundary(content_type)
        .map_err(|error| Refusal::malformed(&error.to_string()))?;
    let chunk = Ok::<_, Infallible>(body.to_vec());
    let mut pairs = Vec::new();
    let mut parts = multer::Multipart::new(stream::iter([chunk]), boundary);
    let read = async {
        while let Some(part) = parts.next_field().await? {
            if pairs.len() == MAX_PARTS {
                return Ok(false);
            }
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await?;
            pairs.push((name, Value::String(String::from_utf8_lossy(&bytes).into_owned())));
        }
        Ok::<_, multer::Error>(true)
    };
    // The whole body is present, so nothing is awaited.
    match read.now_or_never() {
        Some(Ok(true)) => {
            params.add_pairs(pairs);
            Ok(())
        }
        Some(Ok(false)) => Err(Refusal::malformed("it has more than 1000 parts")),
        Some(Err(error)) => Err(Refusal::malformed(&error.to_string())),
        None => Err(Refusal::malformed("the multipart form does not end")),
    }
}
