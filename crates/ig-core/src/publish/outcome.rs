//! How a publish flow ends, and why.

use std::{error::Error as _, fmt};

use serde::{Deserialize, Serialize};

use super::Phase;
use crate::{
    Actor, ApiError, ContainerId, Delivery, ErrorClass, KnownError, MediaId, ResponseError,
    Timestamp, TransportError, secret::mask,
};

/// How a flow ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[must_use = "an uncertain outcome must not be taken for a failure"]
#[expect(clippy::exhaustive_enums, reason = "callers must tell these three apart")]
pub enum Outcome {
    /// It is public.
    Published {
        /// The container that was published.
        container: ContainerId,
        /// The media object.
        media: MediaRef,
    },
    /// It is not public and will not be: a new flow may be started.
    NotPublished {
        /// Why.
        reason: Reason,
    },
    /// It may be public. Do not start a new flow: resume this one.
    Uncertain {
        /// The container that may be published.
        container: ContainerId,
        /// Why nothing more is known.
        reason: Reason,
    },
}

/// How the media id came to be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MediaRef {
    /// The publish reply named it.
    Confirmed(MediaId),
    /// The reply was lost; this is the one new media object that fits.
    Matched(MediaId),
    /// The reply was lost and no one media object fits. The post is public all
    /// the same.
    Unknown,
}

impl MediaRef {
    /// The media id, where it is known.
    pub fn id(&self) -> Option<&MediaId> {
        match self {
            Self::Confirmed(id) | Self::Matched(id) => Some(id),
            Self::Unknown => None,
        }
    }
}

/// Why a flow ended without a post that is known to be public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reason {
    /// What the flow was doing.
    pub phase: Phase,
    /// With which container, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerId>,
    /// What went wrong.
    pub cause: Cause,
    /// The post may be public all the same: whatever the cause, the advice is
    /// not to post again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) uncertain: bool,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// The Graph API said no.
    Rejected(Box<ApiError>),
    /// Something between us and the Graph API said no.
    #[non_exhaustive]
    HttpStatus {
        /// The HTTP status.
        status: u16,
    },
    /// A success that could not be read.
    UnreadableReply,
    /// The request could not be sent.
    #[non_exhaustive]
    NotSent {
        /// What the transport said, masked.
        detail: String,
    },
    /// No reply came.
    #[non_exhaustive]
    NoReply {
        /// What the transport said, masked.
        detail: String,
    },
    /// The program stopped while the publish was under way.
    Interrupted,
    /// Instagram could not process the media: the container's status is `ERROR`.
    #[non_exhaustive]
    ContainerFailed {
        /// The number in the status: 2207026.
        code: Option<i64>,
        /// The status in words.
        status: Option<String>,
    },
    /// The container is older than 24 hours.
    ContainerExpired,
    /// The container was still in progress when the policy's time was up.
    StillInProgress,
    /// The container's status says that it is not published, and a new post
    /// that fits it is public.
    Contradiction,
    /// The account has used up its posts of the last 24 hours.
    #[non_exhaustive]
    QuotaFull {
        /// Posts in the window.
        usage: u32,
        /// Posts that the window allows.
        total: u32,
        /// When one more is allowed, at the latest.
        free_at: Timestamp,
    },
}

impl Cause {
    pub(super) fn of_response(error: &ResponseError) -> Self {
        match error {
            ResponseError::Api(error) => Self::Rejected(error.clone()),
            ResponseError::Http(error) => Self::HttpStatus { status: error.status.as_u16() },
            ResponseError::Upload(error) => Self::HttpStatus { status: error.status },
            ResponseError::Decode(_) => Self::UnreadableReply,
        }
    }

    pub(super) fn of_transport(error: &TransportError) -> Self {
        let detail = mask(&said_by(error));
        match error.delivery() {
            Delivery::NotSent => Self::NotSent { detail },
            Delivery::Unknown => Self::NoReply { detail },
        }
    }

