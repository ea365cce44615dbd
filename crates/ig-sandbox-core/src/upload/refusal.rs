//! Errors of uploads, which have a form of their own (reference §3.3, R51, R52, R54).

use http::{Response, StatusCode};
use serde_json::json;

use crate::{fault::Fault, handling::FetchError, reply};

/// An upload that is refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UploadRefusal {
    status: u16,
    is_retriable: bool,
    kind: String,
    message: String,
    note: Option<String>,
}

const FAILED: &str = "ProcessingFailedError";

impl UploadRefusal {
    fn new(status: u16, kind: &str, message: &str) -> Self {
        Self {
            status,
            is_retriable: false,
            kind: kind.to_owned(),
            message: message.to_owned(),
            note: None,
        }
    }

    /// R51: the general error.
    pub(crate) fn failed() -> Self {
        Self::new(400, FAILED, "Request processing failed")
    }

    /// The documented failure, with JSON text inside the message; its status is not documented.
    pub(crate) fn unauthorized() -> Self {
        let message = r#"{"success":false,"error":{"message":"unauthorized user request"}}"#;
        Self::new(400, FAILED, message)
    }

    /// R52: the offset does not continue the upload.
    pub(crate) fn wrong_offset() -> Self {
        let message = "Request starting offset is invalid";
        Self { is_retriable: true, ..Self::new(412, "OffsetInvalidError", message) }
    }

    /// More bytes than the file has, or fewer than its rest if that is not allowed. The text is that
    /// of the Facebook Reels guide, whose uploads use the same host.
    pub(crate) fn partial() -> Self {
        let message = "Partial request (did not match length of file)";
        Self::new(400, "PartialRequestError", message)
    }

    /// R54: the video at `file_url` could not be fetched. What is said of a server that does not
    /// answer with a status is not known: nothing more here.
    pub(crate) fn not_fetched(why: &FetchError) -> Self {
        let status = |status: u16| {
            let reason = StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason());
            format!(", got status code: {status} {}", reason.unwrap_or_default())
        };
        let what = match why {
            FetchError::Robots => ", got status code: 403 Restricted by robots.txt".to_owned(),
            FetchError::Status(code) => status(*code),
            _ => String::new(),
        };
        let message = format!("Unable to fetch media from URL{what}");
        let refusal = Self::new(422, "FileUrlProcessingError", message.trim_end());
        refusal.with_note(why.to_string())
    }

    /// The error that a fault asks for: R51, with 412 R52, and beyond 500 one to be repeated.
    pub(crate) fn of_fault(fault: &Fault, token: Option<&str>) -> Self {
        let mut refusal = match fault.status {
            Some(412) => Self::wrong_offset(),
            Some(status) => Self { status, is_retriable: status >= 500, ..Self::failed() },
            None => Self::failed(),
        };
        if let Some(message) = &fault.message {
            refusal.message.clone_from(message);
        }
        if let Some(title) = &fault.title {
            refusal.kind.clone_from(title);
        }
        if let (true, Some(token)) = (fault.echo_token, token) {
            refusal.message = format!("{}: Malformed access token {token}", refusal.message);
        }
        refusal
    }

    /// Adds the reason, for developers, in a header.
    pub(crate) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub(crate) fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    pub(crate) fn response(&self) -> Response<Vec<u8>> {
        let body = json!({"debug_info": {
            "retriable": self.is_retriable, "type": self.kind, "message": self.message,
        }});
        reply::with_body(self.status, reply::JSON, body.to_string().into())
    }
}
