//! What a store says, as the command says it.

use ig_driver::{Key, StoreError};

use super::Folder;
use crate::failure::Failure;

impl Folder {
    /// What a store says, and how the command ends with it.
    pub(crate) fn failure(&self, error: &StoreError) -> Failure {
        let path = self.path().display();
        let failure = match error {
            StoreError::Busy { key, .. } => {
                return Failure::uncertain(format!("post {key} is being worked on"))
                    .because("another process drives it at this moment")
                    .fix("wait until that one has ended, then look with `ig list`")
                    .last_line(format!("go on with: {}", self.resume_command(key)));
            }
            StoreError::Folder { .. } => {
                return Failure::usage("posts cannot be kept, so nothing was sent")
                    .because(error)
                    .fix("make the folder writable, or give another with --state-dir DIR");
            }
            StoreError::Save { source, .. } => {
                return Failure::failed("the post cannot be kept")
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
            _ => Failure::failed("the post cannot be kept").because(error),
        };
        failure.fix(match error {
            StoreError::Newer { .. } => "use the version of ig that began it, or a later one",
            StoreError::Damaged { .. } => {
                "look at the account in the app before you publish it again: it may be public; \
                 the file is left as it is"
            }
            _ => error.advice(),
        })
    }
}

fn unreadable(key: &Key) -> Failure {
    Failure::uncertain(format!("post {key} cannot be read"))
}
