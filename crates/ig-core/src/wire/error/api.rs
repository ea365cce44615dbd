//! An error in the Graph API's own format.

use std::{fmt, time::Duration};

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Actor, ErrorClass, FetchFailure, KnownError};
use crate::{value::MediaId, wire::mask};

/// An error in the Graph API's own format (reference §10.1).
///
/// All text is masked: Meta echoes access tokens in some messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// `error.code`; may be negative.
    pub code: i64,
    /// `error.error_subcode`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcode: Option<i64>,
    /// `error.message`, for developers; may be empty.
    pub message: String,
    /// `error.error_user_title`, in the user's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_title: Option<String>,
    /// `error.error_user_msg`, in the user's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_message: Option<String>,
    /// `error.is_transient`; false on several errors that do pass.
    #[serde(default)]
    pub transient: bool,
    /// `error.fbtrace_id`, for a report to Meta.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// `error.original_response.id`: the request did take effect, and made this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_id: Option<MediaId>,
    /// How long the server asked us to wait, where the calls are
    /// [too many](ErrorClass::RateLimit).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Duration>,
}

impl ApiError {
    /// What kind of trouble this is.
    pub fn class(&self) -> ErrorClass {
        match self.known() {
            Some(known) => known.class,
            None if self.transient || 500 <= self.status => ErrorClass::Transient,
            None => ErrorClass::Unknown,
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self.known() {
            Some(known) => known.advice,
            None => "not in our table of errors: report it to Meta with the trace id",
        }
    }

    /// Who has to do it.
    pub fn actor(&self) -> Actor {
        self.known().map_or(Actor::Developer, |known| known.actor)
    }

    /// The error's row in the table of documented and observed errors.
    pub fn known(&self) -> Option<&'static KnownError> {
        match self.fetch_failure() {
            Some(failure) => failure.known(),
            None => KnownError::find(self.code, self.subcode, &self.message),
        }
    }

    /// Why Meta's fetcher did not get a medium, where that is what failed (9004/2207052).
    pub fn fetch_failure(&self) -> Option<FetchFailure> {
        let texts = [Some(&self.message), self.user_message.as_ref(), self.user_title.as_ref()];
        let texts = texts.into_iter().flatten().map(String::as_str);
        FetchFailure::has_codes(self.code, self.subcode).then(|| FetchFailure::named_in(texts))
    }
}

impl std::error::Error for ApiError {}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Graph API error {}", self.code)?;
        if let Some(subcode) = self.subcode {
            write!(f, "/{subcode}")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        let texts = [&self.user_title, &self.user_message];
        let mut texts = texts.into_iter().flatten().filter(|text| !text.is_empty());
        match (texts.next(), texts.next()) {
            (Some(title), Some(text)) => write!(f, " ({title}: {text})")?,
            (Some(text), None) => write!(f, " ({text})")?,
            _ => (),
        }
        match &self.trace_id {
            Some(trace_id) => write!(f, " [trace {trace_id}]"),
            None => Ok(()),
        }
    }
}

/// The body of an error reply.
#[derive(Deserialize)]
pub(super) struct Envelope {
    error: Body,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    message: Option<String>,
    code: i64,
    error_subcode: Option<i64>,
    #[serde(default)]
    is_transient: Option<bool>,
    error_user_title: Option<String>,
    error_user_msg: Option<String>,
    fbtrace_id: Option<String>,
    original_response: Option<Value>,
}

impl Envelope {
    pub(super) fn into_error(self, status: StatusCode) -> ApiError {
        let Body { message, code, error_subcode, is_transient, .. } = self.error;
        let masked = |text: Option<String>| text.map(mask);
        ApiError {
            status: status.as_u16(),
            code,
            subcode: error_subcode,
            message: masked(message).unwrap_or_default(),
            user_title: masked(self.error.error_user_title),
            user_message: masked(self.error.error_user_msg),
            transient: is_transient.unwrap_or_default(),
            trace_id: masked(self.error.fbtrace_id),
            original_id: self.error.original_response.and_then(id_in),
            retry_after: None,
        }
    }
}

/// The id in an `original_response`: an object, or one as text.
fn id_in(response: Value) -> Option<MediaId> {
    let mut response = match response {
        Value::String(text) => serde_json::from_str(&text).ok()?,
        response => response,
    };
    serde_json::from_value(response.get_mut("id")?.take()).ok()
}
