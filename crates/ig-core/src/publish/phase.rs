//! The phases of a flow, one to a file: what is remembered, when its request is
//! due, what holds it back, how it goes on after a restart, what is sent and what
//! the reply leads to.

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) mod baseline;
pub(crate) mod confirm;
pub(crate) mod containers;
mod done;
pub(crate) mod matching;
pub(crate) mod media_list;
mod next;
pub(crate) mod publish;
pub(crate) mod quota;
mod ready;
mod trouble;
mod turn;
pub(crate) mod verify;

pub(crate) use self::{
    done::{Again, Done, Then},
    next::{Go, Next},
    ready::{NewestMedia, ReadyContainer},
    trouble::{Trouble, read},
    turn::{Time, Turn},
};

/// How far a flow is: the name of its state, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Phase {
    /// The publishing limit is read.
    Quota,
    /// A container is made.
    Create,
    /// A video is uploaded.
    Upload,
    /// Instagram fetches and processes the media.
    Process,
    /// The newest media are listed, to know later what is new.
    Baseline,
    /// The container is ready, and nothing was sent yet.
    Publish,
    /// `media_publish` is sent, or was when the program stopped.
    Publishing,
    /// A publish without a clear reply is looked into.
    Verify,
    /// The post is public, and its media id is looked for.
    Match,
    /// The post is public, and its poll is looked for.
    Confirm,
    /// The flow has ended.
    Done,
}

impl Phase {
    /// What is being done: "making the container".
    pub fn activity(self) -> &'static str {
        match self {
            Self::Quota => "reading the publishing limit",
            Self::Create => "making the container",
            Self::Upload => "uploading the video",
            Self::Process => "waiting for Instagram to process the media",
            Self::Baseline => "listing the newest media",
            Self::Publish | Self::Publishing => "publishing",
            Self::Verify => "finding out whether the post is public",
            Self::Match => "looking for the media id",
            Self::Confirm => "reading whether the poll is there",
            Self::Done => "done",
        }
    }
}

/// The phase's name: `process`.
impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Quota => "quota",
            Self::Create => "create",
            Self::Upload => "upload",
            Self::Process => "process",
            Self::Baseline => "baseline",
            Self::Publish => "publish",
            Self::Publishing => "publishing",
            Self::Verify => "verify",
            Self::Match => "match",
            Self::Confirm => "confirm",
            Self::Done => "done",
        })
    }
}
