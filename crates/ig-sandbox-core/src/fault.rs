//! Faults: what goes wrong, and when.

mod armed;
mod wire;

use std::time::Duration;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use self::armed::{Armed, Armory, SavedFault, Strike};
pub use self::wire::InvalidFault;

/// A fault of requests to one endpoint.
///
/// It happens at the first [`times`](Self::times) matching requests from the
/// [`nth`](Self::nth) on, counted since it was armed. A request meets at most one of the faults
/// that decide its reply, in the order of arming; the others wait for the next matching request,
/// so that a list of faults is a script. Faults that only change what happens after the reply
/// (`status_lag`, `read_outage`, `fetch_fails`, `processing`) are added to it.
///
/// ```
/// use ig_sandbox_core::{Do, Fault, On};
///
/// let lost = Fault::new(On::Publish, Do::CommitThenDrop);
/// let blocked = Fault::new(On::Publish, Do::Error)
///     .nth(2)
///     .with_status(403)
///     .with_code(4)
///     .with_subcode(2_207_051);
/// # let _ = (lost, blocked);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(try_from = "wire::Wire", into = "wire::Wire")]
#[non_exhaustive]
pub struct Fault {
    /// The requests that it meets.
    pub on: On,
    /// The first matching request that it meets, counted from 1.
    pub nth: u32,
    /// The number of requests that it meets.
    pub times: u32,
    /// What happens.
    pub what: Do,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<i64>,
    pub(crate) subcode: Option<i64>,
    pub(crate) message: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) user_message: Option<String>,
    pub(crate) echo_token: bool,
    pub(crate) delay: Duration,
    pub(crate) shows: Shows,
    pub(crate) minutes: u32,
    pub(crate) bytes: u64,
}

/// The requests that a fault meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum On {
    /// `POST /{user}/media`.
    Create,
    /// `GET /{container}`.
    Status,
    /// `POST /{user}/media_publish`.
    Publish,
    /// `GET /{user}/content_publishing_limit`.
    Limit,
    /// `GET /{user}/media` and `GET /{user}/stories`.
    MediaList,
    /// Reads of `/{media}` and of its edges, its changes and its deletion.
    Media,
    /// `POST /ig-api-upload/{version}/{container}`: an upload. Its errors have their own form:
    /// `status` 412 gives `OffsetInvalidError`, `title` sets another type.
    Upload,
    /// The endpoints that issue or describe tokens: `oauth/access_token`, `access_token`,
    /// `refresh_access_token` and `debug_token`.
    Token,
    /// `POST /` with `batch`, as a whole. Its calls meet the faults of their own endpoints, one by
    /// one; if a connection would break, their entry is `null`.
    Batch,
    /// All Graph requests and uploads, including the calls of batches.
    Any,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Do {
    /// The connection breaks before the server acts.
    Drop,
    /// The server acts, then the connection breaks.
    CommitThenDrop,
    /// The server replies with an error and does not act.
    Error,
    /// The server acts and replies with an error.
    CommitThenError,
    /// The server replies with an error now and acts after the delay, exactly once, if it would
    /// have acted now.
    LateCommit,
    /// The server acts and replies 400 100/33 with the real reply in `error.original_response`.
    OriginalResponse,
    /// The server acts and its reply is cut in half.
    Garble,
    /// A proxy replies with a 502 page; the server does not act.
    Html,
    /// The server acts and replies after the delay.
    Delay,
    /// Reads of the container show the state before the request for the length of the delay; on
    /// [`On::Status`], the state before its latest change.
    StatusLag,
    /// Reads of containers and media reply 100/33 for the length of the delay; lists still work.
    ReadOutage,
    /// The media file cannot be fetched.
    FetchFails,
    /// The container is processed for the length of the delay, and with a subcode ends in `ERROR`.
    Processing,
    /// The server replies 80002 with the usage header and does not act.
    RateLimit,
    /// The connection is cut after the given number of bytes of an upload's body; they count. A
    /// shorter body gets its reply.
    Cut,
    /// The server acknowledges an upload, and loses the given number of bytes at the end of the body.
    Short,
    /// The server refuses an upload, and its container is dead: the uploading phase is `error`.
    UploadDies,
}

/// What a container shows while a late commit is under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Shows {
    /// What it showed before.
    #[default]
    Unchanged,
    /// `IN_PROGRESS`.
    InProgress,
}

impl Fault {
    /// A fault that happens once, at the next matching request.
    pub fn new(on: On, what: Do) -> Self {
        Self {
            on,
            nth: 1,
            times: 1,
            what,
            status: None,
            code: None,
            subcode: None,
            message: None,
            title: None,
            user_message: None,
            echo_token: false,
            delay: Duration::ZERO,
            shows: Shows::Unchanged,
            minutes: 0,
            bytes: 0,
        }
    }

    /// Starts at the `nth` matching request, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u32) -> Self {
        self.nth = nth;
        self
    }

    /// Sets how many requests it meets.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// The HTTP status of an error.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The code of an error.
    #[must_use]
    pub fn with_code(mut self, code: i64) -> Self {
        self.code = Some(code);
        self
    }

    /// The subcode of an error, or of the `ERROR` that a container ends in.
    #[must_use]
    pub fn with_subcode(mut self, subcode: i64) -> Self {
        self.subcode = Some(subcode);
        self
    }

    /// The message of an error, instead of the one that Meta is known to send with its code.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// The `error_user_title` of an error.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The `error_user_msg` of an error: Meta writes it in the language of the account.
    #[must_use]
    pub fn with_user_message(mut self, text: impl Into<String>) -> Self {
        self.user_message = Some(text.into());
        self
    }

    /// Puts the request's token into the message of an error, as Meta sometimes does.
    #[must_use]
    pub fn with_echoed_token(mut self) -> Self {
        self.echo_token = true;
        self
    }

    /// How long the fault takes or lasts.
    #[must_use]
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// What a container shows while a late commit is under way.
    #[must_use]
    pub fn with_shows(mut self, shows: Shows) -> Self {
        self.shows = shows;
        self
    }

    /// Minutes until a rate limit is over.
    #[must_use]
    pub fn with_minutes(mut self, minutes: u32) -> Self {
        self.minutes = minutes;
        self
    }

    /// The bytes after which [`Do::Cut`] cuts, or the number of bytes that [`Do::Short`] loses.
    #[must_use]
    pub fn with_bytes(mut self, bytes: u64) -> Self {
        self.bytes = bytes;
        self
    }
}

impl Do {
    /// Whether it only changes what happens after the reply.
    pub(crate) fn is_backstage(self) -> bool {
        matches!(self, Self::StatusLag | Self::ReadOutage | Self::FetchFails | Self::Processing)
    }
}
