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

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::{
    config::Config,
    sandbox::{Changes, NotRestored, Restoring, Sandbox},
};

pub(super) use self::journal::{Journal, Unwritten};

/// Why a state folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Another process has it.
    #[error("another process uses the folder {}", .0.display())]
    Busy(PathBuf),
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
    #[error("the file {} cannot be read or written", path.display())]
    Io {
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
            Self::Damaged { .. } => {
                "put an earlier copy of the folder in its place, or remove it to start anew"
            }
            Self::Io { .. } => "check who owns the folder, and that the disk has room",
        }
    }

    fn io(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        |source| Self::Io { path: path.to_owned(), source }
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
    /// The folder and what is in it can be read by its owner alone. Give it to
    /// [`Options::with_state`](super::Options::with_state) along with the sandbox.
    ///
    /// # Errors
    ///
    /// When another process uses it, when it cannot be read or written, or when it is damaged.
    pub fn open(path: impl AsRef<Path>, config: Config) -> Result<(Sandbox, Self), StateError> {
        let path = path.as_ref();
        private_folder(path).map_err(StateError::io(path))?;
        let lock = lock(path)?;
        let files = path.join("files");
        no_link(&files).and_then(|()| private_folder(&files)).map_err(StateError::io(&files))?;
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
        Err(TryLockError::Error(source)) => Err(StateError::Io { path, source }),
    }
}

/// What is laid into a folder as a link would have something elsewhere read, written or changed.
fn no_link(path: &Path) -> io::Result<()> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link { Err(io::Error::other("it is a link")) } else { Ok(()) }
}

/// A folder for its owner alone.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    // It may have been there before.
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// What becomes of what is in a file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mode {
    /// It is gone.
    New,
    /// It stays, and more comes behind it.
    Append,
}

/// A file for its owner alone; a link is refused.
pub(super) fn private_file(path: &Path, mode: Mode) -> io::Result<File> {
    no_link(path)?;
    let mut options = fs::OpenOptions::new();
    options.create(true).read(true);
    match mode {
        Mode::New => options.write(true).truncate(true),
        Mode::Append => options.append(true),
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes sure that names in a folder outlive a power cut.
fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere, folders cannot be opened, and names are safe with their files.
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// The names of the files that records speak of.
fn names(all: &[Changes]) -> impl Iterator<Item = &str> {
    all.iter().flat_map(Changes::names)
}
