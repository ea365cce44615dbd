//! Uploads of a video to its container: the protocol between the shell and the machine, in which
//! neither holds the whole video.

mod head;
mod kept;
mod refusal;

use crate::handling::{Handling, Ticket};

pub(crate) use self::{
    head::{Head, Way},
    kept::{Kept, sha256},
    refusal::UploadRefusal,
};

/// What to do after the head of an upload.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver has to know what to do with each")]
pub enum UploadStart {
    /// Pass the body to [`Sandbox::upload_receives`](crate::Sandbox::upload_receives), piece by
    /// piece as it comes, and then call [`Sandbox::upload_ends`](crate::Sandbox::upload_ends).
    Receive(Ticket),
    /// Accept no byte of the body and do this. A client that gets a reply while it is still sending
    /// may not see it: read the body to its end and discard it, unless the connection must be
    /// broken.
    Refuse(Handling),
}

/// What to do after a piece of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a driver has to know what to do with each")]
pub enum UploadNext {
    /// Continue.
    More,
    /// Break the connection: a fault says so, or the client has come back on another one.
    Break,
}

/// How the body of an upload ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a body ends or it does not")]
pub enum UploadEnd {
    /// At the end that the client announced.
    Whole,
    /// The connection broke.
    Broken,
}
