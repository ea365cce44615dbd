//! A post that this process drives, and no other.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use ig_core::Timestamp;
use ig_core::publish::{Outcome, Snapshot};
use ig_ureq::{Clock, SystemClock};

use super::{Begun, Folder, PostId, Record, file};
use crate::failure::Failure;

/// The right to a post's file. The lock is a file of its own, since the post's is replaced with
/// every save; the system lets go of it when the process ends, however it does.
#[derive(Debug)]
pub(crate) struct Slot {
    folder: Folder,
    begun: Begun,
    lock: Lock,
}

/// A locked file. It goes when there is nothing more to drive.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
    is_needed: bool,
}

impl Slot {
    pub(super) fn new(folder: Folder, begun: Begun, lock: Lock) -> Self {
        Self { folder, begun, lock }
    }

    pub(crate) fn id(&self) -> &PostId {
        &self.begun.id
    }

    pub(crate) fn begun(&self) -> &Begun {
        &self.begun
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Whether there is anything on disk to go on from.
    pub(crate) fn is_kept(&self) -> bool {
        self.folder.path().join(self.file_name()).exists()
    }

    fn file_name(&self) -> String {
        format!("{}.json", self.begun.id)
    }

    /// Keeps the post, durably, before it returns.
    pub(crate) fn save(
        &mut self,
        snapshot: Snapshot,
        permalink: Option<String>,
    ) -> Result<(), Failure> {
        let goes_on = may_be_resumed(&snapshot);
        // Until the file says that the post has ended, somebody may have to go on with it.
        self.lock.is_needed |= goes_on && self.is_kept();
        let saved: Timestamp = SystemClock::default().now();
        let record = Record { begun: self.begun.clone(), saved, permalink, snapshot };
        let failed = |error: &dyn std::error::Error| {
            Failure::failed("the post cannot be kept")
                .because(format!("{}: {error}", self.folder.path().display()))
                .fix("make room, or make the folder writable")
        };
        let json = record.to_json().map_err(|error| failed(&error))?;
        file::replace(self.folder.path(), &self.file_name(), &json)
            .map_err(|error| failed(&error))?;
        self.lock.is_needed = goes_on;
        Ok(())
    }
}

/// Whether there is anything left to do.
pub(crate) fn may_be_resumed(snapshot: &Snapshot) -> bool {
    matches!(snapshot.outcome(), None | Some(Outcome::Uncertain { .. }))
}

impl Lock {
    pub(super) fn new(path: PathBuf, file: File, is_needed: bool) -> Self {
        Self { path, file, is_needed }
    }

    pub(super) fn needed(self, is_needed: bool) -> Self {
        // A lock is dropped as a whole, so that its parts cannot be moved out of it.
        let mut lock = self;
        lock.is_needed = is_needed;
        lock
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if !self.is_needed {
            // It is still locked, and whoever waits for it finds a post that has ended.
            drop(fs::remove_file(&self.path));
        }
        drop(self.file.unlock());
    }
}
