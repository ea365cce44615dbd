//! What became of a request that got no response.

use std::io::ErrorKind;

use ig_core::{Delivery, TransportError};
use ureq::{Error, Timeout};

use crate::MAX_RESPONSE;

/// Only errors from before the first byte was written are `NotSent`.
pub(crate) fn lost(error: Error) -> TransportError {
    let delivery = match &error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::ConnectProxyFailed(_)
        | Error::InvalidProxyUrl
        | Error::BadUri(_)
        | Error::RequireHttpsOnly(_)
        | Error::TlsRequired
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => Delivery::NotSent,
        Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused => Delivery::NotSent,
        _ => Delivery::Unknown,
    };
    let lost = match error {
        Error::Timeout(_) => TransportError::timed_out(delivery),
        _ => TransportError::new(delivery),
    };
    match error {
        // A URL may hold what its parameters hold.
        Error::BadUri(_) => lost.with_source("the URL is not one"),
        Error::RequireHttpsOnly(_) => lost.with_source("the URL is not https"),
        Error::BodyExceedsLimit(_) => {
            lost.with_source(format!("the response is larger than {MAX_RESPONSE} bytes"))
        }
        error => lost.with_source(error),
    }
}
