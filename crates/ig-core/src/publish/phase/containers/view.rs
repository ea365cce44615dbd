//! What can be said of the containers without changing them.

use super::{Attempt, Containers, Stage, Which};
use crate::{
    post::Post,
    publish::phase::Phase,
    value::{ContainerId, Timestamp},
};

impl Containers {
    /// Until when the last of those in progress is waited for.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let deadlines = self.all().filter_map(|attempt| match &attempt.stage {
            Stage::Process(process) => Some(process.deadline),
            _ => None,
        });
        deadlines.max()
    }

    /// Whether none was created yet.
    pub(crate) fn is_untouched(&self) -> bool {
        self.all().all(|attempt| attempt.nth == 1 && attempt.created().is_none())
    }

    /// Whether they can be those of `post`.
    pub(crate) fn fits(&self, post: &Post) -> bool {
        self.children.len() == post.items().len()
    }

    /// Whether a container is there, or a stage is over, that was not in `before`.
    pub(crate) fn moved_from(&self, before: &Self) -> bool {
        let stages = |attempt: &Attempt| (attempt.nth, attempt.phase());
        !self.all().map(stages).eq(before.all().map(stages))
    }

    /// What is being done, and with which of the items.
    pub(crate) fn phase(&self) -> Phase {
        let in_turn = self.children.iter().find(|attempt| attempt.is_in_turn());
        let unready = || self.children.iter().find(|attempt| !attempt.is_ready());
        in_turn.or_else(unready).unwrap_or(&self.unit).phase()
    }

    /// The container that is published, once there is one.
    pub(crate) fn container_id(&self) -> Option<&ContainerId> {
        self.unit.created().map(|created| &created.id)
    }

    /// How many items are ready, and of how many.
    pub(crate) fn items(&self) -> (usize, usize) {
        let ready = self.children.iter().filter(|attempt| attempt.is_ready()).count();
        (ready, self.children.len())
    }

    /// The upload that is under way: which, and how many bytes the server is
    /// known to have.
    pub(crate) fn upload(&self) -> Option<(Which, u64)> {
        let children = (0..self.children.len()).map(Which::Child);
        children.chain([Which::Unit]).find_map(|which| match &self.get(which).stage {
            Stage::Upload(upload) => Some((which, upload.offset)),
            _ => None,
        })
    }
}
