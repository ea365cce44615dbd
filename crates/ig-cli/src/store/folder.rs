//! The folder of the posts.

use std::{
    cmp::Reverse,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use ig_core::{UserId, publish::QuotaLedger};
use ig_driver::{FileStore, Forget, Key, Record, StoreError, Target, private};

use super::{Extra, Kept, Post};
use crate::{environment, failure::Failure, text::quoted};

/// The folder of stored posts.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// The option that names this folder.
    option: String,
    /// Whether it is the user's default folder, whose parents are also created.
    is_default: bool,
}

impl Folder {
    /// The requested folder, or the user's default. Nothing is created yet; a path that cannot be a
    /// folder is refused.
    pub(crate) fn find(given: Option<&Path>) -> Result<Self, Failure> {
        let folder = Self::named(given)?;
        let is_another_thing = match folder.path.metadata() {
            Ok(metadata) => !metadata.is_dir(),
            Err(error) => error.kind() == ErrorKind::NotADirectory,
        };
        if is_another_thing {
            return Err(Failure::usage("the state folder cannot be used")
                .because(format!("{} is not a folder, or is inside a file", folder.path.display()))
                .fix("give another with --state-dir DIR"));
        }
        Ok(folder)
    }

    /// The folder in which posts were stored. One that was named and does not exist is a typing
    /// mistake, and not a folder without posts.
    pub(crate) fn kept(given: Option<&Path>) -> Result<Self, Failure> {
        let folder = Self::find(given)?;
        if given.is_some_and(|path| !path.exists()) {
            return Err(Failure::usage("there is no such state folder")
                .because(format!("{} does not exist", folder.path.display()))
                .fix("check --state-dir: it must be the folder that `ig publish` was given"));
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
            Failure::usage("there is no folder for posts in progress")
                .because(error)
                .fix("set HOME, or give --state-dir DIR")
        })?;
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Ok(Self { path: state.join("ig"), option: String::new(), is_default: true })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The option that names this folder, with a space before it, or nothing for the default
    /// folder.
    pub(crate) fn option(&self) -> &str {
        &self.option
    }

    /// The command that resumes a post.
    pub(crate) fn resume_command(&self, key: &Key) -> String {
        format!("ig resume {key}{}", self.option)
    }

    /// Creates the parent folders of the user's default folder.
    pub(super) fn make_above(&self) -> Result<(), Failure> {
        match self.path.parent().filter(|_| self.is_default) {
            Some(above) => private::make_folders(above)
                .map_err(|error| self.failure(&StoreError::folder(&self.path, error))),
            None => Ok(()),
        }
    }

    /// Creates the folder, readable only by its owner, where it does not exist.
    pub(crate) fn make(&self) -> Result<(), Failure> {
        self.make_above()?;
        FileStore::open(&self.path).map(drop).map_err(|error| self.failure(&error))
    }

    /// Forgets a finished post.
    pub(crate) fn forget_post(&self, key: &Key) -> Result<(), Failure> {
        let Some(store) = self.store()? else { return Ok(()) };
        store.forget(key, Forget::Ended).map_err(|error| self.failure(&error))
    }

    /// Reads a post that must exist.
    pub(crate) fn read(&self, key: &Key) -> Result<Post, Failure> {
        self.find_post(key)?.ok_or_else(|| self.missing(key))
    }

    /// Reads a post, if it exists.
    pub(crate) fn find_post(&self, key: &Key) -> Result<Option<Post>, Failure> {
        let Some(store) = self.store()? else { return Ok(None) };
        let record = store.read(key).map_err(|error| self.failure(&error))?;
        let post = record.map(|record| self.post(record)).transpose();
        post.map_err(|error| self.failure(&error))
    }

    /// All posts, newest first. Those that cannot be read count as the newest.
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

    /// The store, if the folder exists: reading does not create it.
    pub(super) fn store(&self) -> Result<Option<FileStore>, Failure> {
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

    pub(super) fn damaged(&self, key: &Key, error: serde_json::Error) -> StoreError {
        StoreError::damaged(key.clone(), &self.path, error)
    }

    pub(crate) fn missing(&self, key: &Key) -> Failure {
        Failure::usage(format!("there is no post {key}"))
            .because(format!("it is not in {}", self.path.display()))
            .fix("take its key from `ig list`; posts of the queue are in `ig queue list`")
    }
}
