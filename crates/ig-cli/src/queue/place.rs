//! Where a queue is: a file of this machine, or a database of many machines.

use std::fmt;

use ig_driver::Key;
use ig_queue::{AccountId, Records};
use ig_queue_sqlite::SqliteStore;

use super::{Keys, path};
use crate::{
    args::{FolderArgs, PostsArgs},
    failure::Failure,
    store::Folder,
};

/// Options that say where a queue is.
pub trait Place: clap::Args + fmt::Debug {
    /// The command whose subcommands work on it: `ig queue`.
    const COMMAND: &'static str;

    /// The queue.
    type Store: Records;

    /// Opens the queue, and makes it where it is not there if it is made by whoever uses it.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    fn open(&self) -> Result<Self::Store, Failure>;

    /// Opens the queue if there is one.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    fn find(&self) -> Result<Option<Self::Store>, Failure>;

    /// Where it is, for people, and without any password.
    fn name(&self) -> String;

    /// The option that names the place, with a space before it, where one was given.
    fn option(&self) -> String {
        String::new()
    }

    /// Is called before posts of an account are added.
    ///
    /// # Errors
    ///
    /// When they cannot be added.
    fn begin(&self, store: &mut Self::Store, account: &AccountId) -> Result<(), Failure> {
        let _ = (store, account);
        Ok(())
    }

    /// Fails if a post was published under the key without the queue, as far as that is known here.
    ///
    /// # Errors
    ///
    /// When one was.
    fn check_unused(&self, key: &Key) -> Result<(), Failure> {
        let _ = key;
        Ok(())
    }

    /// Keeps others from beginning posts under these keys until what it returns is dropped, and checks
    /// each of them.
    ///
    /// # Errors
    ///
    /// When one was.
    fn reserve(&self, keys: &[Key]) -> Result<Option<Keys>, Failure> {
        let _ = keys;
        Ok(None)
    }
}

/// Posts are added.
impl Place for FolderArgs {
    const COMMAND: &'static str = "ig queue";

    type Store = SqliteStore;

    fn open(&self) -> Result<SqliteStore, Failure> {
        super::open(&Folder::find(self.state_dir.as_deref())?)
    }

    fn find(&self) -> Result<Option<SqliteStore>, Failure> {
        super::look(&Folder::find(self.state_dir.as_deref())?)
    }

    fn name(&self) -> String {
        name(Folder::find(self.state_dir.as_deref()))
    }

    fn option(&self) -> String {
        Folder::find(self.state_dir.as_deref())
            .map_or_else(|_| String::new(), |folder| folder.option().to_owned())
    }

    fn begin(&self, store: &mut SqliteStore, account: &AccountId) -> Result<(), Failure> {
        super::begin(&Folder::find(self.state_dir.as_deref())?, store, account)
    }

    fn check_unused(&self, key: &Key) -> Result<(), Failure> {
        let Some(kept) = Folder::find(self.state_dir.as_deref())?.find_post(key)? else {
            return Ok(());
        };
        let what = format!("the key {key} belongs to another post, so nothing was added");
        Err(Failure::usage(what)
            .because(format!("`ig publish` has used it: {}", kept.record.standing()))
            .fix("give this post its own key")
            .first(key, kept.extra.permalink.as_deref()))
    }

    fn reserve(&self, keys: &[Key]) -> Result<Option<Keys>, Failure> {
        let held = super::keys(&Folder::find(self.state_dir.as_deref())?)?;
        keys.iter().try_for_each(|key| self.check_unused(key))?;
        Ok(Some(held))
    }
}

/// Posts were added before.
impl Place for PostsArgs {
    const COMMAND: &'static str = "ig queue";

    type Store = SqliteStore;

    fn open(&self) -> Result<SqliteStore, Failure> {
        super::open(&Folder::kept(self.state_dir.as_deref())?)
    }

    fn find(&self) -> Result<Option<SqliteStore>, Failure> {
        super::look(&Folder::kept(self.state_dir.as_deref())?)
    }

    fn name(&self) -> String {
        name(Folder::kept(self.state_dir.as_deref()))
    }
}

fn name(folder: Result<Folder, Failure>) -> String {
    folder.map_or_else(|_| "the queue".to_owned(), |folder| path(&folder).display().to_string())
}
