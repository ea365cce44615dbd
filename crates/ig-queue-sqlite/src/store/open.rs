//! A queue is opened: to be made, to be used, or to be read.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::SqliteStore;
use crate::{
    database::{self, reading},
    error::Error,
    file::{self, Place},
};

impl SqliteStore {
    /// Opens the queue at `path`, and makes it where it never was, with its folder. The folder
    /// above that has to be there.
    ///
    /// # Errors
    ///
    /// [`Gone`](Error::Gone) where it was there before; when it cannot be made, read or written, when
    /// it is not a queue, and when another version of this program has written it. The file is left as
    /// it is then.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        database::open(&absolute(path.as_ref())?).map(Self::on)
    }

    /// Opens the queue at `path` if there is one.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Option<Self>, Error> {
        let path = absolute(path.as_ref())?;
        match file::is_there(&path)? {
            true => Self::open(path).map(Some),
            false => Ok(None),
        }
    }

    /// Opens the queue at `path` if there is one. Where it cannot be written, on a disk that is
    /// read-only or full, it can be read all the same, and each change fails.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), if it cannot be read either.
    pub fn open_for_reading(path: impl AsRef<Path>) -> Result<Option<Self>, Error> {
        let path = absolute(path.as_ref())?;
        match Self::open_existing(&path) {
            // One that is empty could not be made: there is nothing to read.
            Err(error @ (Error::ReadOnly { .. } | Error::Unwritable { .. }))
                if path.metadata().is_ok_and(|file| file.len() != 0) =>
            {
                let store = Self::on(reading::open(&path)?);
                Ok(Some(Self { unwritable: Some(error), ..store }))
            }
            opened => opened,
        }
    }

    fn on((database, place): (Connection, Place)) -> Self {
        Self {
            database,
            place,
            clock: Box::new(ig_driver::now),
            who: "by hand".to_owned(),
            lock: None,
            generation: 0,
            changed: Vec::new(),
            brakes: None,
            unwritable: None,
        }
    }
}

/// The program may change its current folder later.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(|error| Error::unopened(path, &error))
}
