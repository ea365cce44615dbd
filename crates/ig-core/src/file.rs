//! A film on this machine, as data: the core never opens it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A file on the machine that drives the flow, as it was when the post was
/// planned.
///
/// It is a name and what the file system says of it; the bytes stay where they
/// are until a transport sends them, piece by piece. A transport refuses a file
/// whose [size](Self::size) or [time of change](Self::with_modified) is another
/// by then: half of one film and half of another is no film.
///
/// ```
/// use ig_core::{LocalFile, Timestamp};
///
/// let film = LocalFile::new("films/hungry-fonzes.mov", 300_000_000)?
///     .with_modified(Timestamp::from_unix_millis(1_800_000_000_000));
/// assert_eq!(film.size(), 300_000_000);
/// assert!(LocalFile::new("films/empty.mov", 0).is_err());
/// # Ok::<(), ig_core::InvalidFile>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct LocalFile {
    path: Box<str>,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    path: String,
    size: u64,
    #[serde(default)]
    modified: Option<Timestamp>,
}

/// The file cannot be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidFile {
    /// It has no bytes.
    #[error("the file is empty: there is nothing to upload")]
    Empty,
    /// It has no name.
    #[error("the path of the file is empty")]
    NoPath,
}

impl LocalFile {
    /// The file at `path`, of `size` bytes.
    ///
    /// # Errors
    ///
    /// When the path or the file is empty.
    pub fn new(path: impl Into<Box<str>>, size: u64) -> Result<Self, InvalidFile> {
        let path = path.into();
        match (path.is_empty(), size) {
            (true, _) => Err(InvalidFile::NoPath),
            (false, 0) => Err(InvalidFile::Empty),
            (false, _) => Ok(Self { path, size, modified: None }),
        }
    }

    /// Says when the file was last changed, so that a later change is seen.
    #[must_use]
    pub fn with_modified(mut self, modified: Timestamp) -> Self {
        self.modified = Some(modified);
        self
    }

    /// Where it is.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How long it is, in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// When it was last changed, where that is known.
    pub fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    /// What is left of it from `offset` on.
    pub fn slice(&self, offset: u64) -> FileSlice {
        let offset = offset.min(self.size);
        FileSlice { file: self.clone(), offset, length: self.size - offset }
    }
}

impl TryFrom<Stored> for LocalFile {
    type Error = InvalidFile;

    fn try_from(stored: Stored) -> Result<Self, InvalidFile> {
        Ok(Self { modified: stored.modified, ..Self::new(stored.path, stored.size)? })
    }
}

impl fmt::Display for LocalFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// The part of a file that is the body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSlice {
    file: LocalFile,
    offset: u64,
    length: u64,
}

impl FileSlice {
    /// No more than the first `length` bytes of it.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        self.length = self.length.min(length);
        self
    }

    /// The file.
    pub fn file(&self) -> &LocalFile {
        &self.file
    }

    /// The first byte, counted from 0.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many bytes.
    pub fn length(&self) -> u64 {
        self.length
    }
}
