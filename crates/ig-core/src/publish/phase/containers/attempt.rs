//! One container, on its way from stage to stage.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{create::Create, fate::Created, process::Process, upload::Upload};
use crate::{
    publish::{PublishPolicy, phase::Phase},
    value::Timestamp,
    wire::json::as_array,
};

/// The attempt at a container.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Attempt {
    /// The number of the attempt, from 1.
    pub(crate) nth: u32,
    pub(crate) stage: Stage,
}

as_array! { Attempt { nth, stage } }

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    Create(Create),
    Upload(Upload),
    Process(Process),
    Ready(Created),
}

impl From<Create> for Stage {
    fn from(create: Create) -> Self {
        Self::Create(create)
    }
}

impl From<Upload> for Stage {
    fn from(upload: Upload) -> Self {
        Self::Upload(upload)
    }
}

impl From<Process> for Stage {
    fn from(process: Process) -> Self {
        Self::Process(process)
    }
}

impl Attempt {
    /// An hour less than a container lives (reference §2.1), so that there is
    /// time to publish it.
    const LIFE: Duration = Duration::from_secs(23 * 3600);

    pub(crate) fn new(next: Timestamp) -> Self {
        Self { nth: 1, stage: Create::new(next).into() }
    }

    /// Of an upload that was under way the server knows more; the time in which
    /// nobody looked does not count.
    pub(crate) fn resume(&mut self, policy: &PublishPolicy, now: Timestamp) {
        match &mut self.stage {
            Stage::Process(process) => process.restart(policy, now),
            Stage::Upload(upload) => upload.resume(now),
            Stage::Create(_) | Stage::Ready(_) => (),
        }
    }

    /// A container that will be gone when it is needed is created again.
    pub(crate) fn renew(&mut self, now: Timestamp) {
        if let Stage::Ready(created) = &self.stage
            && created.at.after(Self::LIFE) <= now
        {
            self.stage = Create::new(now).into();
        }
    }

    pub(crate) fn hold(&mut self, until: Timestamp) {
        match &mut self.stage {
            Stage::Create(Create { next, .. }) | Stage::Upload(Upload { next, .. }) => {
                next.put_off(until);
            }
            Stage::Process(process) => process.hold(until),
            Stage::Ready(_) => (),
        }
    }

    pub(crate) fn due(&self) -> Timestamp {
        match &self.stage {
            Stage::Create(Create { next, .. })
            | Stage::Upload(Upload { next, .. })
            | Stage::Process(Process { next, .. }) => *next,
            Stage::Ready(_) => Timestamp::EPOCH,
        }
    }

    pub(crate) fn created(&self) -> Option<&Created> {
        match &self.stage {
            Stage::Create(_) => None,
            Stage::Upload(Upload { created, .. })
            | Stage::Process(Process { created, .. })
            | Stage::Ready(created) => Some(created),
        }
    }

    /// Whether it is in a stage that is gone through one item after the other.
    pub(crate) fn is_in_turn(&self) -> bool {
        matches!(self.stage, Stage::Create(_) | Stage::Upload(_))
    }

    pub(crate) fn is_ready(&self) -> bool {
        matches!(self.stage, Stage::Ready(_))
    }

    pub(crate) fn phase(&self) -> Phase {
        match self.stage {
            Stage::Create(_) => Phase::Create,
            Stage::Upload(_) => Phase::Upload,
            Stage::Process(_) => Phase::Process,
            Stage::Ready(_) => Phase::Baseline,
        }
    }
}
