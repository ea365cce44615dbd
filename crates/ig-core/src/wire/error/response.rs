//! A response that is not a success.

use std::{fmt, time::Duration};

use http::{HeaderMap, StatusCode};

use super::{ApiError, BoxError, ErrorClass, UploadError, api::Envelope, plain, upload};
use crate::wire::{
    Pace,
    text::parsed,
    usage::{Usage, server_asked},
};

/// A response came and it was no success.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// The Graph API said no, in its own format.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// The upload host said no, in its own format.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// Something else said no: a proxy, a load balancer, an outage page.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The status was a success and the body was not what was expected: the
    /// request may have taken effect.
    #[error("the reply could not be read, though its status is a success")]
    Decode(#[from] DecodeError),
}

/// A failure with no Graph API error in its body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpError {
    /// The status.
    pub status: StatusCode,
    /// How long the server asked us to wait, where it is overloaded.
    pub retry_after: Option<Duration>,
}

impl std::error::Error for HttpError {}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP status {}, and not from the Graph API", self.status)
    }
}

/// A success with a body that is not what was expected.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct DecodeError {
    what: &'static str,
    source: Option<BoxError>,
}

impl DecodeError {
    /// The body is `what`: "not a media id".
    pub fn new(what: &'static str) -> Self {
        Self { what, source: None }
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl ResponseError {
    /// Reads a response that is not a success.
    pub(crate) fn from_failure(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut error = Self::of_body(status, body);
        // With any other error the usage header is about something else.
        if error.is_throttled() {
            let wait = wait(headers);
            match &mut error {
                Self::Api(error) => error.retry_after = wait,
                Self::Upload(error) => error.retry_after = wait,
                Self::Http(error) => error.retry_after = wait,
                Self::Decode(_) => (),
            }
        }
        error
    }

    fn of_body(status: StatusCode, body: &[u8]) -> Self {
        if let Some(error) = plain::read(status.as_u16(), body) {
            return Self::Api(Box::new(error));
        }
        if let Ok(envelope) = parsed::<Envelope>(body) {
            return Self::Api(Box::new(envelope.into_error(status)));
        }
        match parsed::<upload::Envelope>(body) {
            Ok(envelope) => Self::Upload(envelope.into_error(status)),
            Err(_) => Self::Http(HttpError { status, retry_after: None }),
        }
    }

    /// Whether the server has too much to do, with this caller's calls or with
    /// anybody's.
    fn is_throttled(&self) -> bool {
        match self {
            Self::Api(error) => error.class() == ErrorClass::RateLimit,
            Self::Upload(error) => error.retriable,
            Self::Http(error) => matches!(
                error.status,
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
            ),
            Self::Decode(_) => false,
        }
    }

    /// Whether the same request may succeed soon, unchanged.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(error) => error.class() == ErrorClass::Transient,
            Self::Upload(error) => error.retriable,
            Self::Http(error) => {
                error.status.is_server_error() || error.status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::Decode(_) => false,
        }
    }

    /// How long the server asked us to wait, where it is throttled or overloaded.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Upload(error) => error.retry_after,
            Self::Http(error) => error.retry_after,
            Self::Decode(_) => None,
        }
    }
}

/// `Retry-After`, which Meta has not been seen to send, or the estimate in the
/// usage header, which it documents (reference §11.2).
fn wait(headers: &HeaderMap) -> Option<Duration> {
    server_asked(headers)
        .max(Usage::from_headers(headers).regain())
        .map(|wait| wait.min(Pace::MOST))
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    fn waits(headers: &[(&'static str, &'static str)]) -> Option<u64> {
        let pairs = headers.iter().map(|&(name, value)| {
            (header::HeaderName::from_static(name), HeaderValue::from_static(value))
        });
        wait(&pairs.collect()).map(|wait| wait.as_secs())
    }

    #[test]
    fn the_server_says_how_long_to_wait_in_two_ways() {
        let usage = r#"{"3939617702835404":[{"type":"instagram","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":12}]}"#;
        for (headers, seconds) in [
            (vec![], None),
            (vec![("retry-after", "7")], Some(7)),
            (vec![("retry-after", "soon")], None),
            (vec![("retry-after", "99999999999999")], Some(86_400)),
            (vec![("x-business-use-case-usage", usage)], Some(720)),
            (vec![("retry-after", "7"), ("x-business-use-case-usage", usage)], Some(720)),
            (
                vec![(
                    "x-business-use-case-usage",
                    r#"{"1":[{"type":"ads_insights","estimated_time_to_regain_access":300}]}"#,
                )],
                None,
            ),
            (vec![("x-business-use-case-usage", "{}")], None),
            (vec![("x-business-use-case-usage", r#"{"1":[{"type":"pages"},7]}"#)], None),
            (vec![("x-business-use-case-usage", "[")], None),
        ] {
            assert_eq!(waits(&headers), seconds, "{headers:?}");
        }
    }

    /// With any error except a throttle the usage header is about something else.
    #[test]
    fn only_an_error_of_load_asks_for_a_wait() {
        let usage = r#"{"1":[{"type":"instagram","estimated_time_to_regain_access":12}]}"#;
        let name = header::HeaderName::from_static("x-business-use-case-usage");
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(usage))]);
        let asked = Some(Duration::from_secs(720));
        for (status, body, wait) in [
            (400, r#"{"error":{"code":4}}"#, asked),
            (400, r#"{"error":{"code":80002}}"#, asked),
            (403, r#"{"error":{"code":4,"error_subcode":2207051}}"#, None),
            (400, r#"{"error":{"code":190}}"#, None),
            (500, r#"{"error":{"code":2}}"#, None),
            (400, r#"{"debug_info":{"retriable":true}}"#, asked),
            (400, r#"{"debug_info":{"retriable":false}}"#, None),
            (429, "", asked),
            (503, "<html>", asked),
            (502, "<html>", None),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let error = ResponseError::from_failure(status, &headers, body.as_bytes());
            assert_eq!(error.retry_after(), wait, "{error:?}");
        }
    }
}
