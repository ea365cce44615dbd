//! A request with a long body, on a connection of its own.
//!
//! ureq reads a response only after the whole body was written. Here the connection is read before
//! each write: once a response has begun, no more of the body is sent.
//!
//! ```text
//!  connect ──▶ send ──────────────▶ receive ──▶ response
//!     │          │   all is sent,      ▲ │
//!     │          │   a response began, │ └─▶ lost: `Unknown`
//!     ▼          │   or a write failed─┘
//!  `NotSent`     └─▶ stalled, closed: `Unknown`
//! ```

mod exchange;

use std::{io::Read, time::Duration};

use ig_core::{
    Delivery, TransportError,
    http::{Request, Response},
};

use self::exchange::Exchange;
use crate::{
    connection::{Connector, Hearing, Then, written},
    lost,
};

/// Sends `head` with the first `length` bytes of `body`, and returns the response.
///
/// `limit` is the time in which the connection must accept something, and then the
/// time for the whole response.
pub(crate) fn upload(
    connector: &Connector,
    limit: Duration,
    head: Request<()>,
    body: &mut dyn Read,
    length: u64,
) -> Result<Response<Vec<u8>>, TransportError> {
    let uri = head.uri().clone();
    let not_sent = |error| lost::reported(error, Delivery::NotSent);
    let config = connector.config();
    let (head, call) = written(config, head, length, Then::Close).ok_or_else(|| {
        TransportError::new(Delivery::NotSent).with_source("the request is not one of HTTP/1.1")
    })?;
    // The limit is for the body and the response: the connection has its own.
    let until_connected = config.timeouts().connect.map_or(limit, |connect| connect.max(limit));
    let link = connector.connect(until_connected, &uri).map_err(not_sent)?;
    // It has to be read while it is written.
    link.wait_no_longer().map_err(|error| not_sent(error.into()))?;
    let hearing = Hearing::new(call, config.max_response_header_size());
    Exchange::new(link, hearing, limit).run(&head, body, length)
}
