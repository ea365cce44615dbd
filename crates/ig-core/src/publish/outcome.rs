//! How a publish flow ends, and why.

mod display;

use std::error::Error as _;

use serde::{Deserialize, Serialize};

use super::phase::Phase;
use crate::{
    endpoint::ContainerState,
    value::{ContainerId, MediaId, Timestamp},
    wire::{
        ApiError, Delivery, ErrorClass, KnownError, ResponseError, TransportError,
        error::{Actor, FetchFailure},
        mask,
    },
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
        /// Whether its poll or comment prompt is there, where it was to have one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        add_on: Option<AddOnState>,
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

/// What became of a post's poll or comment prompt: a post can go live without it
/// (reference §17.2). It cannot be added later, and posting again would be a second post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AddOnState {
    /// It is there.
    Attached,
    /// The post is live without it.
    Missing,
    /// It could not be read: the read failed, the media id is not known, or it is a comment
    /// prompt, of which no call is known that tells it.
    Unknown,
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
    /// With which item of a carousel, where it was only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<FailedItem>,
    /// With which container, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerId>,
    /// What went wrong.
    pub cause: Cause,
    /// The post may be public all the same: whatever the cause, the advice is
    /// not to post again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) uncertain: bool,
}

/// An item of a carousel that came to nothing, and the carousel with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailedItem {
    /// Its number, from 1.
    pub number: usize,
    /// Its URL, or its path on this machine.
    pub medium: String,
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
    /// The upload host said no, in its own format.
    #[non_exhaustive]
    UploadRejected {
        /// What it said, masked.
        detail: String,
        /// Why Meta's fetcher did not get a hosted video, where that is what failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fetch: Option<FetchFailure>,
    },
    /// The container's upload has failed: it stays in progress for good.
    #[non_exhaustive]
    UploadFailed {
        /// Meta's number: 1363008.
        code: Option<i64>,
        /// Meta's words, masked.
        message: Option<String>,
    },
    /// The upload host has not got all the bytes, or does not say how many.
    UploadLost,
    /// The container has nowhere to upload to.
    NoUpload,
    /// The file could not be read, or is another by now.
    #[non_exhaustive]
    File {
        /// What the transport said, masked.
        detail: String,
    },
    /// Instagram has blocked such posts of the account (4/2207051), and trying
    /// again prolongs it.
    #[non_exhaustive]
    Braked {
        /// When to try again.
        until: Timestamp,
    },
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
    /// The account has used up its containers of the last 24 hours, as far as the
    /// ledger knows.
    #[non_exhaustive]
    ContainersFull {
        /// Containers in the window.
        usage: u32,
        /// Containers that the window allows.
        total: u32,
        /// When as many as the post needs are allowed, at the latest.
        free_at: Timestamp,
    },
}

impl Cause {
    pub(crate) fn of_response(error: &ResponseError) -> Self {
        match error {
            ResponseError::Api(error) => Self::Rejected(error.clone()),
            ResponseError::Upload(error) => {
                let (detail, fetch) = (error.to_string(), error.fetch_failure());
                Self::UploadRejected { detail, fetch }
            }
            ResponseError::Http(error) => Self::HttpStatus { status: error.status.as_u16() },
            ResponseError::Decode(_) => Self::UnreadableReply,
        }
    }

    pub(crate) fn of_transport(error: &TransportError) -> Self {
        let detail = mask(said_by(error));
        match error.delivery() {
            _ if error.is_of_source() => Self::File { detail },
            Delivery::NotSent => Self::NotSent { detail },
            Delivery::Unknown => Self::NoReply { detail },
        }
    }

    /// What a container's `ERROR` says.
    pub(crate) fn of_container(state: &ContainerState) -> Self {
        let status = state.status.as_deref().map(mask);
        Self::ContainerFailed { code: state.error_code(), status }
    }

    /// What the phases of an upload say.
    pub(crate) fn of_upload(state: &ContainerState) -> Self {
        let error = state.video_status.as_ref().and_then(|status| status.errors().next());
        let message = error.map(|error| mask(&*error.message));
        Self::UploadFailed { code: error.map(|error| error.code), message }
    }

