//! A film on this machine, as data: the core never opens it.

use std::{fmt, fs::Metadata, path::Path};

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
    /// Its name could not be kept in a snapshot.
    #[error("the path of the file is not UTF-8: give the file another name")]
    NotUtf8,
    /// It is a folder, a pipe or a device.
    #[error("the path is not that of a file: only a file can be uploaded")]
    NotAFile,
}

/// The file is not the one that the [plan](LocalFile) speaks of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangedFile {
    /// It is no file any more.
    #[error("{path} is not a file any more")]
    #[non_exhaustive]
    NotAFile {
        /// Where it was.
        path: Box<str>,
    },
    /// It is longer or shorter.
    #[error("{path} is {found} bytes long by now, and was {planned} when the post was planned")]
    #[non_exhaustive]
    Size {
        /// Where it is.
        path: Box<str>,
        /// How long it was, in bytes.
        planned: u64,
        /// How long it is, in bytes.
        found: u64,
    },
    /// It was written to.
    #[error("{path} was changed after the post was planned")]
    #[non_exhaustive]
    Modified {
        /// Where it is.
        path: Box<str>,
    },
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

    /// The file at `path`, of which the file system says `metadata`: the caller
    /// has asked it, since the core reads nothing. A flow may be resumed from
    /// another folder, so the path had better be absolute.
    ///
    /// ```no_run
    /// let path = std::path::absolute("films/hungry-fonzes.mov")?;
    /// let film = ig_core::LocalFile::of(&path, &std::fs::metadata(&path)?)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is no file, or an empty one, or its path is not UTF-8.
    pub fn of(path: &Path, metadata: &Metadata) -> Result<Self, InvalidFile> {
        if !metadata.is_file() {
            return Err(InvalidFile::NotAFile);
        }
        let file = Self::new(path.to_str().ok_or(InvalidFile::NotUtf8)?, metadata.len())?;
        Ok(file.as_modified_in(metadata))
    }

    /// The same file with the time of change that `metadata` has, where the file
    /// system keeps one.
    #[must_use]
    pub fn as_modified_in(self, metadata: &Metadata) -> Self {
        match metadata.modified() {
            Ok(modified) => self.with_modified(modified.into()),
            Err(_) => self,
        }
    }

    /// Whether the file is still the one that was planned, going by its length
    /// and, where it is known, its time of change in whole milliseconds. A
    /// transport asks before each piece that it sends.
    ///
    /// # Errors
    ///
    /// When it is another by now.
    pub fn check(&self, metadata: &Metadata) -> Result<(), ChangedFile> {
        let path = || self.path.clone();
        if !metadata.is_file() {
            return Err(ChangedFile::NotAFile { path: path() });
        }
        let (planned, found) = (self.size, metadata.len());
        if planned != found {
            return Err(ChangedFile::Size { path: path(), planned, found });
        }
        let found = metadata.modified().ok().map(Timestamp::from);
        match (self.modified, found) {
            (Some(planned), Some(found)) if planned != found => {
                Err(ChangedFile::Modified { path: path() })
            }
            _ => Ok(()),
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

/// How far an upload is, as a transport tells it.
///
/// ```
/// use ig_core::{LocalFile, Uploading};
///
/// let film = LocalFile::new("films/hungry-fonzes.mov", 300_000_000)?;
/// let uploading = Uploading::new(film, 65_536);
/// assert_eq!((uploading.sent, uploading.size()), (65_536, 300_000_000));
/// # Ok::<(), ig_core::InvalidFile>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploading {
    /// The file.
    pub file: LocalFile,
    /// How many bytes of the file were handed to the connection so far, those
    /// of earlier requests that the server has included. It grows within a
    /// request; after a broken connection it falls back to what the server has
    /// got.
    pub sent: u64,
}

impl Uploading {
    /// So many bytes of `file` were handed over.
    pub fn new(file: LocalFile, sent: u64) -> Self {
        Self { file, sent }
    }

    /// How long the file is, in bytes.
    pub fn size(&self) -> u64 {
        self.file.size()
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

#[cfg(test)]
mod tests {
    use std::{fs, time::Duration};

    use super::*;

    /// Metadata of a file that is there: this one.
    fn metadata() -> Metadata {
        fs::metadata(file!()).or_else(|_| fs::metadata("src/file.rs")).unwrap()
    }

    #[test]
    fn metadata_make_a_file_that_they_then_fit() {
        let metadata = metadata();
        let file = LocalFile::of(Path::new("a.mp4"), &metadata).unwrap();
        assert_eq!((file.path(), file.size()), ("a.mp4", metadata.len()));
        assert_eq!(file.modified(), metadata.modified().ok().map(Timestamp::from));
        assert_eq!(file.check(&metadata), Ok(()));
        let folder = fs::metadata(".").unwrap();
        assert_eq!(LocalFile::of(Path::new("."), &folder), Err(InvalidFile::NotAFile));
        assert!(matches!(file.check(&folder), Err(ChangedFile::NotAFile { .. })));
    }

    #[test]
    fn another_length_or_time_is_another_file() {
        let metadata = metadata();
        let file = |size| LocalFile::new("a.mp4", size).unwrap();
        let error = file(metadata.len() + 1).check(&metadata).unwrap_err();
        let said = format!("a.mp4 is {} bytes long by now", metadata.len());
        assert!(error.to_string().starts_with(&said), "{error}");
        // Where no time was planned, the length has to do.
        assert_eq!(file(metadata.len()).check(&metadata), Ok(()));
        let later = metadata.modified().unwrap() + Duration::from_millis(1);
        let later = file(metadata.len()).with_modified(later.into());
        assert!(matches!(later.check(&metadata), Err(ChangedFile::Modified { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_no_snapshot_can_keep_is_refused() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        let path = Path::new(OsStr::from_bytes(b"\xFF.mp4"));
        assert_eq!(LocalFile::of(path, &metadata()), Err(InvalidFile::NotUtf8));
    }
}
