//! What can be said of the containers without changing them.

use super::{Attempt, Containers, Stage, Which};
use crate::{
    post::Post,
    publish::{PublishPolicy, phase::Phase},
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

    /// How many containers are needed before the next request: all, where none was
    /// asked for yet, or one more. `None` where the next request creates none.
    pub(crate) fn wanted(&self) -> Option<u32> {
        let which = self.in_turn()?;
        let all = u32::try_from(self.all().count()).unwrap_or(u32::MAX);
        self.is_to_be_created(which).then_some(if self.asked == 0 { all } else { 1 })
    }

    /// The one that the next request is about, unless it is among several.
    fn in_turn(&self) -> Option<Which> {
        let child = self.children.iter().position(Attempt::is_in_turn);
        let all_ready = || self.children.iter().all(Attempt::is_ready).then_some(Which::Unit);
        child.map(Which::Child).or_else(all_ready)
    }

    pub(crate) fn is_to_be_created(&self, which: Which) -> bool {
        matches!(self.get(which).stage, Stage::Create(_))
    }

    /// How many more containers may be asked for than there are in the post. They share
    /// the retries of one container: a carousel whose every item fails some times would
    /// else take a good part of the account's 400 in a day (reference §2.1).
    pub(super) fn retries_left(&self, policy: &PublishPolicy) -> u32 {
        let PublishPolicy { containers, failures, .. } = *policy;
        let created = self.all().filter(|attempt| attempt.created().is_some()).count();
        // Those that are there, and the one that is asked for.
        let needed = u32::try_from(created).unwrap_or(u32::MAX).saturating_add(1);
        let retries = self.asked.saturating_sub(needed);
        containers.saturating_mul(failures).saturating_sub(1).saturating_sub(retries)
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
