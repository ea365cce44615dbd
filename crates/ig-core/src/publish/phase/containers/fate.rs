//! A container that exists, and where the reply to a request about one leads.

use serde::Deserialize;

use crate::{
    endpoint::ContainerState,
    publish::{
        Cause,
        phase::{Phase, ReadyContainer, Trouble},
    },
    value::{ContainerId, Timestamp, UploadUri},
    wire::json::as_array,
};

/// A container that exists.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Created {
    pub(crate) id: ContainerId,
    /// When it was created, by the flow's own clock.
    pub(crate) at: Timestamp,
}

as_array! { Created { id, at } }

impl From<Created> for ReadyContainer {
    fn from(Created { id, at }: Created) -> Self {
        Self::new(id, at)
    }
}

/// What becomes of a container.
pub(crate) enum Fate<S> {
    /// It stays in its stage.
    Stay(S),
    /// It waits for its video.
    Upload(Created, UploadUri),
    /// It is in progress; its status may have been read already.
    Process(Created, Option<Box<Result<ContainerState, Trouble>>>),
    /// It can be published.
    Ready(Created),
    /// It is of no use. Nothing was published, so another may be created where the
    /// same file may pass.
    Replace(Created, Cause),
    /// It is public: a publish of before a restart that was not found.
    Public(Created),
    /// It failed, and the post with it.
    Failed(Phase, Option<ContainerId>, Cause),
}
