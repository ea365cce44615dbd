//! A server's answer to one request, as data without a secret.

use ig_core::{Delivery, EndpointExt, Error, MediaId, Reply, ResponseError, error::ErrorClass};
use serde::Serialize;

/// The answer to a request, where the answer is the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
#[non_exhaustive]
pub enum ProbeAnswer {
    /// A success with an id.
    #[non_exhaustive]
    Id {
        /// The media object.
        id: MediaId,
    },
    /// A success.
    Success,
    /// An error of the Graph API.
    #[non_exhaustive]
    Error {
        /// The HTTP status.
        status: u16,
        /// `error.code`
        code: i64,
        /// `error.error_subcode`
        subcode: Option<i64>,
        /// `error.message`, masked.
        message: String,
        /// `error.original_response.id`
        original_id: Option<MediaId>,
        /// The class of the error, from our table.
        #[serde(skip)]
        class: ErrorClass,
    },
    /// A status without a reply from the Graph API.
    #[non_exhaustive]
    Http {
        /// The HTTP status.
        status: u16,
    },
    /// A success that could not be read.
    Unreadable,
    /// It was not sent.
    NotSent,
    /// No reply came.
    NoReply,
}

impl ProbeAnswer {
    /// One request's reply, read as the endpoint's; `None` means given up.
    pub(super) fn read<E: EndpointExt>(reply: Option<&Reply>) -> Result<E::Response, Self> {
        E::read(reply.ok_or(Self::NoReply)?).map_err(Self::of)
    }

    /// Why a request has no result.
    pub(super) fn of(error: Error) -> Self {
        match error {
            Error::Transport(lost) if lost.delivery() == Delivery::NotSent => Self::NotSent,
            Error::Transport(_) => Self::NoReply,
            Error::Response(ResponseError::Api(error)) => Self::Error {
                status: error.status,
                code: error.code,
                subcode: error.subcode,
                message: error.message.clone(),
                original_id: error.original_id.clone(),
                class: error.class(),
            },
            Error::Response(ResponseError::Http(error)) => {
                Self::Http { status: error.status.as_u16() }
            }
            _ => Self::Unreadable,
        }
    }

    /// The id of a post, in a success or in an error.
    pub fn id(&self) -> Option<&MediaId> {
        match self {
            Self::Id { id } => Some(id),
            Self::Error { original_id, .. } => original_id.as_ref(),
            _ => None,
        }
    }

    pub(super) fn class(&self) -> Option<ErrorClass> {
        match self {
            Self::Error { class, .. } => Some(*class),
            _ => None,
        }
    }

    /// Whether another request may succeed.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::NotSent | Self::NoReply | Self::Http { .. } | Self::Unreadable => true,
            Self::Error { class, .. } => {
                matches!(class, ErrorClass::Transient | ErrorClass::Unreadable | ErrorClass::Media)
            }
            _ => false,
        }
    }
}

impl std::fmt::Display for ProbeAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id { id } => write!(f, "the id {id}"),
            Self::Success => f.write_str("a success"),
            Self::Error { status, code, subcode, message, .. } => {
                write!(f, "HTTP {status}, {code}")?;
                subcode.map_or(Ok(()), |subcode| write!(f, "/{subcode}"))?;
                write!(f, ": {message}")
            }
            Self::Http { status } => {
                write!(f, "HTTP status {status}, and not from the Graph API")
            }
            Self::Unreadable => f.write_str("a success that could not be read"),
            Self::NotSent => f.write_str("nothing: it could not be sent"),
            Self::NoReply => f.write_str("nothing: no reply came"),
        }
    }
}
