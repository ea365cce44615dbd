//! A video that is uploaded, by its name: the core never opens it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::Timestamp;

/// Bytes that the driver can find by a name: a file on its machine, a buffer in
/// memory, an object in a store.
///
/// It is the name and the size, and the time of the last change where the place
/// keeps one, or the SHA-256 of the bytes. The bytes stay where they are until a driver sends them, piece by
/// piece. A driver refuses a source whose [size](Self::size),
/// [time of change](Self::with_modified) or [SHA-256](Self::with_sha256) is another by then: half of one video
/// and half of another is not a video. `ig-driver` opens sources and checks them.
///
/// A flow may be resumed by another process, so the name has to mean the same
/// there: an absolute path, a key in a bucket.
///
/// ```
/// use ig_core::{Timestamp, upload::NamedSource};
///
/// let video = NamedSource::new("videos/hungry-fonzes.mov", 300_000_000)?
///     .with_modified(Timestamp::from_unix_millis(1_800_000_000_000));
/// assert_eq!(video.size(), 300_000_000);
/// assert!(NamedSource::new("videos/empty.mov", 0).is_err());
/// # Ok::<(), ig_core::upload::InvalidSource>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct NamedSource {
    /// Snapshots call it a path, as they did when a source was always a file.
    #[serde(rename = "path")]
    name: Box<str>,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<Box<str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(rename = "path")]
    name: String,
    size: u64,
    #[serde(default)]
    modified: Option<Timestamp>,
    #[serde(default)]
    sha256: Option<Box<str>>,
}

/// The source cannot be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSource {
    /// It has no bytes.
    #[error("the source is empty: there is nothing to upload")]
    Empty,
    /// It has no name.
    #[error("the name of the source is empty: a driver finds the bytes by it")]
    NoName,
}

impl NamedSource {
    /// `size` bytes that are called `name`.
    ///
    /// # Errors
    ///
    /// When the name or the source is empty.
    pub fn new(name: impl Into<Box<str>>, size: u64) -> Result<Self, InvalidSource> {
        let name = name.into();
        match (name.is_empty(), size) {
            (true, _) => Err(InvalidSource::NoName),
            (false, 0) => Err(InvalidSource::Empty),
            (false, _) => Ok(Self { name, size, modified: None, sha256: None }),
        }
    }

    /// Sets the time of the last change, in whole milliseconds, so that a later
    /// change is noticed.
    #[must_use]
    pub fn with_modified(mut self, modified: Timestamp) -> Self {
        self.modified = Some(modified);
        self
    }

    /// Sets what the bytes are, as the 64 lowercase hexadecimal digits of their SHA-256, for a post
    /// that waits for long: a driver reads the source as a whole before it sends any of it, and
    /// refuses one with other bytes.
    #[must_use]
    pub fn with_sha256(mut self, digits: impl Into<Box<str>>) -> Self {
        self.sha256 = Some(digits.into());
        self
    }

    /// The name by which the driver finds the bytes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The time of the last change, where it is known.
    pub fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    /// The digits of the SHA-256 of its bytes, where it is known.
    pub fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    /// The bytes from `offset` to the end.
    pub fn part(&self, offset: u64) -> Part {
        let offset = offset.min(self.size);
        Part { source: self.clone(), offset, length: self.size - offset }
    }
}

impl TryFrom<Stored> for NamedSource {
    type Error = InvalidSource;

    fn try_from(stored: Stored) -> Result<Self, InvalidSource> {
        let Stored { name, size, modified, sha256 } = stored;
        Ok(Self { modified, sha256, ..Self::new(name, size)? })
    }
}

impl fmt::Display for NamedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// How far an upload is, as a transport reports it.
///
/// ```
/// use ig_core::upload::{NamedSource, Uploading};
///
/// let video = NamedSource::new("videos/hungry-fonzes.mov", 300_000_000)?;
/// let uploading = Uploading::new(video, 65_536);
/// assert_eq!((uploading.sent, uploading.size()), (65_536, 300_000_000));
/// # Ok::<(), ig_core::upload::InvalidSource>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploading {
    /// The source.
    pub source: NamedSource,
    /// How many bytes of the source were handed to the connection so far, those
    /// of earlier requests that the server has included. It grows within a
    /// request; after a broken connection it falls back to what the server has.
    pub sent: u64,
}

impl Uploading {
    /// `sent` bytes of `source` were handed over.
    pub fn new(source: NamedSource, sent: u64) -> Self {
        Self { source, sent }
    }

    /// The size of the source in bytes.
    pub fn size(&self) -> u64 {
        self.source.size()
    }
}

/// The part of a source that is the body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    source: NamedSource,
    offset: u64,
    length: u64,
}

impl Part {
    /// The first `length` bytes of it at most.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        self.length = self.length.min(length);
        self
    }

    /// The source.
    pub fn source(&self) -> &NamedSource {
        &self.source
    }

    /// The first byte, counted from 0.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The number of bytes.
    pub fn length(&self) -> u64 {
        self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_is_left_and_no_more_than_was_asked_for() {
        let source = NamedSource::new("a.mp4", 100).unwrap();
        let range = |part: Part| (part.offset(), part.length());
        assert_eq!(range(source.part(0)), (0, 100));
        assert_eq!(range(source.part(40).with_length(10)), (40, 10));
        assert_eq!(range(source.part(40).with_length(90)), (40, 60));
        assert_eq!(range(source.part(101)), (100, 0));
    }

    #[test]
    fn a_snapshot_keeps_the_name_as_a_path() {
        let kept = r#"{"path":"a.mp4","size":1,"modified":1800000000000}"#;
        let source: NamedSource = serde_json::from_str(kept).unwrap();
        assert_eq!((source.name(), source.size()), ("a.mp4", 1));
        let written = serde_json::to_string(&source).unwrap();
        assert_eq!(written, kept);
        assert!(serde_json::from_str::<NamedSource>(r#"{"path":"","size":1}"#).is_err());
    }
}
