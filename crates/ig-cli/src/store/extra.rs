//! The data that the command adds to the record of a post.

use ig_core::publish::Outcome;
use ig_driver::{Key, Record, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::fingerprint::Fingerprint;

/// The data that the command adds to the record of a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Extra {
    /// Whether the key was given with `--key`, and not made from the time.
    pub(crate) key_given: bool,
    /// Whether the post went to a sandbox inside a command, which no longer exists.
    pub(crate) sandbox: bool,
    /// The fingerprints of the media, in the order of the command line; a cover is last.
    pub(crate) media: Vec<Fingerprint>,
    pub(crate) permalink: Option<String>,
}

/// A stored post.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) record: Record,
    pub(crate) extra: Extra,
}

/// A file in the folder, whatever its content.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) key: Key,
    pub(crate) post: Result<Post, StoreError>,
}

impl Extra {
    pub(crate) fn of(record: &Record) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(record.extra.clone()))
    }

    pub(crate) fn to_map(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map,
            other => unreachable!("a struct is an object: {other:?}"),
        }
    }
}

impl Post {
    pub(crate) fn key(&self) -> &Key {
        &self.record.key
    }

    /// Whether anything is left to do: it has not ended, or may be public.
    pub(crate) fn needs_resume(&self) -> bool {
        self.record.snapshot.needs_resume()
    }

    /// The outcome of a finished post.
    pub(crate) fn end(&self) -> Option<&Outcome> {
        self.record.snapshot.outcome().filter(|_| !self.needs_resume())
    }

    /// Whether it is known not to be public, and will not be.
    pub(crate) fn is_not_published(&self) -> bool {
        matches!(self.end(), Some(Outcome::NotPublished { .. }))
    }
}
