//! The record of a post under its key.

use std::fmt;

use ig_core::{
    Timestamp,
    publish::{Outcome, Snapshot, SnapshotError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{BoxError, Key, Target};

/// The version that this crate writes, and the newest that it reads.
const VERSION: u32 = 1;

/// The saved state of a post under its key: the plan, the progress and the target.
///
/// It holds no token. A program that keeps posts in a database can store
/// [`to_json`](Self::to_json) there and hand what it reads to
/// [`once`](crate::once()); it has to lock the row until the post has ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// The key.
    pub key: Key,
    /// The time when the key was first used.
    pub created: Timestamp,
    /// The time of the last save.
    pub saved: Timestamp,
    /// The API and the login of the post.
    pub target: Target,
    /// The state of the flow.
    pub snapshot: Snapshot,
    /// The program's own values: kept, and never read here.
    pub extra: Map<String, Value>,
}

/// A saved text is not a record that this crate can continue from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// It was written by a later version.
    #[error("it has version {found}, which only a newer version of this program reads")]
    #[non_exhaustive]
    Newer {
        /// The version found: of the record, or of the snapshot in it.
        found: u32,
    },
    /// It was cut, edited or is something else.
    #[error("it is damaged")]
    Damaged(#[source] BoxError),
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    key: &'a str,
    created: Timestamp,
    saved: Timestamp,
    target: &'a Target,
    snapshot: &'a Snapshot,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: &'a Map<String, Value>,
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[derive(Deserialize)]
struct Read {
    key: String,
    created: Timestamp,
    saved: Timestamp,
    target: Target,
    snapshot: Value,
    #[serde(default)]
    extra: Map<String, Value>,
}

impl Record {
    /// A record of a post that is begun and saved at `now`.
    pub fn new(key: Key, target: Target, snapshot: Snapshot, now: Timestamp) -> Self {
        Self { key, created: now, saved: now, target, snapshot, extra: Map::new() }
    }

    /// The JSON that [`from_json`](Self::from_json) reads.
    pub fn to_json(&self) -> Vec<u8> {
        let Self { key, created, saved, target, snapshot, extra } = self;
        let (created, saved) = (*created, *saved);
        let key = key.as_str();
        let written = Written { version: VERSION, key, created, saved, target, snapshot, extra };
        match serde_json::to_vec_pretty(&written) {
            Ok(json) => json,
            Err(error) => unreachable!("every key of a record is a string: {error}"),
        }
    }

    /// Reads a saved record.
    ///
    /// # Errors
    ///
    /// When it was written by a later version, or is damaged. The state of the post
    /// is then unknown: check the account before you publish again.
    pub fn from_json(json: &[u8]) -> Result<Self, RecordError> {
        let Head { version } = serde_json::from_slice(json).map_err(damaged)?;
        if VERSION < version {
            return Err(RecordError::Newer { found: version });
        }
        let read: Read = serde_json::from_slice(json).map_err(damaged)?;
        let Read { key, created, saved, target, snapshot, extra } = read;
        let key = key.parse().map_err(|error| RecordError::Damaged(Box::new(error)))?;
        let snapshot = serde_json::to_vec(&snapshot).map_err(damaged)?;
        let snapshot = Snapshot::from_json(&snapshot)?;
        Ok(Self { key, created, saved, target, snapshot, extra })
    }

    /// The state of the post, in a few words for a message: `published as
    /// 17895695668004550`.
    pub fn standing(&self) -> impl fmt::Display {
        match self.snapshot.outcome() {
            None => "it is under way".to_owned(),
            Some(Outcome::Published { media, .. }) => match media.id() {
                Some(id) => format!("it is published as {id}"),
                None => "it is published".to_owned(),
            },
            Some(Outcome::NotPublished { reason }) => format!("it was not published: {reason}"),
            Some(Outcome::Uncertain { reason, .. }) => format!("it may be public: {reason}"),
        }
    }
}

/// The place of the damage. The text is not shown: it may be anything.
fn damaged(error: serde_json::Error) -> RecordError {
    let (line, column) = (error.line(), error.column());
    RecordError::Damaged(format!("{:?} at line {line} column {column}", error.classify()).into())
}

impl From<SnapshotError> for RecordError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Newer { found, .. } => Self::Newer { found },
            SnapshotError::Damaged(cause) => Self::Damaged(cause),
            error => Self::Damaged(error.into()),
        }
    }
}
