//! The folder of the posts.

use std::{
    cmp::Reverse,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use ig_core::{UserId, publish::QuotaLedger};
use ig_driver::{FileStore, Forget, Key, Record, StoreError, Target, private};

use super::{Extra, Kept, Post, Slot};
use crate::{environment, failure::Failure};

/// Where posts are kept.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What has to be typed to come back to this folder.
    option: String,
    /// Whether it is the user's, and was not asked for: the folders above it are made, too.
    is_default: bool,
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
            return Ok(Self { path: path.into(), option, is_default: false });
        }
        if let Some(path) = environment::text("IG_STATE_DIR")? {
            return Ok(Self { path: path.into(), option: String::new(), is_default: false });
        }
        let strategy = etcetera::choose_base_strategy().map_err(|error| {
            Failure::usage("there is no folder for posts under way")
                .because(error)
                .fix("set HOME, or give --state-dir DIR")
        })?;
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Ok(Self { path: state.join("ig"), option: String::new(), is_default: true })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What has to be typed to come back to this folder: nothing, or an option with a blank before
    /// it.
    pub(crate) fn option(&self) -> &str {
        &self.option
    }

    /// The command that goes on with a post.
    pub(crate) fn resume_command(&self, key: &Key) -> String {
        format!("ig resume {key}{}", self.option)
    }

    /// Takes a key for a post, new or kept. The folder is there and can be written to when this
    /// returns.
    pub(crate) fn begin(&self, key: &Key) -> Result<Slot, Failure> {
        if self.is_default
            && let Some(above) = self.path.parent()
        {
            private::make_folders(above)
                .map_err(|error| self.failure(&StoreError::folder(&self.path, error)))?;
        }
        let store = FileStore::open(&self.path).map_err(|error| self.failure(&error))?;
        self.lock(&store, key)
    }

    /// Takes the right to a post that is kept.
    pub(crate) fn take(&self, key: &Key) -> Result<(Slot, Post), Failure> {
        // There is no lock to be made for a post that is not there.
        self.read(key)?;
        let Some(store) = self.store()? else { return Err(self.missing(key)) };
        let slot = self.lock(&store, key)?;
        // What was read before the lock may be old.
        let post = slot.post().ok_or_else(|| self.missing(key))?;
        Ok((slot, post))
    }

    fn lock(&self, store: &FileStore, key: &Key) -> Result<Slot, Failure> {
        let slot = store.lock(key).map_err(|error| {
            let failure = self.failure(&error);
            match (&error, store.read(key)) {
                // It was begun before, and may be public by now.
                (StoreError::Folder { .. }, Ok(Some(kept))) => failure
                    .unfinished(kept.snapshot.may_be_public())
                    .last_line(format!("go on with: {}", self.resume_command(key))),
                _ => failure,
            }
        })?;
        let extra = match slot.record() {
            Some(record) => {
                Extra::of(record).map_err(|error| self.failure(&self.damaged(key, error)))?
            }
            None => Extra::default(),
        };
        Ok(Slot::new(self.clone(), slot, extra))
    }

    /// Forgets a post that is over.
    pub(crate) fn forget_post(&self, key: &Key) -> Result<(), Failure> {
        let Some(store) = self.store()? else { return Ok(()) };
        store.forget(key, Forget::Ended).map_err(|error| self.failure(&error))
    }

    /// Reads a post that has to be there.
    pub(crate) fn read(&self, key: &Key) -> Result<Post, Failure> {
        self.find_post(key)?.ok_or_else(|| self.missing(key))
    }

    /// Reads a post, where there is one.
    pub(crate) fn find_post(&self, key: &Key) -> Result<Option<Post>, Failure> {
        let Some(store) = self.store()? else { return Ok(None) };
        let record = store.read(key).map_err(|error| self.failure(&error))?;
        let post = record.map(|record| self.post(record)).transpose();
        post.map_err(|error| self.failure(&error))
    }

    /// All posts, newest first, those that cannot be read as well: these are taken for the newest.
    pub(crate) fn posts(&self) -> Result<Vec<Kept>, Failure> {
        let Some(store) = self.store()? else { return Ok(Vec::new()) };
        let records = store.records().map_err(|error| {
            Failure::failed("the posts cannot be listed")
                .caused_by(&error)
                .fix("check the folder and who may read it")
        })?;
        let kept = records.into_iter().map(|kept| {
            let post = kept.record.and_then(|record| self.post(record));
            Kept { key: kept.key, post }
        });
        let mut posts: Vec<_> = kept.collect();
        posts.sort_by_key(|kept| {
            let created = kept.post.as_ref().ok().map(|post| post.record.created);
            (created.is_some(), Reverse(created), Reverse(kept.key.clone()))
        });
        Ok(posts)
    }

    /// What is known of an account's quota: each post inherits the ledger of the one before it. A
    /// sandbox inside the command is new each time.
    pub(crate) fn ledger(
        &self,
        target: &Target,
        user: &UserId,
        is_sandbox: bool,
    ) -> Result<QuotaLedger, Failure> {
        if is_sandbox {
            return Ok(QuotaLedger::new(user.clone()));
        }
        let posts = self.posts()?.into_iter().filter_map(|kept| kept.post.ok());
        let same = posts.filter(|Post { record, extra }| {
            let is_same_api = record.target.api_base() == target.api_base() && !extra.sandbox;
            is_same_api && record.snapshot.plan().user() == user
        });
        let latest = same.max_by_key(|post| post.record.saved);
        let ledger = latest.map(|post| post.record.snapshot.ledger().clone());
        Ok(ledger.unwrap_or_else(|| QuotaLedger::new(user.clone())))
    }

    /// The store, where the folder is there: what only reads does not make it.
    fn store(&self) -> Result<Option<FileStore>, Failure> {
        if !self.path.exists() {
            return Ok(None);
        }
        FileStore::open(&self.path).map(Some).map_err(|error| self.failure(&error))
    }

    fn post(&self, record: Record) -> Result<Post, StoreError> {
        match Extra::of(&record) {
            Ok(extra) => Ok(Post { record, extra }),
            Err(error) => Err(self.damaged(&record.key, error)),
        }
    }

    fn damaged(&self, key: &Key, error: serde_json::Error) -> StoreError {
        StoreError::damaged(key.clone(), &self.path, error)
    }

    fn missing(&self, key: &Key) -> Failure {
        Failure::usage(format!("there is no post {key}"))
            .because(format!("it is not in {}", self.path.display()))
            .fix("take its key from `ig list`")
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
