//! What a server said to one request, as data without a secret.

use serde::Serialize;

use crate::{
    Delivery, Endpoint, MediaId, Reply, ResponseError, endpoint, error::ErrorClass, publish::Cause,
};

/// What came back for a request of which the answer is the finding.
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
        /// What kind of trouble it is, by our table.
        #[serde(skip)]
        class: ErrorClass,
    },
    /// A status, and no reply of the Graph API.
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
    /// One request's reply, read as the endpoint's.
    pub(super) fn read<E: Endpoint>(reply: Reply) -> Result<E::Response, Self> {
        let response = reply.into_result().map_err(|lost| match lost.delivery() {
            Delivery::NotSent => Self::NotSent,
            Delivery::Unknown => Self::NoReply,
        })?;
        endpoint::read::<E>(&response).map_err(|error| match error {
            ResponseError::Api(error) => Self::Error {
                status: error.status,
                code: error.code,
                subcode: error.subcode,
                message: error.message.clone(),
                original_id: error.original_id.clone(),
                class: error.class(),
            },
            ResponseError::Http(error) => Self::Http { status: error.status.as_u16() },
            _ => Self::Unreadable,
        })
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

    /// Whether a second request may fare better.
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
            Self::Http { status } => Cause::HttpStatus { status: *status }.fmt(f),
            Self::Unreadable => f.write_str("a success that could not be read"),
            Self::NotSent => f.write_str("nothing: it could not be sent"),
            Self::NoReply => f.write_str("nothing: no reply came"),
        }
    }
}
