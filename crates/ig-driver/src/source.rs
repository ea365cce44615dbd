//! The sources of an upload's bytes: a file, memory, or an object store.

mod files;
mod memory;
mod reader;

use std::io;

use ig_core::{Timestamp, upload::NamedSource};

pub use self::{
    files::Files,
    memory::Memory,
    reader::{OnUpload, PIECE, PartReader},
};

/// Bytes that can be read from any place.
pub trait Source: Send {
    /// The size and the time of the last change, as they are now.
    ///
    /// It is called before the first piece of a part and after each: a source that
    /// cannot change may return a constant.
    ///
    /// # Errors
    ///
    /// When it is not known.
    fn state(&self) -> io::Result<State>;

    /// Reads bytes from `offset` on into `into`, and returns the number: at least one,
    /// unless the source ends there.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;
}

/// Finds sources by the names that a plan has for them.
///
/// A closure from a name to a source will do.
pub trait Sources: Send + Sync {
    /// Opens the source of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be opened.
    fn open(&self, name: &str) -> io::Result<Box<dyn Source>>;
}

impl<F> Sources for F
where
    F: Fn(&str) -> io::Result<Box<dyn Source>> + Send + Sync,
{
    fn open(&self, name: &str) -> io::Result<Box<dyn Source>> {
        self(name)
    }
}

/// The current state of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a source makes it")]
pub struct State {
    /// The size in bytes.
    pub size: u64,
    /// The time of the last change, if the place keeps one.
    pub modified: Option<Timestamp>,
}

/// The source is not the one that the plan [names](NamedSource).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangedSource {
    /// It is longer or shorter.
    #[error("{name} is {found} bytes long now, and was {planned} when the post was planned")]
    #[non_exhaustive]
    Size {
        /// Its name.
        name: Box<str>,
        /// The size in the plan, in bytes.
        planned: u64,
        /// The size now, in bytes.
        found: u64,
    },
    /// It was written to.
    #[error("{name} was changed after the post was planned")]
    #[non_exhaustive]
    Modified {
        /// Its name.
        name: Box<str>,
    },
}

impl State {
    /// Checks that the source is still the planned one: its size and, if both are
    /// known, its time of change in whole milliseconds.
    ///
    /// # Errors
    ///
    /// When it has changed.
    pub fn check(&self, planned: &NamedSource) -> Result<(), ChangedSource> {
        let name = || planned.name().into();
        if self.size != planned.size() {
            let (planned, found) = (planned.size(), self.size);
            return Err(ChangedSource::Size { name: name(), planned, found });
        }
        match (planned.modified(), self.modified) {
            (Some(planned), Some(found)) if planned != found => {
                Err(ChangedSource::Modified { name: name() })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_size_or_time_is_another_source() {
        let at = |millis| Some(Timestamp::from_unix_millis(millis));
        let state = |size, modified| State { size, modified };
        let planned = NamedSource::new("a.mp4", 7).unwrap();
        assert_eq!(state(7, at(1)).check(&planned), Ok(()), "where no time was planned");
        let error = state(8, None).check(&planned).unwrap_err();
        assert!(error.to_string().starts_with("a.mp4 is 8 bytes long now"), "{error}");
        let planned = planned.with_modified(Timestamp::from_unix_millis(1));
        assert_eq!(state(7, at(1)).check(&planned), Ok(()));
        assert_eq!(state(7, None).check(&planned), Ok(()), "where the place keeps none");
        let error = state(7, at(2)).check(&planned).unwrap_err();
        assert!(matches!(error, ChangedSource::Modified { .. }), "{error}");
    }
}
