//! The saved form of a sandbox: rows, each with a kind, a key and a value.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

/// A row. It replaces the row with the same kind and key.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The kind: `container`, `media`, `log` and so on.
    pub kind: &'static str,
    /// The key within its kind. Sorted by key, the rows of a kind are in order.
    pub key: String,
    /// JSON, or the bytes of a file. `None` if the row is removed.
    pub value: Option<Vec<u8>>,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.value.as_ref().map(Vec::len);
        write!(f, "Row({} {}, {length:?} bytes)", self.kind, self.key)
    }
}

/// The rows of one step.
#[derive(Debug, Default)]
pub(crate) struct Rows(Vec<Row>);

impl Rows {
    pub(crate) fn json(&mut self, kind: &'static str, key: impl Into<Key>, value: &impl Serialize) {
        // All maps have keys that JSON can have.
        self.put(kind, key, serde_json::to_vec(value).ok());
    }

    /// Puts a row, or removes it.
    pub(crate) fn put(&mut self, kind: &'static str, key: impl Into<Key>, value: Option<Vec<u8>>) {
        self.0.push(Row { kind, key: key.into().0, value });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_vec(self) -> Vec<Row> {
        self.0
    }
}

/// The value of a row, if it is valid.
pub(crate) fn json<T: DeserializeOwned>(value: &[u8]) -> Option<T> {
    serde_json::from_slice(value).ok()
}

/// The text of a key.
#[derive(Debug)]
pub(crate) struct Key(String);

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<u64> for Key {
    /// A number with enough digits that texts sort as their numbers do.
    fn from(number: u64) -> Self {
        Self(format!("{number:012}"))
    }
}

impl From<usize> for Key {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}
