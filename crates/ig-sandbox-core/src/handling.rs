//! What the machine wants done: its only effect on the world.

mod sparse;

use std::time::Duration;

use http::Response;
use serde::{Deserialize, Serialize};

pub(crate) use self::sparse::Sparse;

/// What to do for a request, or for a file that was fetched.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver has to know what to do with each")]
pub enum Handling {
    /// Send the response.
    Respond(Response<Vec<u8>>),
    /// Fetch a file, pass it to [`Sandbox::fetched`](crate::Sandbox::fetched), and do what that
    /// returns: the reply comes only then, as Instagram does with photos.
    Fetch(Fetch),
    /// Do `then` at once; fetch a file in the background and pass it to
    /// [`Sandbox::fetched`](crate::Sandbox::fetched), as Instagram does with videos. If that returns
    /// [`Fetch`](Self::Fetch), another file is to be fetched in the background.
    RespondAndFetch {
        /// What to do for the request.
        then: Box<Self>,
        /// What to fetch meanwhile.
        fetch: Fetch,
    },
    /// Break the connection without a response.
    Drop,
    /// Wait, and then do `then`.
    Delay {
        /// The time to wait.
        by: Duration,
        /// What to do afterwards.
        then: Box<Self>,
    },
    /// Nothing: a file that was fetched in the background has arrived.
    Nothing,
}

impl Handling {
    /// Fetches these files in the background as well.
    pub(crate) fn fetching(self, files: Vec<Fetch>) -> Self {
        let files = files.into_iter();
        files.rfold(self, |then, fetch| Self::RespondAndFetch { then: Box::new(then), fetch })
    }
}

/// A file to fetch from the public internet, as Instagram would.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetch {
    /// What to hand back with the file.
    pub ticket: Ticket,
    /// Where the file is: an `http` or `https` URL in plain ASCII.
    pub url: String,
}

/// The [`Fetch`] of a file, or the upload of a piece of a body. Each is valid for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticket(pub(crate) u64);

/// A file as a media server delivered it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fetched {
    /// The file, or its head if it was too long to keep.
    pub bytes: Vec<u8>,
    /// The end of a file that was too long to keep; may be empty.
    pub tail: Vec<u8>,
    /// The length of the whole file, in bytes.
    pub total: u64,
}

impl Fetched {
    /// A whole file.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self { total: bytes.len() as u64, bytes, tail: Vec::new() }
    }

    /// The whole file is `total` bytes long, and the given bytes are its head.
    #[must_use]
    pub fn with_total(mut self, total: u64) -> Self {
        self.total = total.max((self.bytes.len() + self.tail.len()) as u64);
        self
    }

    /// The end of a file whose head is [`bytes`](Self::bytes). The part between them did not come.
    #[must_use]
    pub fn with_tail(mut self, tail: impl Into<Vec<u8>>) -> Self {
        self.tail = tail.into();
        let total = self.total;
        self.with_total(total)
    }

    /// Reads and seeks as if the file were whole.
    pub(crate) fn reader(&self) -> Sparse<'_> {
        Sparse::new(self)
    }
}

impl std::fmt::Debug for Fetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fetched({} of {} bytes)", self.bytes.len() + self.tail.len(), self.total)
    }
}

/// Why a file could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The server was not found, refused the connection or broke it.
    #[error("the media server could not be reached: {0}")]
    Unreachable(String),
    /// The server took too long.
    #[error("the media server took too long")]
    TimedOut,
    /// The server answered with another status than 200.
    #[error("the media server answered with status {0}")]
    Status(u16),
    /// The robots.txt of the server keeps Meta's crawler away from the file.
    #[error("the robots.txt of the media server forbids facebookexternalhit to fetch the file")]
    Robots,
    /// The server sent a redirect; Meta's fetcher is reported not to follow them.
    #[error("the media server redirects, and redirects are not followed")]
    Redirect,
}
