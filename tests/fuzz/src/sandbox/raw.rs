//! Raw requests: a line, headers, an empty line, a body.

use ig_core::http::{HeaderName, HeaderValue, Request};

use super::machine::{NOW, sandbox, send};
use crate::token::clean;

/// Sends a request, and another one after it.
///
/// # Panics
///
/// When a reply does not match its own headers, or the log shows the token of the request.
pub fn requests(bytes: &[u8]) {
    let Some(request) = parse(bytes) else { return };
    let mut sandbox = sandbox();
    let token = request.headers().get("authorization").cloned();
    for request in [request.clone(), request] {
        drop(send(&mut sandbox, request));
    }
    // Text that is in other places too was put there by the client, and is not a leak of the token.
    let in_header = token.is_some_and(|token| token.as_bytes().starts_with(b"Bearer "));
    let elsewhere = !in_header || bytes.windows(5).filter(|part| part == b"EAAGm").count() != 2;
    if !elsewhere {
        let log = serde_json::to_string(sandbox.requests()).expect("a log is JSON");
        clean("the log", &log);
    }
    let state = sandbox.state(NOW);
    serde_json::to_string(&state).expect("the state is JSON");
}

/// A request; `None` for one that an HTTP server would refuse.
fn parse(bytes: &[u8]) -> Option<Request<Vec<u8>>> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&bytes[..end], &bytes[end + 2..]),
        None => (bytes, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let (method, target) = str::from_utf8(lines.next()?).ok()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(target);
    for line in lines {
        let at = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..at]).ok()?;
        request = request.header(name, HeaderValue::from_bytes(line[at + 1..].trim_ascii()).ok()?);
    }
    request.body(body.to_vec()).ok()
}
