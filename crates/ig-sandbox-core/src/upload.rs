//! Uploads of a video to its container: what the shell and the machine say to each other, so that
//! neither has to hold the video.

mod head;
mod kept;
mod refusal;

use crate::handling::{Handling, Ticket};

pub(crate) use self::{
    head::{Head, Way},
    kept::{Kept, sha256},
    refusal::UploadRefusal,
};

/// What to do with an upload of which only the head was read.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver has to know what to do with each")]
pub enum UploadStart {
    /// Give the body to [`Sandbox::upload_receives`](crate::Sandbox::upload_receives), piece by
    /// piece as it comes, and then call [`Sandbox::upload_ends`](crate::Sandbox::upload_ends).
    Receive(Ticket),
    /// Take no byte of the body and do this. A client that is answered while it is still sending
    /// may not see the answer: read the body to its end and throw it away, unless the connection
    /// is to be broken.
    Refuse(Handling),
}

/// What to do after a piece of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a driver has to know what to do with each")]
pub enum UploadNext {
    /// Go on.
    More,
    /// Break the connection: a fault says so, or the client has come back on another one.
    Break,
}

/// How the body of an upload ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a body ends or it does not")]
pub enum UploadEnd {
    /// As the client wanted it to.
    Whole,
    /// The connection broke.
    Broken,
}
