//! A post that this process drives, and no other.

use ig_core::publish::Snapshot;
use ig_driver::{Key, Target};

use super::{Extra, Folder, Post};
use crate::failure::Failure;

/// The right to a post's file, and what the command keeps in it.
#[derive(Debug)]
pub(crate) struct Slot {
    folder: Folder,
    slot: ig_driver::Slot,
    extra: Extra,
}

impl Slot {
    pub(super) fn new(folder: Folder, slot: ig_driver::Slot, extra: Extra) -> Self {
        Self { folder, slot, extra }
    }

    pub(crate) fn key(&self) -> &Key {
        self.slot.key()
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(crate) fn extra(&self) -> &Extra {
        &self.extra
    }

    /// What is kept: what was found, or saved last.
    pub(crate) fn post(&self) -> Option<Post> {
        let record = self.slot.record()?.clone();
        Some(Post { record, extra: self.extra.clone() })
    }

    /// Says where a new post goes, and what is kept beside it.
    pub(crate) fn begin(&mut self, target: Target, extra: Extra) {
        self.slot.begin(target);
        self.extra = extra;
    }

    /// Whether there is anything on disk to go on from.
    pub(crate) fn is_kept(&self) -> bool {
        self.folder.read(self.key()).is_ok()
    }

    /// Keeps the post, durably, before it returns.
    pub(crate) fn save(&mut self, snapshot: &Snapshot) -> Result<(), Failure> {
        *self.slot.extra_mut() = self.extra.to_map();
        self.slot.save(snapshot).map_err(|error| self.folder.failure(&error))
    }

    /// Keeps the permalink beside the post.
    pub(crate) fn save_permalink(
        &mut self,
        snapshot: &Snapshot,
        permalink: &str,
    ) -> Result<(), Failure> {
        self.extra.permalink = Some(permalink.to_owned());
        self.save(snapshot)
    }
}
