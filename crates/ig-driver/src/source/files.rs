//! Files on this machine: the name is the path.

use std::{
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Read as _, Seek as _, SeekFrom},
    path::{Path, absolute},
};

use ig_core::upload::NamedSource;

use super::{Source, Sources, State};

/// Finds files by their paths.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a unit")]
pub struct Files;

impl Files {
    /// The file at `path` as a plan names it: its absolute path, its size and its
    /// time of change.
    ///
    /// ```no_run
    /// use ig_core::Reel;
    ///
    /// let reel = Reel::new(ig_driver::Files::name("videos/hungry-fonzes.mov")?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When its metadata cannot be read, it is not a file or is empty, or its path is
    /// not UTF-8, which a snapshot could not save.
    pub fn name(path: impl AsRef<Path>) -> io::Result<NamedSource> {
        let path = absolute(path)?;
        let state = state(&fs::metadata(&path).map_err(|error| named(&path, &error))?)
            .map_err(|error| named(&path, &error))?;
        let text = path.to_str().ok_or_else(|| {
            let why = format!("{} is not UTF-8: give the file another name", path.display());
            io::Error::new(ErrorKind::InvalidInput, why)
        })?;
        let source = NamedSource::new(text, state.size)
            .map_err(|error| named(&path, &io::Error::new(ErrorKind::InvalidInput, error)))?;
        Ok(match state.modified {
            Some(modified) => source.with_modified(modified),
            None => source,
        })
    }
}

impl Sources for Files {
    fn open(&self, name: &str) -> io::Result<Box<dyn Source>> {
        // Checked before it is opened, since opening a pipe waits for its other end.
        state(&fs::metadata(name)?)?;
        Ok(Box::new(File::open(name)?))
    }
}

impl Source for File {
    fn state(&self) -> io::Result<State> {
        state(&self.metadata()?)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self;
        file.seek(SeekFrom::Start(offset))?;
        file.read(into)
    }
}

fn state(metadata: &Metadata) -> io::Result<State> {
    if !metadata.is_file() {
        let why = "it is not a file: only a file can be uploaded";
        return Err(io::Error::new(ErrorKind::InvalidInput, why));
    }
    let modified = metadata.modified().ok().map(Into::into);
    Ok(State { size: metadata.len(), modified })
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
