//! A post that only this process drives.

use ig_core::publish::Snapshot;
use ig_driver::{FileStore, Key, StoreError, Target};

use super::{Extra, Folder, Post};
use crate::failure::Failure;

/// The lock on a post's file, and the command's data in it.
#[derive(Debug)]
pub(crate) struct Slot {
    folder: Folder,
    slot: ig_driver::Slot,
    extra: Extra,
}

impl Folder {
    /// Locks a key for a post, new or stored. The folder exists and is writable when this
    /// returns.
    pub(crate) fn begin(&self, key: &Key) -> Result<Slot, Failure> {
        self.make_above()?;
        let store = FileStore::open(self.path()).map_err(|error| self.failure(&error))?;
        self.lock(&store, key)
    }

    /// Locks a stored post.
    pub(crate) fn take(&self, key: &Key) -> Result<(Slot, Post), Failure> {
        // No lock is created for a post that does not exist.
        self.read(key)?;
        let Some(store) = self.store()? else { return Err(self.missing(key)) };
        let slot = self.lock(&store, key)?;
        // Data from before the lock may be stale.
        let post = slot.post().ok_or_else(|| self.missing(key))?;
        Ok((slot, post))
    }

    fn lock(&self, store: &FileStore, key: &Key) -> Result<Slot, Failure> {
        let slot = store.lock(key).map_err(|error| {
            let failure = self.failure(&error);
            match (&error, store.read(key)) {
                // It was started before, and may be public by now.
                (StoreError::Folder { .. }, Ok(Some(kept))) => failure
                    .unfinished(kept.snapshot.may_be_public())
                    .last_line(format!("resume with: {}", self.resume_command(key))),
                // It may be about to find the key in the queue.
                (StoreError::Busy { .. }, Ok(None)) => {
                    failure.fix("wait until that process has ended, then run the command again")
                }
                (StoreError::Busy { .. }, _) => {
                    failure.last_line(format!("resume with: {}", self.resume_command(key)))
                }
                _ => failure,
            }
        })?;
        let extra = match slot.record() {
            Some(record) => {
                Extra::of(record).map_err(|error| self.failure(&self.damaged(key, error)))?
            }
            None => Extra::default(),
        };
        Ok(Slot { folder: self.clone(), slot, extra })
    }
}

impl Slot {
    pub(crate) fn key(&self) -> &Key {
        self.slot.key()
    }

    /// The span of the post, for the log.
    pub(crate) fn span(&self) -> &tracing::Span {
        self.slot.span()
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(crate) fn extra(&self) -> &Extra {
        &self.extra
    }

    /// The record as found, or as last saved.
    pub(crate) fn post(&self) -> Option<Post> {
        let record = self.slot.record()?.clone();
        Some(Post { record, extra: self.extra.clone() })
    }

    /// Sets where a new post goes, and the data saved beside it.
    pub(crate) fn begin(&mut self, target: Target, extra: Extra) {
        self.slot.begin(target);
        self.extra = extra;
    }

    /// Whether there is anything on disk to resume from.
    pub(crate) fn is_kept(&self) -> bool {
        self.folder.read(self.key()).is_ok()
    }

    /// Saves the post durably before it returns.
    pub(crate) fn save(&mut self, snapshot: &Snapshot) -> Result<(), Failure> {
        *self.slot.extra_mut() = self.extra.to_map();
        self.slot.save(snapshot).map_err(|error| self.folder.failure(&error))
    }

    /// Saves the permalink beside the post.
    pub(crate) fn save_permalink(
        &mut self,
        snapshot: &Snapshot,
        permalink: &str,
    ) -> Result<(), Failure> {
        self.extra.permalink = Some(permalink.to_owned());
        self.save(snapshot)
    }
}
