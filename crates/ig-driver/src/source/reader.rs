//! A part of a source, read piece by piece and never held in memory.

use std::{
    fmt,
    io::{self, ErrorKind, Read},
    sync::Arc,
};

use ig_core::upload::{NamedSource, Part, Uploading};

use super::{ChangedSource, Source, Sources, State, check_source};

/// The most bytes that are read at once. An upload is reported in steps of this.
pub const PIECE: usize = 64 * 1024;

/// The callback for the progress of an upload.
#[derive(Clone, Default)]
pub struct OnUpload(Option<Arc<dyn Fn(Uploading) + Send + Sync>>);

impl OnUpload {
    /// `tell` is called after each piece.
    pub fn new(tell: impl Fn(Uploading) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Reports that the bytes of `source` up to `sent` were passed on.
    pub fn tell(&self, source: &NamedSource, sent: u64) {
        if let Some(tell) = &self.0 {
            tell(Uploading::new(source.clone(), sent));
        }
    }
}

impl fmt::Debug for OnUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnUpload").field(&self.0.is_some()).finish()
    }
}

/// The bytes of a [`Part`], read in pieces of at most [`PIECE`].
///
/// The source is checked when it is opened and after each piece, before the piece
/// is passed on: one that is not, or no longer, the planned one fails, and the
/// server does not get a whole body. After a failure it keeps failing; it never
/// ends early.
pub struct PartReader {
    source: Box<dyn Source>,
    planned: NamedSource,
    at: u64,
    left: u64,
    failed: bool,
}

impl PartReader {
    /// Opens the source of `part` and checks it.
    ///
    /// # Errors
    ///
    /// When it does not exist, cannot be read or is not the planned one. The error
    /// contains the name.
    pub fn open(sources: &dyn Sources, part: &Part) -> io::Result<Self> {
        let planned = part.source();
        let failed = |error: io::Error| named(planned, &error);
        let source = sources.open(planned.name()).map_err(failed)?;
        let state = check_source(&*source, planned).map_err(|error| match error.get_ref() {
            // It names the source itself.
            Some(inner) if inner.is::<ChangedSource>() => error,
            _ => failed(error),
        })?;
        Ok(Self {
            source,
            planned: as_it_is(planned.clone(), state),
            at: part.offset(),
            left: part.length(),
            failed: false,
        })
    }

    /// The number of bytes that are left.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// The offset in the source of the next byte.
    pub fn offset(&self) -> u64 {
        self.at
    }

    /// The source as it was when it was opened.
    pub fn source(&self) -> &NamedSource {
        &self.planned
    }

    fn piece(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left).unwrap_or(PIECE);
        let most = into.len().min(PIECE).min(left);
        if most == 0 {
            return Ok(0);
        }
        let failed = |error: io::Error| named(&self.planned, &error);
        let length = loop {
            match self.source.read_at(self.at, &mut into[..most]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                read => break read.map_err(failed)?.min(most),
            }
        };
        // Checked after the read, so that no byte read after a change is passed on.
        let state = self.source.state().map_err(failed)?;
        state.check(&self.planned).map_err(io::Error::other)?;
        match length {
            0 => Err(failed(ErrorKind::UnexpectedEof.into())),
            length => Ok(length),
        }
    }
}

impl Read for PartReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            let error = io::Error::other("an earlier piece could not be read");
            return Err(named(&self.planned, &error));
        }
        let length = self.piece(into).inspect_err(|_| self.failed = true)?;
        self.at += length as u64;
        self.left -= length as u64;
        Ok(length)
    }
}

impl fmt::Debug for PartReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartReader")
            .field("source", &self.planned)
            .field("at", &self.at)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

/// If the plan has no time of change, the current one is used.
fn as_it_is(planned: NamedSource, state: State) -> NamedSource {
    match (planned.modified(), state.modified) {
        (None, Some(modified)) => planned.with_modified(modified),
        _ => planned,
    }
}

fn named(source: &NamedSource, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{source} cannot be read: {error}"))
}
