//! Where a flow is, with all that it has to remember there.

use std::{fmt, mem};

use serde::{Deserialize, Serialize};

use super::{Cause, Outcome, baseline::Baseline, make::Make};
use crate::{ContainerId, Timestamp};

/// How far a flow is: the name of its state, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Phase {
    /// The publishing limit is read.
    Quota,
    /// A container is made.
    Create,
    /// A film is uploaded.
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
    /// The flow has ended.
    Done,
}

impl Phase {
    /// What is being done: "making the container".
    pub fn activity(self) -> &'static str {
        match self {
            Self::Quota => "reading the publishing limit",
            Self::Create => "making the container",
            Self::Upload => "uploading the film",
            Self::Process => "waiting for Instagram to process the media",
            Self::Baseline => "listing the newest media",
            Self::Publish | Self::Publishing => "publishing",
            Self::Verify => "finding out whether the post is public",
            Self::Match => "looking for the media id",
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
            Self::Done => "done",
        })
    }
}

/// A container and what was done with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Loaded {
    pub(super) id: ContainerId,
    /// When it was made, by the flow's own clock.
    pub(super) made: Timestamp,
    /// Sends of `media_publish` that may have taken effect.
    pub(super) publishes: u32,
    /// The newest media before the first publish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) baseline: Option<Baseline>,
    /// The server's time before the first publish, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<Timestamp>,
}

/// What a look into a publish looks at next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Look {
    /// The container's status.
    Status,
    /// The media list, since the status says that it is not public.
    ListToConfirm,
    /// The media list, since the status cannot be read.
    ListInstead,
}

/// What to do where the post turns out not to be public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Then {
    pub(super) again: Again,
    /// Why the publish was not a success.
    pub(super) cause: Cause,
}

/// Whether to publish again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Again {
    /// The server said that it would not help.
    No,
    /// As often as the policy allows.
    Yes,
    /// The server said that the container is not ready (9007): as long as it
    /// may be in progress.
    WhenReady,
}

/// A look into a publish that may have taken effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Verify {
    pub(super) at: Loaded,
    pub(super) next: Timestamp,
    pub(super) deadline: Timestamp,
    pub(super) look: Look,
    /// Reads in a row of a status that says `FINISHED`.
    pub(super) finished: u32,
    /// What the server's clock said at the last of them, or before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) read: Option<Timestamp>,
    /// Reads in a row of a list without it, where the status cannot be read.
    pub(super) unlisted: u32,
    /// Reads in a row of the list that failed.
    pub(super) unheard: u32,
    pub(super) failures: u32,
    pub(super) then: Then,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// With a deadline once the window was found full.
    Quota {
        next: Timestamp,
        failures: u32,
        deadline: Option<Timestamp>,
    },
    Make(Make),
    Baseline {
        at: Loaded,
        next: Timestamp,
        failures: u32,
    },
    Publish {
        at: Loaded,
        next: Timestamp,
        failures: u32,
    },
    Publishing {
        at: Loaded,
        failures: u32,
    },
    /// Boxed, as is the end: a flow that waits is not as large as these.
    Verify(Box<Verify>),
    Match {
        at: Loaded,
        next: Timestamp,
        failures: u32,
    },
    Done(Box<Done>),
}

/// The end, and what a look afresh starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) outcome: Outcome,
    pub(super) at: Option<Loaded>,
    pub(super) then: Option<Then>,
}

impl From<Done> for State {
    fn from(done: Done) -> Self {
        Self::Done(Box::new(done))
    }
}

impl From<Verify> for State {
    fn from(verify: Verify) -> Self {
        Self::Verify(Box::new(verify))
    }
}

impl State {
    pub(super) fn phase(&self) -> Phase {
        match self {
            Self::Quota { .. } => Phase::Quota,
            Self::Make(make) => make.phase(),
            Self::Baseline { .. } => Phase::Baseline,
            Self::Publish { .. } => Phase::Publish,
            Self::Publishing { .. } => Phase::Publishing,
            Self::Verify(_) => Phase::Verify,
            Self::Match { .. } => Phase::Match,
            Self::Done(_) => Phase::Done,
        }
    }

    /// Whether there is more to remember than in `before`.
    pub(super) fn moved_from(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Make(make), Self::Make(before)) => make.moved_from(before),
            _ => mem::discriminant(self) != mem::discriminant(before),
        }
    }

    pub(super) fn loaded(&self) -> Option<&Loaded> {
        match self {
            Self::Quota { .. } | Self::Make(_) => None,
            Self::Baseline { at, .. }
            | Self::Publish { at, .. }
            | Self::Publishing { at, .. }
            | Self::Match { at, .. } => Some(at),
            Self::Verify(verify) => Some(&verify.at),
            Self::Done(done) => done.at.as_ref(),
        }
    }

    /// When the state's request may be sent.
    pub(super) fn due(&self) -> Timestamp {
        match self {
            Self::Make(make) => make.due(),
            Self::Quota { next, .. }
            | Self::Baseline { next, .. }
            | Self::Publish { next, .. }
            | Self::Match { next, .. } => *next,
            Self::Verify(verify) => verify.next,
            Self::Publishing { .. } | Self::Done(_) => Timestamp::EPOCH,
        }
    }
}