    /// The Graph API's error, where there was one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Rejected(error) => Some(error),
            _ => None,
        }
    }

    fn known(&self) -> Option<&'static KnownError> {
        match self {
            Self::ContainerFailed { code, .. } => code.and_then(KnownError::find_subcode),
            _ => self.api().and_then(ApiError::known),
        }
    }

    /// Whether the same file may pass when it is handed over once more.
    pub(super) fn may_pass_again(&self) -> bool {
        let class = self.known().map(|known| known.class);
        matches!(class, Some(ErrorClass::Media | ErrorClass::Transient))
    }
}

/// The sources of a lost reply, each behind a colon.
fn said_by(error: &TransportError) -> String {
    let mut said = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        said += &format!(": {error}");
        source = error.source();
    }
    said
}

impl Reason {
    /// Whether the post may be public all the same: the outcome is
    /// [`Uncertain`](Outcome::Uncertain).
    pub fn may_be_public(&self) -> bool {
        self.uncertain
    }

    /// What to do about it. Where the post may be public, that is to resume it,
    /// and never to make another.
    pub fn advice(&self) -> &'static str {
        if self.uncertain {
            return match self.cause.api().map(ApiError::class) {
                Some(ErrorClass::Auth) => {
                    "resume this post with a token that is valid; do not make another"
                }
                _ => "resume this post in a while; do not make another: it may be public",
            };
        }
        if let Some(known) = self.cause.known() {
            return known.advice;
        }
        match &self.cause {
            Cause::Rejected(error) => error.advice(),
            Cause::HttpStatus { .. } => {
                "check the API base and any proxy on the way, then try again"
            }
            Cause::NotSent { .. } => "check the network and the API base, then try again",
            Cause::UnreadableReply | Cause::NoReply { .. } => "check the network, then try again",
            Cause::Interrupted => {
                "it stopped in the middle of publishing each time, and nothing was published: \
                 find out why, then publish the post anew"
            }
            Cause::ContainerFailed { .. } => "check the file against Instagram's limits",
            Cause::ContainerExpired => "publish the post anew: a container lives for 24 hours",
            Cause::StillInProgress => "publish the post anew, with more time for processing",
            Cause::Contradiction => "look at the account in the app",
            Cause::QuotaFull { .. } => "wait until the oldest post leaves the 24-hour window",
        }
    }

    /// Who has to do it.
    pub fn actor(&self) -> Actor {
        if let Some(known) = self.cause.known() {
            return known.actor;
        }
        match &self.cause {
            Cause::Rejected(error) => error.actor(),
            Cause::ContainerFailed { .. } => Actor::Author,
            Cause::HttpStatus { .. } | Cause::NotSent { .. } => Actor::Developer,
            _ => Actor::Nobody,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.phase.activity())?;
        if let Some(container) = &self.container {
            write!(f, " (container {container})")?;
        }
        write!(f, ": {}", self.cause)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(error) => error.fmt(f),
            Self::HttpStatus { status } => {
                write!(f, "HTTP status {status}, and not from the Graph API")
            }
            Self::UnreadableReply => f.write_str("the reply could not be read"),
            Self::NotSent { detail } => write!(f, "the request could not be sent{detail}"),
            Self::NoReply { detail } => write!(f, "no reply came{detail}"),
            Self::Interrupted => f.write_str("the program stopped while the publish was under way"),
            Self::ContainerFailed { code, status } => {
                let words = status.as_deref().unwrap_or("Instagram could not process the media");
                match code {
                    Some(code) if !words.contains(&code.to_string()) => {
                        write!(f, "{words} ({code})")
                    }
                    _ => f.write_str(words),
                }
            }
            Self::ContainerExpired => f.write_str("the container is older than 24 hours"),
            Self::StillInProgress => f.write_str("the container is still in progress"),
            Self::Contradiction => f.write_str(
                "the container reads as not published, and a new post that fits it is public",
            ),
            Self::QuotaFull { usage, total, free_at } => write!(
                f,
                "{usage} of {total} posts of the last 24 hours are used up; \
                 one more is allowed from {free_at} on at the latest"
            ),
        }
    }
}
