//! A request as bytes.

use ig_core::http::{HeaderName, HeaderValue, Method, Request, header};
use ureq::config::{AutoHeaderValue, Config};
use ureq_proto::client::{Call, SendRequestResult, state};

/// Enough for most heads.
const USUAL_HEAD: usize = 2 * 1024;
/// The most bytes of a request's head: a token and a URL are shorter by far.
const MAX_HEAD: usize = 1024 * 1024;

/// The user agent if the configuration leaves it to the client.
pub(super) const USER_AGENT: &str = concat!("ig-ureq/", env!("CARGO_PKG_VERSION"));

/// What is to become of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// The server closes it after its response.
    Close,
    /// It is kept for another request.
    Keep,
}

/// The head of a request as bytes, and the state that waits for its response. The
/// reason for a failure is left out, since it could show a header.
pub(crate) fn written(
    config: &Config,
    mut head: Request<()>,
    length: u64,
    then: Then,
) -> Option<(Vec<u8>, Call<state::RecvResponse>)> {
    let has_body = length != 0 || head.method() == Method::POST;
    let close = (then == Then::Close).then(|| HeaderValue::from_static("close"));
    let automatic = [
        (header::USER_AGENT, value(config.user_agent(), USER_AGENT)),
        (header::ACCEPT, value(config.accept(), "*/*")),
        (header::CONTENT_LENGTH, has_body.then(|| HeaderValue::from(length))),
        (header::CONNECTION, close),
    ];
    for (name, value) in automatic {
        insert(&mut head, name, value);
    }
    let mut call = Call::new(head).ok()?;
    if has_body {
        call.force_send_body();
    }
    let mut call = call.proceed();
    let mut bytes = vec![0; USUAL_HEAD];
    let mut length_of_head = 0;
    while !call.can_proceed() {
        match call.write(&mut bytes[length_of_head..]) {
            Ok(written) => length_of_head += written,
            // A header that does not fit.
            Err(_) if bytes.len() < MAX_HEAD => bytes.resize(bytes.len() * 2, 0),
            Err(_) => return None,
        }
    }
    bytes.truncate(length_of_head);
    match call.proceed().ok()?? {
        SendRequestResult::RecvResponse(call) => Some((bytes, call)),
        SendRequestResult::SendBody(call) => Some((bytes, past_the_body(call, length)?)),
        // The core asks for no `100 Continue`.
        SendRequestResult::Await100(_) => None,
    }
}

/// Skips the body in `ureq_proto`: a body with a length needs no framing, and a
/// response may come before its end.
fn past_the_body(
    mut call: Call<state::SendBody>,
    length: u64,
) -> Option<Call<state::RecvResponse>> {
    let mut left = length;
    while 0 < left {
        let part = usize::try_from(left).unwrap_or(usize::MAX);
        call.consume_direct_write(part).ok()?;
        left -= part as u64;
    }
    call.proceed()
}

pub(super) fn value(setting: &AutoHeaderValue, default: &str) -> Option<HeaderValue> {
    let value = match setting {
        AutoHeaderValue::None => "",
        AutoHeaderValue::Default => default,
        AutoHeaderValue::Provided(value) => value.as_str(),
    };
    HeaderValue::from_str(value).ok().filter(|value| !value.is_empty())
}

fn insert(head: &mut Request<()>, name: HeaderName, value: Option<HeaderValue>) {
    if let Some(value) = value {
        head.headers_mut().entry(name).or_insert(value);
    }
}
