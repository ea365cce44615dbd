//! Errors in Meta's envelope.
//!
//! `R…` are the captured bodies with these texts; if no body of the real server is known, the doc
//! comment says so.

mod access;
mod carousel;
mod instagram;
mod known;
mod media;
mod options;
mod publish;
mod request;
mod server;
mod token;

use serde::Serialize;

use crate::object::Object;

/// An error reply.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    kind: &'static str,
    pub(crate) code: i64,
    pub(crate) subcode: Option<i64>,
    is_transient: Option<bool>,
    /// Boxed, since refusals travel in results.
    more: Box<More>,
}

/// Fields that few refusals have.
#[derive(Clone, Debug, Default, PartialEq)]
struct More {
    title: Option<String>,
    user_message: Option<String>,
    data: Option<ErrorData>,
    original_response: Option<Object>,
    usage: Option<String>,
    note: Option<String>,
    /// Whether it has the form of `api.instagram.com`.
    is_flat: bool,
}

/// The opaque data in the blocks of reference §10.1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct ErrorData {
    sentry_block_data: &'static str,
    help_center_id: u32,
    is_silent: bool,
}

const OAUTH: &str = "OAuthException";
const METHOD: &str = "GraphMethodException";

impl Refusal {
    fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            message: message.into(),
            kind: OAUTH,
            code,
            subcode: None,
            is_transient: None,
            more: Box::default(),
        }
    }

    fn subcode(mut self, subcode: i64) -> Self {
        self.subcode = Some(subcode);
        self
    }

    fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    fn transient(mut self, is_transient: bool) -> Self {
        self.is_transient = Some(is_transient);
        self
    }

    fn title(mut self, title: impl Into<String>) -> Self {
        self.more.title = Some(title.into());
        self
    }

    fn user_message(mut self, text: impl Into<String>) -> Self {
        self.more.user_message = Some(text.into());
        self
    }

    /// Adds the reason, for developers: in a header, since Meta's body has no field for it.
    pub(crate) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.more.note = Some(note.into());
        self
    }

    /// The body, with the trace id of the reply.
    pub(crate) fn to_bytes(&self, trace: &str) -> Vec<u8> {
        if self.more.is_flat {
            let flat =
                Flat { error_type: self.kind, code: self.status, error_message: &self.message };
            return serde_json::to_vec(&flat).unwrap_or_default();
        }
        let envelope = Envelope {
            error: Body {
                message: &self.message,
                kind: self.kind,
                code: self.code,
                error_subcode: self.subcode,
                is_transient: self.is_transient,
                error_user_title: self.more.title.as_deref(),
                error_user_msg: self.more.user_message.as_deref(),
                error_data: self.more.data,
                original_response: self.more.original_response.as_ref(),
                fbtrace_id: trace,
            },
        };
        // Structs of texts and numbers always serialise.
        serde_json::to_vec(&envelope).unwrap_or_default()
    }

    /// The `X-Business-Use-Case-Usage` header.
    pub(crate) fn usage(&self) -> Option<&str> {
        self.more.usage.as_deref()
    }

    /// The header with the reason.
    pub(crate) fn note(&self) -> Option<&str> {
        self.more.note.as_deref()
    }

    /// The second word of `WWW-Authenticate` (F-HDR23, F-HDR16).
    pub(crate) fn challenge(&self) -> &'static str {
        if self.code == 190 { "invalid_token" } else { "invalid_request" }
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Body<'a>,
}

#[derive(Serialize)]
struct Flat<'a> {
    error_type: &'a str,
    code: u16,
    error_message: &'a str,
}

#[derive(Serialize)]
struct Body<'a> {
    message: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    code: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_subcode: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_transient: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_user_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_user_msg: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_data: Option<ErrorData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_response: Option<&'a Object>,
    fbtrace_id: &'a str,
}
