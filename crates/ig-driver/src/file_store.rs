//! Posts in a folder, one file each, so that a crash costs time and never a second post.

mod lock;
mod slot;

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf, absolute},
};

use self::lock::Lock;
pub use self::slot::Slot;
use crate::{Key, Record, RecordError, StoreError, private as file};

/// Posts in a folder, one JSON file for each key.
///
/// Only the user can read the files and the folder. A file is replaced as a whole and is
/// on the disk before [`Slot::save`] returns. A key is locked as long as its [`Slot`]
/// lives, against threads and processes of this machine; the lock is released when the
/// process ends, for whatever reason. Links are not followed.
///
/// The folder must be on a file system that locks files. Network file systems often do,
/// and some only claim to.
#[derive(Clone, Debug)]
pub struct FileStore {
    path: PathBuf,
}

/// A key with a saved post.
#[derive(Debug)]
#[non_exhaustive]
pub struct Kept {
    /// The key.
    pub key: Key,
    /// The record, or the reason why it cannot be read.
    pub record: Result<Record, StoreError>,
}

impl Kept {
    /// Whether the post is to be resumed: it has not ended, it may be public, or
    /// it cannot be read and may be either.
    pub fn is_unfinished(&self) -> bool {
        self.record.as_ref().map_or(true, |record| record.snapshot.needs_resume())
    }
}

/// The posts that may be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Forget {
    /// A post that is known to be published or not published.
    Ended,
    /// Any post, also one that cannot be read: it may be public, and no record of it
    /// will remain.
    Anything,
}

impl FileStore {
    /// The store in the folder `dir`, which is created if it does not exist.
    ///
    /// The folder above must exist: put the store at least one folder below the
    /// mount point of its disk, so that a disk that is not mounted is an error and not
    /// an empty store, which would publish everything once more. So would a relative
    /// path if the program is started in another folder: give an absolute one.
    ///
    /// # Errors
    ///
    /// When it is not a folder and cannot be created.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, StoreError> {
        let dir = dir.as_ref();
        let unusable = |source| StoreError::Folder { path: dir.to_owned(), source };
        // The program may change its current folder later.
        let path = absolute(dir).map_err(unusable)?;
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => (),
            Ok(_) => return Err(unusable(ErrorKind::NotADirectory.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => match file::make_folder(&path) {
                // Another thread was faster.
                Err(_) if path.is_dir() => (),
                made => made.map_err(unusable)?,
            },
            Err(error) => return Err(unusable(error)),
        }
        Ok(Self { path })
    }

    /// The folder, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Locks a key until the [`Slot`] is dropped, and reads the post that is
    /// saved under it.
    ///
    /// # Errors
    ///
    /// [`Busy`](StoreError::Busy) if another thread or process has it. When the
    /// folder cannot be written to: that is tried here, before anything could be
    /// sent. When the saved post cannot be read; it is left unchanged.
    pub fn lock(&self, key: &Key) -> Result<Slot, StoreError> {
        let lock = self.take(key)?;
        let record = self.read(key)?;
        // The lock file is removed if nothing is saved.
        let goes_on = record.as_ref().is_none_or(|record| record.snapshot.needs_resume());
        let slot = Slot::new(self.clone(), key.clone(), lock, record);
        if goes_on {
            self.try_to_write(key)?;
        }
        Ok(slot)
    }

    fn take(&self, key: &Key) -> Result<Lock, StoreError> {
        Lock::take(key, self.path.join(format!("{}.lock", key.file_name())))
    }

    /// Tries the folder: one in which files can be created and not replaced, or without room, would be
    /// noticed too late.
    fn try_to_write(&self, key: &Key) -> Result<(), StoreError> {
        let name = format!("{}.probe", key.file_name());
        let tried = file::replace_locked(&self.path, &name, &[b' '; 4096]);
        let tried = tried.and_then(|()| file::remove(&self.path.join(name)));
        tried.map_err(|source| self.unusable(source))
    }

    /// The post that is saved under a key; another thread or process may be working on it.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn read(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        let path = self.path.join(self.file_name(key));
        let json = match file::read(&path) {
            Ok(json) => json,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // If the folder is missing, the post may be missing too.
                fs::metadata(&self.path).map_err(|error| self.unusable(error))?;
                return Ok(None);
            }
            Err(source) => {
                let key = key.clone();
                let is_other = [ErrorKind::InvalidInput, ErrorKind::InvalidData];
                return Err(if is_other.contains(&source.kind()) {
                    StoreError::Damaged { key, path, source: source.into() }
                } else {
                    StoreError::Read { key, path, source }
                });
            }
        };
        match Record::from_json(&json) {
            Ok(record) if record.key == *key => Ok(Some(record)),
            Ok(_) => {
                let source = "it has another key than its file name".into();
                Err(StoreError::Damaged { key: key.clone(), path, source })
            }
            Err(RecordError::Newer { found, .. }) => {
                Err(StoreError::Newer { key: key.clone(), path, found })
            }
            Err(RecordError::Damaged(source)) => {
                Err(StoreError::Damaged { key: key.clone(), path, source })
            }
        }
    }

    /// All posts in the order of their keys, each with its record or the reason why it
    /// cannot be read.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn records(&self) -> Result<Vec<Kept>, StoreError> {
        let keys = self.keys().map_err(|source| self.unusable(source))?;
        // A post that was forgotten in the meantime is left out.
        let found = |key: Key| self.read(&key).transpose().map(|record| Kept { key, record });
        Ok(keys.into_iter().filter_map(found).collect())
    }

    /// The keys of the posts that are to be resumed, in their order: those that
    /// have not ended, those that may be public, and those that cannot be read,
    /// since they may be either. [`lock`](Self::lock) shows which it is.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn unfinished(&self) -> Result<Vec<Key>, StoreError> {
        let records = self.records()?.into_iter();
        Ok(records.filter(Kept::is_unfinished).map(|kept| kept.key).collect())
    }

    /// Removes the post that is saved under a key. The key is then new again: the next
    /// request for a post under it publishes one.
    ///
    /// # Errors
    ///
    /// When another thread or process is working on it, when it may not be forgotten,
    /// and when it cannot be removed.
    pub fn forget(&self, key: &Key, which: Forget) -> Result<(), StoreError> {
        let lock = self.take(key)?;
        let record = match (self.read(key), which) {
            (Ok(Some(record)), Forget::Ended) if record.snapshot.needs_resume() => {
                return Err(StoreError::Unfinished { key: key.clone() });
            }
            (Err(error), Forget::Ended) => return Err(error),
            (record, _) => record.ok().flatten(),
        };
        Slot::new(self.clone(), key.clone(), lock, record).forget()
    }

    fn keys(&self) -> io::Result<Vec<Key>> {
        let mut keys = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let name = name.to_str().and_then(|name| name.strip_suffix(".json"));
            keys.extend(name.and_then(Key::of_file_name));
        }
        keys.sort();
        Ok(keys)
    }

    fn file_name(&self, key: &Key) -> String {
        format!("{}.json", key.file_name())
    }

    fn unusable(&self, source: io::Error) -> StoreError {
        StoreError::Folder { path: self.path.clone(), source }
    }
}
