//! Replies with the headers that Meta sends (F-HDR22, F-HDR23, F-HDR26).

mod head;

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

use crate::{ids::Ids, intake::Call, object::Object, refusal::Refusal, usage::Usage};

pub(crate) use self::head::{Latest, USUAL};

/// The header for notes of the sandbox, for which Meta has no field.
pub(crate) const NOTE: &str = "x-sandbox-note";

pub(crate) const JSON: &str = "application/json; charset=UTF-8";

/// The reply to a Graph call.
pub(crate) fn graph(
    call: &Call,
    outcome: Result<&Object, &Refusal>,
    usage: Usage,
    latest: &mut Latest,
    ids: &mut Ids,
) -> Response<Vec<u8>> {
    let trace = ids.trace();
    let (status, body) = match outcome {
        Ok(object) => (200, object.to_bytes()),
        Err(refusal) => (refusal.status, refusal.to_bytes(&trace)),
    };
    let mut response = with_status(status, escaped(body));
    *response.headers_mut() = match (outcome, version_warning(call)) {
        (Ok(_), None) => latest.head(usage, call.version),
        (outcome, warning) => {
            let is_parsed = outcome.err().is_none_or(|refusal| refusal.code != 190);
            let mut headers = head::head(is_parsed.then_some(&usage), call.version);
            if let Some(warning) = warning {
                set(&mut headers, "x-ad-api-version-warning", &warning);
            }
            match outcome {
                Ok(_) => head::finish(&mut headers),
                Err(refusal) => describe(&mut headers, refusal),
            }
            headers
        }
    };
    head::fill(response.headers_mut(), &trace, ids);
    response
}

/// The warning for a call of a retired version.
pub(crate) fn version_warning(call: &Call) -> Option<String> {
    let old = call.upgraded_from.as_ref()?;
    let now = call.version;
    Some(format!("The call has been auto-upgraded to v{now}.0 as {old} has been deprecated."))
}

/// JSON as Meta's servers write it: `/` as `\/`, and non-ASCII characters as `\uXXXX` (reference
/// §12.6). Neither occurs outside strings.
pub(crate) fn escaped(json: Vec<u8>) -> Vec<u8> {
    if json.iter().all(|byte| byte.is_ascii() && *byte != b'/') {
        return json;
    }
    let text = String::from_utf8_lossy(&json);
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '/' => escaped.push_str("\\/"),
            letter if letter.is_ascii() => escaped.push(letter),
            letter => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    escaped.into_bytes()
}

fn describe(headers: &mut HeaderMap, refusal: &Refusal) {
    set(headers, "cache-control", "no-store");
    let challenge = format!(
        "OAuth \"Facebook Platform\" \"{}\" \"{}\"",
        refusal.challenge(),
        refusal.message.replace(['\\', '"'], "'")
    );
    set(headers, "www-authenticate", &challenge);
    if let Some(usage) = refusal.usage() {
        put(headers, &head::BUSINESS_USAGE, usage);
    }
}

/// Any reply.
pub(crate) fn with_body(status: u16, content_type: &str, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = with_status(status, body);
    put(response.headers_mut(), &header::CONTENT_TYPE, content_type);
    response
}

fn with_status(status: u16, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// Sets a header; characters that are invalid in a header become spaces.
pub(crate) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    put(headers, &HeaderName::from_static(name), value);
}

fn put(headers: &mut HeaderMap, name: &HeaderName, value: impl Into<String>) {
    let is_invalid = |byte: u8| byte < b' ' || byte == 0x7F;
    let mut bytes = value.into().into_bytes();
    bytes.iter_mut().filter(|byte| is_invalid(**byte)).for_each(|byte| *byte = b' ');
    if let Ok(value) = HeaderValue::try_from(bytes) {
        headers.insert(name, value);
    }
}

/// Adds what is to be said to developers, if anything is.
pub(crate) fn note<'a>(response: &mut Response<Vec<u8>>, notes: impl Iterator<Item = &'a str>) {
    let notes: Vec<&str> = notes.collect();
    if !notes.is_empty() {
        set(response.headers_mut(), NOTE, &notes.join("; "));
    }
}

/// A text for people.
pub(crate) fn text(status: u16, text: impl Into<String>) -> Response<Vec<u8>> {
    with_body(status, "text/plain; charset=utf-8", text.into().into_bytes())
}

/// The page of a proxy whose server is down.
pub(crate) fn bad_gateway() -> Response<Vec<u8>> {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 \
                Bad Gateway</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n";
    with_body(502, "text/html", page.as_bytes().to_vec())
}
