//! Whether a request without a response was sent.

use std::io::{self, ErrorKind};

use ig_core::{Delivery, TransportError};
use ureq::{Error, Timeout};

use crate::{MAX_RESPONSE, body::Handed};

/// Only a failure before the connection is established is `NotSent`.
///
/// An error of this kind may also come late, from a connection that was
/// established: the system reports an unreachable host once it stops
/// retransmitting, which takes many minutes by default. So it counts only while
/// nothing of the body, which has a call's parameters, was handed over: only a
/// call with a body has an effect.
pub(crate) fn lost(error: Error, body: Handed) -> TransportError {
    let delivery = match body {
        Handed::Nothing if is_from_before_the_connection(&error) => Delivery::NotSent,
        _ => Delivery::Unknown,
    };
    reported(error, delivery)
}

/// The error, when the delivery is known.
pub(crate) fn reported(error: Error, delivery: Delivery) -> TransportError {
    let lost = match error {
        Error::Timeout(_) => TransportError::timed_out(delivery),
        _ => TransportError::new(delivery),
    };
    match error {
        // The parameters of a URL may contain a secret.
        Error::BadUri(_) => lost.with_source("the URL is invalid"),
        Error::RequireHttpsOnly(_) => lost.with_source("the URL is not https"),
        Error::BodyExceedsLimit(_) => {
            lost.with_source(format!("the response is larger than {MAX_RESPONSE} bytes"))
        }
        // Without ureq's own "io: ": the system's message is enough.
        Error::Io(error) => lost.with_source(error),
        error => lost.with_source(error),
    }
}

fn is_from_before_the_connection(error: &Error) -> bool {
    match error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::ConnectProxyFailed(_)
        | Error::InvalidProxyUrl
        | Error::BadUri(_)
        | Error::RequireHttpsOnly(_)
        | Error::TlsRequired
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        // ureq returns it only for a handshake that fails: later reads and writes
        // fail with `Error::Io`.
        #[cfg(feature = "native-tls")]
        Error::NativeTls(_) => true,
        Error::Io(io) => is_unreachable(io) || is_unknown_host(io) || is_untrusted(io),
        _ => false,
    }
}

/// The errors of `connect` where nothing listens, no route leads there, or this
/// machine has no network, address or port left.
fn is_unreachable(io: &io::Error) -> bool {
    matches!(
        io.kind(),
        ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable
    )
}

/// A name is looked up before there is an address to connect to. The standard
/// library has a message for it but no kind; Windows has numbers, from
/// `WSAHOST_NOT_FOUND` to `WSANO_DATA`.
fn is_unknown_host(io: &io::Error) -> bool {
    match io.raw_os_error() {
        Some(code) => cfg!(windows) && (11_001..=11_004).contains(&code),
        None => io.to_string().starts_with("failed to lookup address information"),
    }
}

/// The server's certificate is judged in the handshake, which ends before the
/// first byte of a request; rustls knows neither early data, unless asked, nor
/// a second handshake. The message is rustls's, whose type is not part of ureq's
/// API.
fn is_untrusted(io: &io::Error) -> bool {
    io.kind() == ErrorKind::InvalidData
        && io.get_ref().is_some_and(|it| it.to_string().starts_with("invalid peer certificate"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors() -> Vec<(Error, bool)> {
        let named = |kind, words: &str| Error::Io(io::Error::new(kind, words.to_owned()));
        vec![
            (Error::Io(ErrorKind::ConnectionRefused.into()), true),
            (Error::Io(ErrorKind::HostUnreachable.into()), true),
            (Error::Io(ErrorKind::NetworkUnreachable.into()), true),
            (Error::Io(ErrorKind::NetworkDown.into()), true),
            (Error::Io(ErrorKind::AddrNotAvailable.into()), true),
            (Error::Io(ErrorKind::ConnectionReset.into()), false),
            (Error::Io(ErrorKind::UnexpectedEof.into()), false),
            (named(ErrorKind::Other, "failed to lookup address information: x"), true),
            (named(ErrorKind::InvalidData, "invalid peer certificate: Expired"), true),
            (named(ErrorKind::InvalidData, "received corrupt message"), false),
            (Error::Timeout(Timeout::Connect), true),
            (Error::Timeout(Timeout::Global), false),
            (Error::Timeout(Timeout::RecvResponse), false),
        ]
    }

    #[test]
    fn a_failure_before_the_connection_is_not_sent() {
        for (error, is_not_sent) in errors() {
            let said = error.to_string();
            let expect = if is_not_sent { Delivery::NotSent } else { Delivery::Unknown };
            assert_eq!(lost(error, Handed::Nothing).delivery(), expect, "{said}");
        }
    }

    #[test]
    fn a_failure_after_the_body_was_handed_over_is_unknown() {
        for (error, _) in errors() {
            let said = error.to_string();
            assert_eq!(lost(error, Handed::Something).delivery(), Delivery::Unknown, "{said}");
        }
    }
}
