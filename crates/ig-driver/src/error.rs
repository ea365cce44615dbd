//! Errors of a store.

use std::{io, path::PathBuf};

use crate::{BoxError, Key, store::why};

/// A post cannot be saved, read or locked. Nothing was sent, and the saved post is
/// unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another thread or process drives the post.
    #[error("the post {key} is being worked on: another thread or process has its lock")]
    #[non_exhaustive]
    Busy {
        /// The post's key.
        key: Key,
    },
    /// The folder cannot be used.
    #[error("posts cannot be saved in {}: {}", .path.display(), why(.source))]
    #[non_exhaustive]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A snapshot could not be saved. The previous one is unchanged.
    #[error("the post {key} cannot be saved in {}: {}", .path.display(), why(.source))]
    #[non_exhaustive]
    Save {
        /// The post's key.
        key: Key,
        /// Its file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The lock file cannot be locked.
    #[error("the post {key} cannot be locked by {}: {}", .path.display(), why(.source))]
    #[non_exhaustive]
    Lock {
        /// The post's key.
        key: Key,
        /// Its lock file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The lock file was removed or replaced while the lock was held: another
    /// process may drive the post by now.
    #[error("the lock of the post {key} was lost: {} was removed or replaced", .path.display())]
    #[non_exhaustive]
    LockLost {
        /// The post's key.
        key: Key,
        /// Its lock file.
        path: PathBuf,
    },
    /// The post's file cannot be read.
    #[error("the post {key} cannot be read from {}: {}", .path.display(), why(.source))]
    #[non_exhaustive]
    Read {
        /// The post's key.
        key: Key,
        /// Its file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The post's file was truncated or edited, or is another file. It is not changed.
    #[error("the post {key} cannot be read: {} is damaged: {source}", .path.display())]
    #[non_exhaustive]
    Damaged {
        /// The post's key.
        key: Key,
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        source: BoxError,
    },
    /// The post's file was written by a later version. It is not changed.
    #[error(
        "the post {key} cannot be read: {} has version {found}, which only a newer version of \
         this program reads",
        .path.display()
    )]
    #[non_exhaustive]
    Newer {
        /// The post's key.
        key: Key,
        /// Its file.
        path: PathBuf,
        /// The version found.
        found: u32,
    },
    /// The post has not ended, or may be public, and was to be forgotten.
    #[error("the post {key} is not forgotten: it has not ended, or may be public")]
    #[non_exhaustive]
    Unfinished {
        /// The post's key.
        key: Key,
    },
    /// A snapshot would have replaced that of another post, or restarted a post
    /// that has ended or may be public.
    #[error(
        "the post {key} is not replaced: the post that is saved under the key is another one, has \
        ended, or may be public"
    )]
    #[non_exhaustive]
    Replaces {
        /// The post's key.
        key: Key,
    },
    /// A snapshot was to be saved under a new key before
    /// [`begin`](crate::Slot::begin) set the target.
    #[error("the post {key} cannot be saved: no target was set")]
    #[non_exhaustive]
    NotBegun {
        /// The post's key.
        key: Key,
    },
}

impl StoreError {
    /// The folder `path` cannot be used because of `source`.
    pub fn folder(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Folder { path: path.into(), source }
    }

    /// The file at `path` is not one that the program has saved under `key`.
    pub fn damaged(key: Key, path: impl Into<PathBuf>, source: impl Into<BoxError>) -> Self {
        Self::Damaged { key, path: path.into(), source: source.into() }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "wait until that one has ended, then use the same key again",
            Self::Folder { source, .. } | Self::Save { source, .. } => advice_on(source),
            Self::Lock { .. } => {
                "use a folder on a disk of this machine, and remove whatever is in place of the \
                lock file"
            }
            Self::LockLost { .. } => {
                "leave the folder alone while posts are in progress, then use the same key again"
            }
            Self::Read { .. } => "check the file, and who may read it",
            Self::Damaged { .. } => {
                "look at the account before you publish the post again: it may be public; the \
                file is not changed"
            }
            Self::Newer { .. } => "use the version of the program that wrote it, or a later one",
            Self::Unfinished { .. } => "resume it first, or use `Forget::Anything`",
            Self::Replaces { .. } => {
                "call `once` to decide what to do with the saved post, and use another key for \
                another post"
            }
            Self::NotBegun { .. } => "call `Slot::begin` before the first snapshot is saved",
        }
    }
}

fn advice_on(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "make room, then use the same key again"
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "make the folder writable, or use another one"
        }
        io::ErrorKind::NotADirectory => "use another folder",
        io::ErrorKind::NotFound => "make the folder above it, or check that its disk is mounted",
        _ => "check the folder and its disk, or use another folder",
    }
}
