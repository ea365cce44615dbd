//! An ordinary call, on a connection that is kept.
//!
//! ureq resolves the host before each call, in a new thread if the call has a time limit, although
//! the connection is there; its stable API cannot change that. So the last middleware of our agents
//! carries the call itself, and resolves the host only if a connection has to be opened. What it
//! does not do goes on to ureq: a SOCKS proxy, and time limits for parts of a call.
//!
//! ```text
//!  a kept connection ─┬─▶ send ──▶ hear ──▶ response
//!  connect ───────────┘
//! ```

mod kept;

use std::{
    io::{self, ErrorKind, Read as _},
    sync::Arc,
};

use ig_core::http::{Request, Response, header};
use ureq::{Body, Error, SendBody, Timeout, middleware::MiddlewareNext};

use self::kept::Kept;
use crate::connection::{Connector, Hearing, Patience, Then, closed, hear, send, written};

/// The connections of an agent. Each request has it as an extension.
#[derive(Clone, Debug)]
pub(crate) struct Carrier(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    connector: Connector,
    kept: Kept,
    carries: Carries,
}

/// Which calls are carried here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carries {
    All,
    /// The configuration asks for something that only ureq does.
    None,
}

impl Carrier {
    pub(crate) fn new(connector: Connector) -> Self {
        let carries = carries(&connector);
        Self(Arc::new(Inner { connector, kept: Kept::default(), carries }))
    }

    pub(crate) fn connector(&self) -> &Connector {
        &self.0.connector
    }
}

fn carries(connector: &Connector) -> Carries {
    let config = connector.config();
    let timeouts = config.timeouts();
    let of_parts = [
        timeouts.per_call,
        timeouts.send_request,
        timeouts.send_body,
        timeouts.recv_response,
        timeouts.recv_body,
        config.timeout_per_read(),
        config.timeout_per_write(),
    ];
    match connector.knows_the_proxy() && of_parts.iter().all(Option::is_none) {
        true => Carries::All,
        false => Carries::None,
    }
}

/// The last middleware.
pub(crate) fn carry(
    mut request: Request<SendBody<'_>>,
    next: MiddlewareNext<'_>,
) -> Result<Response<Body>, Error> {
    match request.extensions_mut().remove::<Carrier>() {
        Some(Carrier(inner)) if inner.carries == Carries::All => inner.run(request),
        _ => next.handle(request),
    }
}

impl Inner {
    fn run(&self, request: Request<SendBody<'_>>) -> Result<Response<Body>, Error> {
        let config = self.connector.config();
        let mut patience = Patience::new(config.timeouts().global.unwrap_or(Patience::ENDLESS));
        let (head, body) = request.into_parts();
        let uri = head.uri.clone();
        let mut link = match self.kept.take(config, &uri) {
            Some(link) => link,
            None => self.connector.connect(patience.left(), &uri)?,
        };
        link.wait_until(patience.deadline())?;
        // Only now: whoever reads from the body takes the request for sent.
        let mut bytes = Vec::new();
        body.into_reader().read_to_end(&mut bytes)?;
        let mut head = Request::from_parts(head, ());
        head.headers_mut().remove(header::CONTENT_LENGTH);
        let (mut request, call) =
            written(config, head, bytes.len() as u64, Then::Keep).ok_or_else(not_http)?;
        let mut hearing = Hearing::new(call, config.max_response_header_size());
        request.extend_from_slice(&bytes);
        send(&mut *link.stream, &mut patience, &request, Timeout::SendRequest)?;
        hear(&mut link, &mut patience, &mut hearing)?;
        if hearing.keeps() {
            self.kept.keep(config, &uri, link);
        }
        let response = hearing.response().ok_or_else(closed)?;
        Ok(response.map(|body| Body::builder().data(body)))
    }
}

/// The reason is left out, since it could show a header.
fn not_http() -> Error {
    Error::Io(io::Error::new(ErrorKind::InvalidInput, "the request is not one of HTTP/1.1"))
}
