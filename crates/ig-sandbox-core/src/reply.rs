//! Replies with the headers that Meta sends (F-HDR22, F-HDR23, F-HDR26).

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::{
    handling::Handling,
    ids::Ids,
    intake::Call,
    object::Object,
    refusal::Refusal,
    time::{self, Timestamp},
    usage::Usage,
};

/// The header for notes of the sandbox, for which Meta has no field.
pub(crate) const NOTE: &str = "x-sandbox-note";

pub(crate) const JSON: &str = "application/json; charset=UTF-8";

/// The reply to a Graph call.
pub(crate) fn graph(
    call: &Call,
    outcome: Result<&Object, &Refusal>,
    usage: &Usage,
    ids: &mut Ids,
) -> Response<Vec<u8>> {
    let trace = ids.trace();
    let (status, body) = match outcome {
        Ok(object) => (200, object.to_bytes()),
        Err(refusal) => (refusal.status, refusal.to_bytes(&trace)),
    };
    let mut response = with_body(status, JSON, escaped(&body));
    let headers = response.headers_mut();
    set(headers, "vary", "Origin");
    set(headers, "access-control-allow-origin", "*");
    set(headers, "cross-origin-resource-policy", "cross-origin");
    set(headers, "strict-transport-security", "max-age=15552000; preload");
    set(headers, "pragma", "no-cache");
    set(headers, "expires", "Sat, 01 Jan 2000 00:00:00 GMT");
    set(headers, "x-fb-request-id", &trace);
    set(headers, "x-fb-trace-id", &ids.letters(11));
    set(headers, "x-fb-rev", "1031000000");
    set(headers, "x-fb-debug", &format!("{}==", ids.letters(86)));
    let unparsed = outcome.is_err_and(|refusal| refusal.code == 190);
    if !unparsed {
        set(headers, "facebook-api-version", &format!("v{}.0", call.version));
        let counts = counts(usage);
        set(headers, "x-app-usage", &format!("{{{counts}}}"));
        if let Some(account) = &usage.account {
            let minutes = usage.minutes;
            let cases = format!(
                r#"{{"{account}":[{{"type":"instagram",{counts},"estimated_time_to_regain_access":{minutes}}}]}}"#
            );
            set(headers, "x-business-use-case-usage", &cases);
        }
    }
    if let Some(warning) = version_warning(call) {
        set(headers, "x-ad-api-version-warning", &warning);
    }
    match outcome {
        Ok(_) => set(headers, "cache-control", "private, no-cache, no-store, must-revalidate"),
        Err(refusal) => describe(headers, refusal),
    }
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
pub(crate) fn escaped(json: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(json);
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

/// The usage counts, in the captured order.
fn counts(usage: &Usage) -> String {
    let percent = usage.percent;
    format!(r#""call_count":{percent},"total_cputime":0,"total_time":{percent}"#)
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
        set(headers, "x-business-use-case-usage", usage);
    }
}

/// Any reply.
pub(crate) fn with_body(status: u16, content_type: &str, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    set(response.headers_mut(), "content-type", content_type);
    response
}

/// Sets a header; characters that are invalid in a header become spaces.
pub(crate) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    let safe: Vec<u8> =
        value.bytes().map(|byte| if byte < b' ' || byte == 0x7F { b' ' } else { byte }).collect();
    if let Ok(value) = HeaderValue::from_bytes(&safe) {
        headers.insert(HeaderName::from_static(name), value);
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

/// Adds the virtual time to a reply.
pub(crate) fn dated(handling: Handling, now: Timestamp) -> Handling {
    match handling {
        Handling::Respond(response) => Handling::Respond(date(response, now)),
        Handling::RespondAndFetch { then, fetch } => {
            Handling::RespondAndFetch { then: Box::new(dated(*then, now)), fetch }
        }
        Handling::Delay { by, then } => Handling::Delay { by, then: Box::new(dated(*then, now)) },
        other @ (Handling::Fetch(_) | Handling::Drop | Handling::Nothing) => other,
    }
}

fn date(mut response: Response<Vec<u8>>, now: Timestamp) -> Response<Vec<u8>> {
    set(response.headers_mut(), "date", &time::http(now));
    response
}

/// The page of a proxy whose server is down.
pub(crate) fn bad_gateway() -> Response<Vec<u8>> {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 \
                Bad Gateway</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n";
    with_body(502, "text/html", page.as_bytes().to_vec())
}
