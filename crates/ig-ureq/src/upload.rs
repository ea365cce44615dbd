//! A request with a long body, on a connection of its own.
//!
//! ureq reads a response only after the whole body was written, and its stable API
//! gives no access to the connection. Here the connection is checked before each
//! write: once a response has begun, no more of the body is sent.
//!
//! ```text
//!  connect ──▶ send ──────────────▶ receive ──▶ response
//!     │          │   all is sent,      ▲ │
//!     │          │   a response began, │ └─▶ lost: `Unknown`
//!     ▼          │   or a write failed─┘
//!  `NotSent`     └─▶ stalled, closed: `Unknown`
//! ```
//!
//! The settings are those of the agent's configuration. HTTP is spoken by
//! `ureq_proto`, as in ureq; names, sockets and TLS are in the modules below.

mod connect;
mod dial;
mod exchange;
mod hearing;
mod patience;
mod proxy;
mod socket;
mod tls;

use std::{io::Read, time::Duration};

use ig_core::{
    Delivery, TransportError,
    http::{HeaderName, HeaderValue, Request, Response, header},
};
use ureq::config::{AutoHeaderValue, Config};
use ureq_proto::client::{Call, SendRequestResult, state};

use self::{exchange::Exchange, hearing::Hearing};
use crate::lost;

/// Checks whether a connection can be made as `config` says, as far as that is known
/// before there is one.
pub(crate) fn check(config: &Config) -> Result<(), ureq::Error> {
    if config.https_only() { tls::check(config) } else { Ok(()) }
}

/// The most bytes of a request's head: a token and a URL are shorter by far.
const MAX_HEAD: usize = 1024 * 1024;

/// The user agent if the configuration leaves it to the client.
const USER_AGENT: &str = concat!("ig-ureq/", env!("CARGO_PKG_VERSION"));

/// Sends `head` with the first `length` bytes of `body`, and returns the response.
///
/// `limit` is the time in which the connection must accept something, and then the
/// time for the whole response.
pub(crate) fn upload(
    config: &Config,
    limit: Duration,
    head: Request<()>,
    body: &mut dyn Read,
    length: u64,
) -> Result<Response<Vec<u8>>, TransportError> {
    let uri = head.uri().clone();
    let not_sent = |error| lost::reported(error, Delivery::NotSent);
    let (head, call) = written(config, head, length).ok_or_else(|| {
        TransportError::new(Delivery::NotSent).with_source("the request is not one of HTTP/1.1")
    })?;
    let link = connect::connect(config, limit, &uri).map_err(not_sent)?;
    let hearing = Hearing::new(call, config.max_response_header_size());
    Exchange::new(link, hearing, limit).run(&head, body, length)
}

/// The head of a request as bytes, and the state that waits for its response. The
/// reason for a failure is left out, since it could show a header.
fn written(
    config: &Config,
    mut head: Request<()>,
    length: u64,
) -> Option<(Vec<u8>, Call<state::RecvResponse>)> {
    let automatic = [
        (header::USER_AGENT, value(config.user_agent(), USER_AGENT)),
        (header::ACCEPT, value(config.accept(), "*/*")),
        (header::CONTENT_LENGTH, Some(HeaderValue::from(length))),
        (header::CONNECTION, Some(HeaderValue::from_static("close"))),
    ];
    for (name, value) in automatic {
        insert(&mut head, name, value);
    }
    let mut call = Call::new(head).ok()?.proceed();
    let mut bytes = vec![0; config.output_buffer_size()];
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

fn value(setting: &AutoHeaderValue, default: &str) -> Option<HeaderValue> {
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
