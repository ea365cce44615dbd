//! Bytes in the program's memory.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, ErrorKind},
    sync::Arc,
};

use ig_core::upload::{InvalidSource, NamedSource};

use super::{Source, Sources, State};

/// Finds bytes in memory by the names that they were given.
///
/// A post that continues after a crash needs them again, under the same names.
///
/// ```
/// use ig_core::Reel;
/// use ig_driver::Memory;
///
/// let mut memory = Memory::default();
/// let reel = Reel::new(memory.insert("order-42.mp4", vec![0; 4096])?);
/// # Ok::<(), ig_core::upload::InvalidSource>(())
/// ```
#[derive(Clone, Default)]
pub struct Memory(BTreeMap<Box<str>, Arc<[u8]>>);

impl Memory {
    /// Adds bytes, and returns the source that a plan names.
    ///
    /// # Errors
    ///
    /// When the name is empty, or there are no bytes.
    pub fn insert(
        &mut self,
        name: &str,
        bytes: impl Into<Arc<[u8]>>,
    ) -> Result<NamedSource, InvalidSource> {
        let bytes = bytes.into();
        let source = NamedSource::new(name, bytes.len() as u64)?;
        self.0.insert(name.into(), bytes);
        Ok(source)
    }
}

impl Sources for Memory {
    fn open(&self, name: &str) -> io::Result<Box<dyn Source>> {
        match self.0.get(name) {
            Some(bytes) => Ok(Box::new(Arc::clone(bytes))),
            None => Err(io::Error::new(ErrorKind::NotFound, "there are no bytes of this name")),
        }
    }
}

/// Shows only names and sizes: the bytes are a video.
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, bytes)| (name, bytes.len()))).finish()
    }
}

impl Source for Arc<[u8]> {
    fn state(&self) -> io::Result<State> {
        Ok(State { size: self.len() as u64, modified: None })
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..));
        let rest = rest.unwrap_or_default();
        let length = rest.len().min(into.len());
        into[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }
}
