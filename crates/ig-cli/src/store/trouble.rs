//! Errors of a store, as the command reports them.

use ig_driver::{Key, StoreError};

use super::Folder;
use crate::failure::Failure;

impl Folder {
    /// An error of a store as a failure of the command.
    pub(crate) fn failure(&self, error: &StoreError) -> Failure {
        let path = self.path().display();
        let failure = match error {
            StoreError::Busy { key, .. } => {
                return Failure::uncertain(format!("post {key} is in use"))
                    .because("another process is working on it now")
                    .fix("wait until that process has ended, then run `ig list`")
                    .for_programs("wait until that process has ended, then ask again");
            }
            StoreError::Folder { .. } => {
                return Failure::usage("posts cannot be saved, so nothing was sent")
                    .because(error)
                    .fix("make the folder writable, or give another with --state-dir DIR");
            }
            StoreError::Save { source, .. } => {
                return Failure::failed("the post cannot be saved")
                    .because(format!("{path}: {source}"))
                    .fix("make room, or make the folder writable");
            }
            StoreError::Lock { source, .. } => {
                return Failure::failed("the post cannot be locked, so nothing was sent")
                    .because(format!("{path}: {source}"))
                    .fix(error.advice());
            }
            StoreError::Read { key, source, path, .. } => unreadable(key)
                .because(format!("the file cannot be read: {source} ({})", path.display())),
            StoreError::Damaged { key, source, path, .. } => unreadable(key)
                .because(format!("the file is damaged: {source} ({})", path.display())),
            StoreError::Newer { key, path, .. } => unreadable(key).because(format!(
                "it was written by a newer version of this program ({})",
                path.display()
            )),
            StoreError::Unfinished { key, .. } | StoreError::Replaces { key, .. } => {
                Failure::uncertain(format!("post {key} cannot be replaced")).because(error)
            }
            _ => Failure::failed("the post cannot be saved").because(error),
        };
        failure.fix(match error {
            StoreError::Newer { .. } => "use the version of ig that started it, or a later one",
            StoreError::Damaged { .. } => {
                "look at the account in the app before you publish it again: it may be public; \
                 the file is not changed"
            }
            _ => error.advice(),
        })
    }
}

fn unreadable(key: &Key) -> Failure {
    Failure::uncertain(format!("post {key} cannot be read"))
}
