//! Files that were moved or touched since a post was planned and still have the same bytes.

use std::{
    collections::BTreeMap,
    io::{self, ErrorKind},
    path::PathBuf,
};

use ig_core::{Timestamp, upload::NamedSource};
use ig_ureq::{Files, Source, Sources, State};

/// Finds files by the names in a plan, or at their current path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moved(BTreeMap<String, Place>);

/// A file whose bytes were compared.
#[derive(Clone, Debug)]
struct Place {
    path: PathBuf,
    /// Its modification time when it was compared.
    compared: Option<Timestamp>,
    /// The file in the plan.
    planned: Option<Timestamp>,
}

impl Moved {
    /// Records that the file at `path`, in its state `now`, has the bytes of `planned`.
    pub(crate) fn add(&mut self, planned: &NamedSource, now: &NamedSource) {
        let place = Place {
            path: now.name().into(),
            compared: now.modified(),
            planned: planned.modified(),
        };
        self.0.insert(planned.name().to_owned(), place);
    }
}

impl Sources for Moved {
    fn open(&self, name: &str) -> io::Result<Box<dyn Source>> {
        let Some(place) = self.0.get(name) else { return Files.open(name) };
        let path = place.path.to_str().ok_or(ErrorKind::InvalidFilename)?;
        Ok(Box::new(AsPlanned { source: Files.open(path)?, place: place.clone() }))
    }
}

/// The file is the planned one, unless it has changed since it was compared.
struct AsPlanned {
    source: Box<dyn Source>,
    place: Place,
}

impl Source for AsPlanned {
    fn state(&self) -> io::Result<State> {
        let state = self.source.state()?;
        match state.modified == self.place.compared {
            true => Ok(State { modified: self.place.planned, ..state }),
            false => Ok(state),
        }
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        self.source.read_at(offset, into)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_with_the_same_bytes_replaces_the_planned_one_until_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy.mp4");
        fs::write(&path, b"video").unwrap();
        let now = Files::name(&path).unwrap();
        let planned = NamedSource::new("/gone.mp4", 5).unwrap();
        let planned = planned.with_modified(Timestamp::from_unix_millis(7));
        let mut moved = Moved::default();
        moved.add(&planned, &now);
        let source = moved.open("/gone.mp4").unwrap();
        assert_eq!(source.state().unwrap().check(&planned), Ok(()));
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
        fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(source.state().unwrap().check(&planned).is_err(), "it was written to");
        assert!(moved.open("/other.mp4").is_err());
    }
}