    /// The Graph API's error, where there was one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Rejected(error) => Some(error),
            _ => None,
        }
    }

    /// Why Meta's fetcher did not get the medium, where Meta's words say so: in a reply, in the
    /// status of a container, or in the errors of its upload.
    pub fn fetch_failure(&self) -> Option<FetchFailure> {
        let words = match self {
            Self::Rejected(error) => return error.fetch_failure(),
            Self::UploadRejected { fetch, .. } => return *fetch,
            Self::ContainerFailed { status: words, .. } => words,
            Self::UploadFailed { message: words, .. } => words,
            _ => return None,
        };
        let failure = FetchFailure::named_in(words.as_deref());
        Some(failure).filter(|failure| *failure != FetchFailure::Unnamed)
    }

    fn known(&self) -> Option<&'static KnownError> {
        match (self, self.fetch_failure()) {
            (_, Some(failure)) => failure.known(),
            (Self::ContainerFailed { code, .. }, None) => code.and_then(KnownError::find_subcode),
            (_, None) => self.api().and_then(ApiError::known),
        }
    }

    /// Whether the same file may pass when it is handed over once more.
    pub(crate) fn may_pass_again(&self) -> bool {
        match (self, self.known()) {
            (_, Some(known)) => matches!(known.class, ErrorClass::Media | ErrorClass::Transient),
            (
                Self::ContainerExpired
                | Self::UploadFailed { .. }
                | Self::UploadRejected { .. }
                | Self::UploadLost,
                None,
            ) => true,
            (_, None) => false,
        }
    }

    /// How many containers are worth their while: two where the upload host said that this one
    /// takes no more, and no more than there are tries for a file that cannot be fetched.
    pub(crate) fn containers(&self) -> u32 {
        let fetches = self.fetch_failure().map_or(u32::MAX, FetchFailure::tries);
        match self {
            Self::UploadRejected { .. } => fetches.min(2),
            _ => fetches,
        }
    }
}

/// The sources of a lost reply, with colons between them.
fn said_by(error: &TransportError) -> String {
    let mut said = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        let between = if said.is_empty() { "" } else { ": " };
        said += &format!("{between}{error}");
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
                 find out why, then publish the post again"
            }
            Cause::ContainerFailed { .. } => "check the file against Instagram's limits",
            Cause::ContainerExpired => "publish the post again: a container lives for 24 hours",
            Cause::UploadRejected { .. } | Cause::UploadFailed { .. } => {
                "check the video against Instagram's limits; one that was sent from a file can \
                 also be put on a public server and published by its URL"
            }
            Cause::UploadLost => "check the network, then publish the post again",
            Cause::NoUpload => {
                "this API takes no uploads: put the video on a public server and publish it by its URL"
            }
            Cause::File { .. } => {
                "leave the file as it is while it is uploaded, and publish it again"
            }
            Cause::Braked { .. } => "post nothing of the kind until then, and look into the app",
            Cause::StillInProgress => "publish the post again, with more time for processing",
            Cause::Contradiction => "look at the account in the app",
            Cause::QuotaFull { .. } => "wait until the oldest post leaves the 24-hour window",
            Cause::ContainersFull { .. } => {
                "wait until the oldest containers leave the 24-hour window: the items of carousels \
                 and every retry count"
            }
        }
    }

    /// Who has to do it.
    pub fn actor(&self) -> Actor {
        if let Some(known) = self.cause.known() {
            return known.actor;
        }
        match &self.cause {
            Cause::Rejected(error) => error.actor(),
            Cause::ContainerFailed { .. }
            | Cause::UploadRejected { .. }
            | Cause::UploadFailed { .. }
            | Cause::File { .. } => Actor::Author,
            Cause::Braked { .. } => Actor::AccountOwner,
            Cause::NoUpload | Cause::HttpStatus { .. } => Actor::Developer,
            _ => Actor::Nobody,
        }
    }
}
