//! An error in the upload host's own format.

use std::{fmt, time::Duration};

use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::{Actor, FetchFailure};
use crate::wire::mask;

/// An error of `rupload.facebook.com`, whose format is not the Graph API's
/// (reference §3.3, D-RES).
///
/// All text is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadError {
    /// The HTTP status.
    pub status: u16,
    /// `debug_info.retriable`: whether the upload may go on. Where it is not
    /// said, it may not: the container is dead.
    pub retriable: bool,
    /// `debug_info.type`: `ProcessingFailedError`, `OffsetInvalidError`,
    /// `PartialRequestError` and `FileUrlProcessingError` have been seen; may be empty.
    pub kind: String,
    /// `debug_info.message`, or the one inside it where that is JSON; may be
    /// empty.
    pub message: String,
    /// How long the server asked us to wait, where the upload may go on.
    pub retry_after: Option<Duration>,
}

impl UploadError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        if let Some(known) = self.fetch_failure().and_then(FetchFailure::known) {
            return known.advice;
        }
        match (self.kind.as_str(), self.retriable) {
            ("OffsetInvalidError", true) => {
                "read bytes_transferred of the container, and send the rest from there"
            }
            (_, true) => "send the same bytes again, after reading how many have arrived",
            (_, false) => {
                "the upload was refused and its container is dead: check the file and the token, then make a new container"
            }
        }
    }

    /// Who has to do it: nobody where the upload may go on, else whoever chose
    /// the file or runs its server.
    pub fn actor(&self) -> Actor {
        match self.fetch_failure().and_then(FetchFailure::known) {
            Some(known) => known.actor,
            None if self.retriable => Actor::Nobody,
            None => Actor::Author,
        }
    }

    /// Why Meta's fetcher did not get a hosted video, where that is what failed
    /// (`FileUrlProcessingError`; reference §3.3, R54).
    pub fn fetch_failure(&self) -> Option<FetchFailure> {
        let is_fetch = self.kind == "FileUrlProcessingError";
        is_fetch.then(|| FetchFailure::named_in([&*self.message]))
    }
}

impl std::error::Error for UploadError {}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the upload host answered with HTTP status {}", self.status)?;
        for text in [&self.kind, &self.message] {
            if !text.is_empty() {
                write!(f, ": {text}")?;
            }
        }
        Ok(())
    }
}

/// The body of an error reply.
#[derive(Deserialize)]
pub(super) struct Envelope {
    debug_info: Body,
}

/// Whatever is in it, it is an error: each part is read by itself.
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    retriable: Value,
    #[serde(default)]
    r#type: Value,
    #[serde(default)]
    message: Value,
}

impl Envelope {
    pub(super) fn into_error(self, status: StatusCode) -> UploadError {
        let Body { retriable, r#type, message } = self.debug_info;
        UploadError {
            status: status.as_u16(),
            retriable: retriable.as_bool().unwrap_or_default(),
            kind: mask(r#type.as_str().unwrap_or_default()),
            message: mask(words(&message)),
            retry_after: None,
        }
    }
}

/// The message of `{"success":false,"error":{"message":…}}`, as JSON or as JSON
/// in a string; else the text itself.
fn words(message: &Value) -> String {
    let parsed = message.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let inner = parsed.as_ref().unwrap_or(message);
    let inner = inner.pointer("/error/message").and_then(Value::as_str);
    inner.or(message.as_str()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::wire::ResponseError;

    fn read(status: u16, body: &str) -> UploadError {
        let status = StatusCode::from_u16(status).unwrap();
        match ResponseError::from_failure(status, &HeaderMap::new(), body.as_bytes()) {
            ResponseError::Upload(error) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_message_may_be_json_in_a_string() {
        let error = read(400, include_str!("../../../tests/data/upload_unauthorized__400.json"));
        assert_eq!((error.status, error.retriable), (400, false));
        assert_eq!(error.kind, "ProcessingFailedError");
        assert_eq!(error.message, "unauthorized user request");
        assert_eq!(
            error.to_string(),
            "the upload host answered with HTTP status 400: ProcessingFailedError: unauthorized user request"
        );
        assert!(error.advice().contains("dead"));
    }

    #[test]
    fn whatever_is_in_it_it_is_an_error_and_not_retriable_unless_it_says_so() {
        for (body, message) in [
            (r#"{"debug_info":{}}"#, ""),
            (r#"{"debug_info":{"retriable":"yes","type":7,"message":null}}"#, ""),
            (r#"{"debug_info":{"message":"{"}}"#, "{"),
            (r#"{"debug_info":{"message":"{\"success\":false}"}}"#, r#"{"success":false}"#),
            (r#"{"debug_info":{"message":{"error":{"message":"no"}}}}"#, "no"),
            (r#"{"debug_info":{"message":"7","x":1},"y":2}"#, "7"),
        ] {
            let error = read(500, body);
            assert_eq!((error.retriable, &*error.message), (false, message), "{body}");
            assert_eq!(error.actor(), Actor::Author);
        }
    }

    #[test]
    fn a_token_in_the_message_is_masked() {
        let token = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhere";
        let body = format!(
            r#"{{"debug_info":{{"type":"{token}","message":"{{\"error\":{{\"message\":\"bad {token}\"}}}}"}}}}"#
        );
        let error = read(400, &body);
        assert_eq!((&*error.kind, &*error.message), ("[redacted]", "bad [redacted]"));
        assert!(!format!("{error:?}").contains(token));
    }
}
