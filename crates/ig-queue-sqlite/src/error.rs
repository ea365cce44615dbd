//! Why a queue cannot be used, and what to do about it.

use std::{
    error::Error as StdError,
    io,
    path::{Path, PathBuf},
};

use ig_queue::PostId;
use rusqlite::{ErrorCode, ffi};

/// The version of the schema that this crate writes, and the newest that it reads.
pub(crate) const VERSION: u32 = 3;

/// Why a queue cannot be used. Nothing is lost: what was in it is still there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be made or opened.
    #[error("the queue {} cannot be opened: {why}", path.display())]
    #[non_exhaustive]
    Unopened {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It is some other file.
    #[error("{} is not a queue: {why}", path.display())]
    #[non_exhaustive]
    NotAQueue {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: &'static str,
    },
    /// A later version of this program has changed it so that this one cannot read it.
    #[error(
        "the queue {} has version {found}, and this program reads up to {}",
        path.display(),
        VERSION
    )]
    #[non_exhaustive]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version that it needs.
        found: u32,
    },
    /// An earlier version of this program has made it.
    #[error(
        "the queue {} has version {found}, and this program needs {}",
        path.display(),
        VERSION
    )]
    #[non_exhaustive]
    Older {
        /// The file.
        path: PathBuf,
        /// The version that it has.
        found: u32,
    },
    /// It can be read and not written.
    #[error("the queue {} is read-only", path.display())]
    #[non_exhaustive]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be written to: the disk is full, for example.
    #[error("the queue {} cannot be written: {why}", path.display())]
    #[non_exhaustive]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The file was there, and was removed, or emptied; or another one was put in its place while it
    /// was in use.
    #[error("the queue {} was removed, replaced or emptied", path.display())]
    #[non_exhaustive]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// Somebody has written to it, who could not be kept from that while it was read.
    #[error("the queue {} was changed while it was read", path.display())]
    #[non_exhaustive]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// What is in it is not what was written.
    #[error("the queue {} is damaged: {why}", path.display())]
    #[non_exhaustive]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// One row of it cannot be read.
    #[error("post {post} in the queue cannot be read: {why}")]
    #[non_exhaustive]
    DamagedPost {
        /// The post.
        post: PostId,
        /// What is wrong.
        why: String,
    },
    /// Another process has been writing to it for longer than [`PATIENCE`](Error::PATIENCE).
    #[error("the queue {} has been locked by another process for 10 s", path.display())]
    #[non_exhaustive]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// Another worker works on it.
    #[error(
        "another worker has the queue {}{}",
        path.display(),
        holder.as_ref().map(|it| format!(": {it}")).unwrap_or_default()
    )]
    #[non_exhaustive]
    Worked {
        /// The file.
        path: PathBuf,
        /// Which worker, as it named itself.
        holder: Option<String>,
    },
    /// What other programs of this machine know of blocks cannot be read or noted.
    #[error("the record of blocks cannot be used: {why}")]
    #[non_exhaustive]
    Brakes {
        /// Why.
        why: String,
    },
    /// SQLite reports something else.
    #[error("the queue {} cannot be used", path.display())]
    #[non_exhaustive]
    Other {
        /// The file.
        path: PathBuf,
        /// What it reports.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl Error {
    /// How long another process that writes is waited for: ten seconds. A transaction takes
    /// milliseconds.
    pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unopened { .. } => "check the path, and who may read and write it",
            Self::NotAQueue { .. } => "name another file; this one is left as it is",
            Self::Newer { .. } => "use the version of the program that wrote it, or a later one",
            Self::Older { .. } => {
                "end its workers and run `ig queue migrate`: nothing in it is lost by that"
            }
            Self::ReadOnly { .. } => {
                "make the file and its folder writable; nothing was changed or sent"
            }
            Self::Unwritable { .. } => "make room on the disk; what is in the queue is still there",
            Self::Gone { .. } => {
                "end its worker and put the file back; or remove its `-wal` and `-shm`, and put a \
                 backup of it there: what has not ended is held then. Only where its `.lock` is \
                 removed too does a new queue begin, which forgets all posts, and which are public"
            }
            Self::Changed { .. } => "run it again",
            Self::Damaged { .. } => {
                "keep the file, and put a backup of it alone in its place, not of its folder: what has not \
                 ended in it is held then"
            }
            Self::DamagedPost { .. } => {
                "look at the account in the app before you add it again: it may be public"
            }
            Self::Busy { .. } => "find the process that locks it: a backup or a database tool",
            Self::Worked { .. } => {
                "leave the queue to it, or end that process: this one can start as soon as it is gone"
            }
            Self::Brakes { .. } => {
                "check the file and who may read and write it; without it no post is paused"
            }
            Self::Other { .. } => "check the disk and the file",
        }
    }

    /// Whether it may pass without anybody's help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Changed { .. })
    }

    /// Whether a worker cannot go on at all, however long it waits: the file is another one now,
    /// or not what it was.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::NotAQueue { .. }
                | Self::Newer { .. }
                | Self::Older { .. }
                | Self::Gone { .. }
                | Self::Damaged { .. }
                | Self::Worked { .. }
        )
    }

    pub(crate) fn unopened(path: &Path, error: &io::Error) -> Self {
        Self::Unopened { path: path.to_owned(), why: error.to_string() }
    }

    /// What an error of SQLite's means for the file at `path`.
    pub(crate) fn of(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let code = error.sqlite_error().map_or(0, |error| error.extended_code);
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::ReadOnly) if code == ffi::SQLITE_READONLY_DBMOVED => {
                Self::Gone { path }
            }
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            Some(ErrorCode::DiskFull) => {
                Self::Unwritable { path, why: "the disk is full".to_owned() }
            }
            Some(ErrorCode::SystemIoFailure) => Self::Unwritable { path, why: error.to_string() },
            Some(ErrorCode::CannotOpen) => Self::Unopened { path, why: error.to_string() },
            Some(ErrorCode::NotADatabase) => {
                Self::NotAQueue { path, why: "it is not a database of SQLite" }
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, why: error.to_string() },
            _ => Self::Other { path, source: error.into() },
        }
    }
}
