//! A part of a film as the body of a request: read piece by piece, never held.

use std::{
    fmt,
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    sync::Arc,
};

use ig_core::{
    FileSlice, LocalFile, Uploading,
    http::{HeaderValue, Request, header},
};
use ureq::SendBody;

use crate::body::Handed;

/// The most that is read at once. A film is told of in steps of this.
const PIECE: usize = 64 * 1024;

/// Who is told how far an upload is.
#[derive(Clone, Default)]
pub(crate) struct OnUpload(Option<Arc<dyn Fn(Uploading) + Send + Sync>>);

impl OnUpload {
    pub(crate) fn new(tell: impl Fn(Uploading) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    fn tell(&self, file: &LocalFile, sent: u64) {
        if let Some(tell) = &self.0 {
            tell(Uploading::new(file.clone(), sent));
        }
    }
}

impl fmt::Debug for OnUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnUpload").field(&self.0.is_some()).finish()
    }
}

/// A body that is read from a file, and fails when the file is not, or no
/// longer, the one that was planned: the server gets no whole body then.
#[derive(Debug)]
pub(crate) struct Film<'a> {
    file: File,
    planned: LocalFile,
    at: u64,
    left: u64,
    on_upload: &'a OnUpload,
    pub(crate) handed: Handed,
    /// What is wrong with the file.
    pub(crate) trouble: Option<io::Error>,
}

impl<'a> Film<'a> {
    pub(crate) fn open(slice: &FileSlice, on_upload: &'a OnUpload) -> io::Result<Self> {
        let planned = slice.file();
        // Before it is opened, since to open a pipe is to wait for its other end.
        let metadata = fs::metadata(planned.path()).map_err(|error| named(planned, &error))?;
        planned.check(&metadata).map_err(io::Error::other)?;
        let opened = File::open(planned.path()).and_then(|mut file| {
            file.seek(SeekFrom::Start(slice.offset()))?;
            Ok(file)
        });
        Ok(Self {
            file: opened.map_err(|error| named(planned, &error))?,
            // Where the plan has no time of change, the one of now counts.
            planned: planned.clone().as_modified_in(&metadata),
            at: slice.offset(),
            left: slice.length(),
            on_upload,
            handed: Handed::Nothing,
            trouble: None,
        })
    }

    /// The request with this body.
    pub(crate) fn request(&mut self, mut head: Request<()>) -> Request<SendBody<'_>> {
        head.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(self.left));
        head.map(|()| SendBody::from_reader(self))
    }

    /// The next piece. The file is looked at after it was read, so that what is
    /// sent is of before any change.
    fn piece(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left).unwrap_or(PIECE);
        let most = into.len().min(PIECE).min(left);
        if most == 0 {
            return Ok(0);
        }
        let failed = |error| named(&self.planned, &error);
        let length = loop {
            match self.file.read(&mut into[..most]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                read => break read.map_err(failed)?,
            }
        };
        let metadata = self.file.metadata().map_err(failed)?;
        self.planned.check(&metadata).map_err(io::Error::other)?;
        if length == 0 {
            return Err(failed(ErrorKind::UnexpectedEof.into()));
        }
        Ok(length)
    }
}

impl Read for Film<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.handed = Handed::Something;
        match self.piece(into) {
            Ok(0) => Ok(0),
            Ok(length) => {
                self.at += length as u64;
                self.left -= length as u64;
                self.on_upload.tell(&self.planned, self.at);
                Ok(length)
            }
            Err(trouble) => {
                self.trouble = Some(trouble);
                Err(io::Error::other("the file is at fault"))
            }
        }
    }
}

fn named(file: &LocalFile, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{file} cannot be read: {error}"))
}
