//! The folder of the posts.

use std::{
    fs::{self, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use ig_core::{QuotaLedger, UserId};

use super::{
    Begun, Kept, PostId, Record, Slot, Unreadable, file,
    slot::{Lock, may_be_resumed},
};
use crate::{environment, failure::Failure};

/// Where posts are kept.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What has to be typed to come back to this folder.
    option: String,
}

impl Folder {
    /// The folder that was asked for, or the user's. Nothing is made yet; what cannot be a folder is
    /// refused.
    pub(crate) fn find(given: Option<&Path>) -> Result<Self, Failure> {
        let folder = Self::named(given)?;
        let is_another_thing = match folder.path.metadata() {
            Ok(metadata) => !metadata.is_dir(),
            Err(error) => error.kind() == ErrorKind::NotADirectory,
        };
        if is_another_thing {
            return Err(Failure::usage("the state folder cannot be used")
                .because(format!("{} is not a folder, or is below a file", folder.path.display()))
                .fix("give another with --state-dir DIR"));
        }
        Ok(folder)
    }

    fn named(given: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = given {
            let option = format!(" --state-dir {}", quoted(&path.to_string_lossy()));
            return Ok(Self { path: path.into(), option });
        }
        if let Some(path) = environment::text("IG_STATE_DIR")? {
            return Ok(Self { path: path.into(), option: String::new() });
        }
        let strategy = etcetera::choose_base_strategy().map_err(|error| {
            Failure::usage("there is no folder for posts under way")
                .because(error)
                .fix("set HOME, or give --state-dir DIR")
        })?;
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Ok(Self { path: state.join("ig"), option: String::new() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The command that goes on with a post.
    pub(crate) fn resume_command(&self, id: &PostId) -> String {
        format!("ig resume {id}{}", self.option)
    }

    /// Makes room for a new post. The folder is there and can be written to when this returns.
    pub(crate) fn begin(&self, begun: Begun) -> Result<Slot, Failure> {
        let lock = self.new_lock(&begun.id).map_err(|error| {
            Failure::usage("posts cannot be kept, so nothing was sent")
                .because(format!("{}: {error}", self.path.display()))
                .fix("make the folder writable, or give another with --state-dir DIR")
        })?;
        Ok(Slot::new(self.clone(), begun, lock))
    }

    fn new_lock(&self, id: &PostId) -> io::Result<Lock> {
        file::make_folder(&self.path)?;
        // A folder in which files can be made and not replaced would show too late.
        let name = format!("{id}.probe");
        file::replace(&self.path, &name, b"")?;
        fs::remove_file(self.path.join(name))?;
        let path = self.lock_path(id);
        let file = file::create(&path)?;
        file.try_lock()?;
        Ok(Lock::new(path, file, false))
    }

    /// Takes the right to a kept post, and what it is now.
    pub(crate) fn take(&self, id: &PostId) -> Result<(Slot, Record), Failure> {
        let path = self.lock_path(id);
        // There is no lock to be made for a post that is not there.
        self.read(id).map_err(|error| self.unreadable(id, &error))?;
        let file = file::open_or_create(&path).map_err(|error| self.cannot_lock(&error))?;
        match file.try_lock() {
            Ok(()) => (),
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::uncertain(format!("post {id} is being worked on"))
                    .because("another process drives it at this moment")
                    .fix("wait until that one has ended, then look with `ig list`")
                    .last_line(format!("go on with: {}", self.resume_command(id))));
            }
            Err(TryLockError::Error(error)) => return Err(self.cannot_lock(&error)),
        }
        let lock = Lock::new(path, file, true);
        // What was read before the lock may be old.
        let record = self.read(id).map_err(|error| self.unreadable(id, &error))?;
        let needed = may_be_resumed(&record.snapshot);
        let lock = lock.needed(needed);
        Ok((Slot::new(self.clone(), record.begun.clone(), lock), record))
    }

    /// Reads a post.
    pub(crate) fn read(&self, id: &PostId) -> Result<Record, Unreadable> {
        Record::from_json(id, &file::read(&self.path.join(format!("{id}.json")))?)
    }

    /// All posts, newest first, those that cannot be read as well.
    pub(crate) fn posts(&self) -> Result<Vec<Kept>, Failure> {
        let ids = self.ids().map_err(|error| {
            Failure::failed("the posts cannot be listed")
                .because(format!("{}: {error}", self.path.display()))
                .fix("check the folder and who may read it")
        })?;
        Ok(ids.into_iter().map(|id| Kept { record: self.read(&id), id }).collect())
    }

    fn ids(&self) -> io::Result<Vec<PostId>> {
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut ids = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".json"));
            ids.extend(id.and_then(|id| id.parse::<PostId>().ok()));
        }
        ids.sort_by(|a, b| b.cmp(a));
        Ok(ids)
    }

    /// What is known of an account's quota: each post inherits the ledger of the one before it.
    pub(crate) fn ledger(&self, begun: &Begun, user: &UserId) -> Result<QuotaLedger, Failure> {
        let records = self.posts()?.into_iter().filter_map(|kept| kept.record.ok());
        let same = records.filter(|record| {
            let api = record.begun.api_base == begun.api_base && !record.begun.sandbox;
            api && !begun.sandbox && record.snapshot.plan().user() == user
        });
        let latest = same.max_by_key(|record| record.saved);
        let ledger = latest.map(|record| record.snapshot.ledger().clone());
        Ok(ledger.unwrap_or_else(|| QuotaLedger::new(user.clone())))
    }

    /// Why a post cannot be used.
    pub(crate) fn unreadable(&self, id: &PostId, error: &Unreadable) -> Failure {
        let path = self.path.join(format!("{id}.json"));
        let fix = match error {
            Unreadable::Missing => {
                return Failure::usage(format!("there is no post {id}"))
                    .because(format!("it is not in {}", self.path.display()))
                    .fix("take its id from `ig list`");
            }
            Unreadable::Newer => "use the version of ig that began it, or a later one",
            Unreadable::Damaged(_) => {
                "look at the account in the app before you publish it anew: it may be public; \
                 the file is left as it is"
            }
            Unreadable::Io(_) => "check the file and who may read it",
        };
        Failure::uncertain(format!("post {id} cannot be read"))
            .because(format!("{error} ({})", path.display()))
            .fix(fix)
    }

    fn cannot_lock(&self, error: &io::Error) -> Failure {
        Failure::failed("the post cannot be locked, so nothing was sent")
            .because(format!("{}: {error}", self.path.display()))
            .fix("make the folder writable")
    }

    fn lock_path(&self, id: &PostId) -> PathBuf {
        self.path.join(format!("{id}.lock"))
    }
}

/// The text as one word for a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_word_for_a_shell() {
        let check = |text, expect: &str| assert_eq!(quoted(text), expect);
        check("posts/of-2026", "posts/of-2026");
        check("my posts", "'my posts'");
        check("it's", r"'it'\''s'");
        check("$(rm)", "'$(rm)'");
        check("", "''");
    }
}
