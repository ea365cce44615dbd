//! A folder that keeps a sandbox over restarts, crashes and power cuts.
//!
//! `DIR/sandbox.db` is a SQLite database with one table of rows. What a step of the machine has
//! changed is written in one transaction, which is on the disk before the reply leaves; steps that
//! come while the disk is busy share the next one. Files are values of rows like all others: they
//! are in memory anyway, and a transaction then has all of a step or nothing.
//!
//! The database has a write-ahead log. A commit appends to it and waits once for the disk, and where
//! the disk is full or the process ends in the middle, what was committed before stays as it is.
//! The process that has the database locks it, so that there is no other.

mod database;
mod private;
mod writer;

use std::{
    io,
    path::{Path, PathBuf},
};

use ig_sandbox_core::{Config, Restoring, Sandbox};

use self::{
    database::{Database, Trouble},
    writer::Writer,
};
pub(super) use self::{
    private::{FILE, FOLDER, Mode, has_foreign, no_link, private_file, private_folder, tighten},
    writer::Debt,
};

/// What is in a folder of ours, the certificate authority of `ig sandbox --tls` among it.
const OWN: [&str; 4] = [DATABASE, "sandbox.db-wal", "sandbox.db-journal", "tls"];

const DATABASE: &str = "sandbox.db";

/// What the folders of older versions have.
const OLDER: &str = "journal";

/// Why a state folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Another process has it.
    #[error("another process uses the folder {}", .0.display())]
    Busy(PathBuf),
    /// It has files of somebody else.
    #[error("the folder {} has other files", .0.display())]
    Foreign(PathBuf),
    /// It was written by an older or a later version.
    #[error("the folder {} was written by {by} version of the sandbox", path.display())]
    Version {
        /// The folder.
        path: PathBuf,
        /// `an older` or `a later`.
        by: &'static str,
    },
    /// What is in it is not what was written.
    #[error("the file {} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
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
            Self::Version { .. } => "use that version, name another folder, or remove this one",
            Self::Damaged { .. } => {
                "put an earlier copy of the folder in its place, or remove it to start again"
            }
            Self::Io { .. } => "check who owns the folder, and that the disk has room",
        }
    }

    fn io<'a>(what: &'static str, path: &'a Path) -> impl Fn(io::Error) -> Self + 'a {
        move |source| Self::Io { what, path: path.to_owned(), source }
    }

    fn of(folder: &Path, trouble: Trouble) -> Self {
        let (path, file) = (folder.to_owned(), folder.join(DATABASE));
        match trouble {
            Trouble::Busy => Self::Busy(path),
            Trouble::Foreign => Self::Foreign(path),
            Trouble::Version(by) => Self::Version { path, by },
            Trouble::Damaged(why) => Self::Damaged { path: file, why },
            Trouble::Io(source) => Self::Io { what: FILE, path: file, source },
        }
    }
}

/// A folder that keeps a sandbox. No other process can use it until this is dropped.
#[derive(Debug)]
pub struct StateFolder(Writer);

impl StateFolder {
    /// Opens a folder, which is made if it is not there, and the sandbox that it keeps.
    ///
    /// Only its owner can read the folder and what is in it. One that is there already must be
    /// empty, or have the database of a sandbox. Give it to
    /// [`Options::with_state`](super::Options::with_state) along with the sandbox.
    ///
    /// # Errors
    ///
    /// When another process uses it, when it has other files, when it cannot be read or written,
    /// when it is damaged, or when another version has written it.
    pub fn open(path: impl AsRef<Path>, config: Config) -> Result<(Sandbox, Self), StateError> {
        let path = path.as_ref();
        let file = path.join(DATABASE);
        let is_foreign = has_foreign(path, &OWN).map_err(StateError::io(FOLDER, path))?;
        if is_foreign && !file.exists() {
            let is_older = path.join(OLDER).exists() && path.join("files").exists();
            return Err(if is_older {
                StateError::Version { path: path.to_owned(), by: "an older" }
            } else {
                StateError::Foreign(path.to_owned())
            });
        }
        if !path.exists() {
            private_folder(path).map_err(StateError::io(FOLDER, path))?;
        }
        for name in OWN {
            let path = path.join(name);
            no_link(&path).map_err(StateError::io(FILE, &path))?;
        }
        let wrong = |trouble| StateError::of(path, trouble);
        let database = Database::open(&file).map_err(wrong)?;
        // It is ours.
        private_folder(path).map_err(StateError::io(FOLDER, path))?;
        tighten(&file, 0o600).map_err(StateError::io(FILE, &file))?;
        let mut restoring = Restoring::new(config);
        database.read(|kind, key, value| restoring.row(kind, key, value)).map_err(wrong)?;
        let writer = Writer::start(database).map_err(StateError::io(FILE, &file))?;
        Ok((restoring.finish(), Self(writer)))
    }

    /// Keeps what a step has changed.
    pub(super) fn keep(&self, sandbox: &mut Sandbox) -> Debt {
        self.0.keep(sandbox.changes())
    }

    /// Why nothing can be kept any more.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.0.trouble()
    }
}
