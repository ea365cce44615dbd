//! The sources of an upload's bytes: a file, memory, or an object store.

mod files;
mod hash;
mod memory;
mod reader;

use std::io;

use ig_core::{Timestamp, upload::NamedSource};

pub use self::{
    files::Files,
    hash::sha256,
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
    /// Its bytes are others.
    #[error("{name} has other bytes now than when the post was planned")]
    #[non_exhaustive]
    Bytes {
        /// Its name.
        name: Box<str>,
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

/// Checks that `source` is the planned one: its [state](State::check), and its bytes if their SHA-256
/// is known, for which it is read as a whole. Returns its state.
///
/// # Errors
///
/// When it cannot be read. When it has changed, the error holds a [`ChangedSource`].
pub fn check_source(source: &dyn Source, planned: &NamedSource) -> io::Result<State> {
    let state = source.state()?;
    state.check(planned).map_err(io::Error::other)?;
    let Some(sha256) = planned.sha256() else { return Ok(state) };
    let is_same = hash::sha256(source)? == sha256;
    // It was not written to meanwhile.
    let after = source.state()?;
    match is_same && after == state {
        true => Ok(state),
        false => Err(io::Error::other(ChangedSource::Bytes { name: planned.name().into() })),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

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

    #[test]
    fn bytes_whose_hash_is_known_are_read_before_any_is_sent() {
        let mut memory = Memory::default();
        let planned = memory.insert("a.mp4", *b"abc").unwrap();
        let digits = sha256(&*memory.open("a.mp4").unwrap()).unwrap();
        let planned = planned.with_sha256(digits);
        let read = |memory: &Memory| PartReader::open(memory, &planned.part(0)).map(drop);
        read(&memory).unwrap();
        memory.insert("a.mp4", *b"abd").unwrap();
        let error = read(&memory).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a.mp4 has other bytes now than when the post was planned",
            "it is named once"
        );
        memory.insert("a.mp4", *b"abcd").unwrap();
        assert!(read(&memory).unwrap_err().to_string().contains("4 bytes long now"));
    }

    #[test]
    fn a_source_that_is_written_to_while_it_is_compared_is_another() {
        struct Growing(std::cell::Cell<u64>);
        impl Source for Growing {
            fn state(&self) -> io::Result<State> {
                let times = self.0.replace(self.0.get() + 1);
                Ok(State { size: 3, modified: Some(Timestamp::from_unix_millis(times)) })
            }
            fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
                b"abc"[usize::try_from(offset).unwrap()..].as_ref().read(into)
            }
        }
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let planned = NamedSource::new("a.mp4", 3).unwrap().with_sha256(digits);
        let error = check_source(&Growing(Default::default()), &planned).unwrap_err();
        assert!(error.get_ref().is_some_and(|inner| inner.is::<ChangedSource>()), "{error}");
    }
}
