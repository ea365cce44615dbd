//! A folder that keeps a sandbox over restarts, crashes and power cuts.
//!
//! ```text
//! DIR/journal        one record a line: a checksum and what has changed; from time to time it is
//!                    written anew, with everything in its first lines, and renamed into place
//! DIR/files/SHA256   copies of photos and films
//! DIR/lock           held by the process that writes
//! ```
//!
//! A record stands in the journal before the reply that it belongs to leaves, and what clients rely
//! on is on the disk by then. A last line without its end is one that was never answered for.

mod files;
mod journal;
mod private;

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::{
    config::Config,
    sandbox::{Changes, NotRestored, Restoring, Sandbox},
};

use self::private::sync_folder;
pub(super) use self::{
    journal::{Journal, Unwritten},
    private::{FILE, FOLDER, Mode, has_foreign, no_link, private_file, private_folder, tighten},
};

/// What is in a folder of ours, the certificate authority of `ig sandbox --tls` among it.
const OWN: [&str; 5] = ["journal", "journal.new", "files", "lock", "tls"];

/// Why a state folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Another process has it.
    #[error("another process uses the folder {}", .0.display())]
    Busy(PathBuf),
    /// It is somebody's who keeps other things there.
    #[error("the folder {} has other files", .0.display())]
    Foreign(PathBuf),
    /// What is in it is not what was written.
    #[error("the file {} is damaged in line {line}: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which record, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// It cannot be read or written.
    #[error("the {what} {} cannot be read or written: {source}", path.display())]
    Io {
        /// What is there: `file` or `folder`.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl StateError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Busy(_) => "end that process, or use another folder",
            Self::Foreign(_) => "name an empty one, or one that is not there",
            Self::Damaged { .. } => {
                "put an earlier copy of the folder in its place, or remove it to start anew"
            }
            Self::Io { .. } => "check who owns the folder, and that the disk has room",
        }
    }

    fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        |source| Self::Io { what: FILE, path: path.to_owned(), source }
    }

    fn folder(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        |source| Self::Io { what: FOLDER, path: path.to_owned(), source }
    }

    fn damaged(path: &Path, line: usize, why: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), line, why: why.into() }
    }
}

/// A folder that keeps a sandbox. It is this process's own until it is dropped.
#[derive(Debug)]
pub struct StateFolder {
    pub(super) journal: Journal,
    /// Held, not read.
    _lock: File,
}

impl StateFolder {
    /// Opens a folder, which is made if it is not there, and the sandbox that it keeps.
    ///
    /// The folder and what is in it can be read by its owner alone. One that is there already must
    /// be empty, or have the journal of a sandbox. Give it to
    /// [`Options::with_state`](super::Options::with_state) along with the sandbox.
    ///
    /// # Errors
    ///
    /// When another process uses it, when it has other files, when it cannot be read or written, or
    /// when it is damaged.
    pub fn open(path: impl AsRef<Path>, config: Config) -> Result<(Sandbox, Self), StateError> {
        let path = path.as_ref();
        let is_foreign = has_foreign(path, &OWN).map_err(StateError::folder(path))?;
        if is_foreign && !journal::is_one(&path.join("journal")) {
            return Err(StateError::Foreign(path.to_owned()));
        }
        private_folder(path).map_err(StateError::folder(path))?;
        let lock = lock(path)?;
        let files = path.join("files");
        no_link(&files)
            .and_then(|()| private_folder(&files))
            .map_err(StateError::folder(&files))?;
        let mut restoring = Restoring::new(config);
        let (journal, why) = Journal::open(path, |record, files| {
            restoring.record(record, |name| files.read(name)).map_err(|wrong: NotRestored| wrong)
        })?;
        if let Some((line, why)) = why {
            return Err(StateError::damaged(journal.path(), line, why));
        }
        Ok((restoring.finish(), Self { journal, _lock: lock }))
    }

    /// Keeps what a step has changed. It is safe from the end of this process when it is written, and
    /// from the end of the power when it is synced up to the place that is given back.
    pub(super) fn keep(&mut self, sandbox: &mut Sandbox) -> Result<Option<u64>, StateError> {
        let Some(changes) = sandbox.changes() else {
            return Ok(None);
        };
        let place = self.journal.append(&changes)?;
        if self.journal.is_long() {
            let everything = sandbox.everything();
            self.journal.rewrite(&everything)?;
        }
        Ok(changes.must_last().then_some(place))
    }
}

fn lock(folder: &Path) -> Result<File, StateError> {
    let path = folder.join("lock");
    let file = private_file(&path, Mode::Append).map_err(StateError::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StateError::Busy(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(StateError::Io { what: FILE, path, source }),
    }
}

/// The names of the files that records speak of.
fn names(all: &[Changes]) -> impl Iterator<Item = &str> {
    all.iter().flat_map(Changes::names)
}
