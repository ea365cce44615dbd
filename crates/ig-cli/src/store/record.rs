//! A post as its file has it.

use std::io;

use ig_core::{Login, Timestamp, publish::Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::{login_of, login_word};

use super::PostId;

/// The form that this program writes and the newest that it reads.
const VERSION: u32 = 1;

/// What a post has from its first moment on.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    pub(crate) id: PostId,
    pub(crate) created: Timestamp,
    /// Where its container is.
    pub(crate) api_base: String,
    pub(crate) login: Login,
    /// Whether that was a sandbox inside a command, which is gone.
    pub(crate) sandbox: bool,
}

/// A post on disk.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) begun: Begun,
    /// When it was kept last.
    pub(crate) saved: Timestamp,
    pub(crate) permalink: Option<String>,
    pub(crate) snapshot: Snapshot,
}

/// A file in the folder, whatever is in it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) id: PostId,
    pub(crate) record: Result<Record, Unreadable>,
}

/// A file that no post can be read from. It is left as it is: what it was may be public.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("there is no such post")]
    Missing,
    #[error("it was written by a newer version of this program")]
    Newer,
    #[error("the file is damaged: {0}")]
    Damaged(String),
    #[error("the file cannot be read: {0}")]
    Io(io::Error),
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    id: &'a str,
    created: Timestamp,
    saved: Timestamp,
    api_base: &'a str,
    login: &'a str,
    sandbox: bool,
    permalink: Option<&'a str>,
    snapshot: &'a Snapshot,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize)]
struct Read {
    id: String,
    created: Timestamp,
    saved: Timestamp,
    api_base: String,
    login: String,
    sandbox: bool,
    permalink: Option<String>,
    snapshot: Value,
}

impl Record {
    pub(crate) fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec_pretty(&Written {
            version: VERSION,
            id: self.begun.id.as_str(),
            created: self.begun.created,
            saved: self.saved,
            api_base: &self.begun.api_base,
            login: login_word(self.begun.login),
            sandbox: self.begun.sandbox,
            permalink: self.permalink.as_deref(),
            snapshot: &self.snapshot,
        })
    }

    pub(crate) fn from_json(id: &PostId, json: &[u8]) -> Result<Self, Unreadable> {
        let damaged = |error: serde_json::Error| Unreadable::Damaged(error.to_string());
        let Version { version } = serde_json::from_slice(json).map_err(damaged)?;
        if VERSION < version {
            return Err(Unreadable::Newer);
        }
        let read: Read = serde_json::from_slice(json).map_err(damaged)?;
        if read.id != id.as_str() {
            return Err(Unreadable::Damaged("it holds another post than its name says".to_owned()));
        }
        let login = login_of(&read.login);
        let login = login.ok_or_else(|| Unreadable::Damaged("its login is unknown".to_owned()))?;
        let snapshot = serde_json::to_vec(&read.snapshot).map_err(damaged)?;
        let snapshot = Snapshot::from_json(&snapshot)?;
        let Read { created, saved, api_base, sandbox, permalink, .. } = read;
        let begun = Begun { id: id.clone(), created, api_base, login, sandbox };
        Ok(Self { begun, saved, permalink, snapshot })
    }
}

impl From<ig_core::publish::SnapshotError> for Unreadable {
    fn from(error: ig_core::publish::SnapshotError) -> Self {
        use ig_core::publish::SnapshotError;
        match error {
            SnapshotError::Newer { .. } => Self::Newer,
            SnapshotError::Damaged(cause) => Self::Damaged(cause.to_string()),
            error => Self::Damaged(error.to_string()),
        }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Io(error),
        }
    }
}
