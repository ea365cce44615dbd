//! A part of a film as the body of a request: read piece by piece, never held.

use std::{
    fmt,
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use ig_core::{FileSlice, LocalFile, Uploading};
use tokio::{
    task::{JoinHandle, spawn_blocking},
    time::Instant,
};

/// The most that is read at once. A film is told of in steps of this.
const PIECE: u64 = 64 * 1024;

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

/// A part of a file that is, when it was opened, the one that was planned.
#[derive(Debug)]
pub(crate) struct Film {
    file: File,
    planned: LocalFile,
    at: u64,
    left: u64,
}

impl Film {
    /// On a thread where it may block.
    pub(crate) async fn open(slice: FileSlice) -> io::Result<Self> {
        spawn_blocking(move || Self::open_blocking(&slice)).await.map_err(io::Error::other)?
    }

    fn open_blocking(slice: &FileSlice) -> io::Result<Self> {
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
        })
    }

    pub(crate) fn length(&self) -> u64 {
        self.left
    }

    /// The next piece. The file is looked at after it was read, so that what is
    /// sent is of before any change.
    fn piece(&mut self) -> io::Result<Bytes> {
        let failed = |error| named(&self.planned, &error);
        let most = self.left.min(PIECE);
        let mut piece = Vec::with_capacity(most as usize);
        (&self.file).take(most).read_to_end(&mut piece).map_err(failed)?;
        let metadata = self.file.metadata().map_err(failed)?;
        self.planned.check(&metadata).map_err(io::Error::other)?;
        if piece.is_empty() {
            return Err(failed(ErrorKind::UnexpectedEof.into()));
        }
        self.at += piece.len() as u64;
        self.left -= piece.len() as u64;
        Ok(piece.into())
    }
}

fn named(file: &LocalFile, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{file} cannot be read: {error}"))
}

/// What the one who waits for the reply sees of the body, which the connection
/// has.
#[derive(Clone, Debug)]
pub(crate) struct Watch(Arc<Mutex<Seen>>);

#[derive(Debug)]
struct Seen {
    /// When the connection last took a piece.
    moved: Instant,
    /// What is wrong with the file.
    trouble: Option<io::Error>,
}

impl Watch {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Seen { moved: Instant::now(), trouble: None })))
    }

    /// How long nothing was taken.
    pub(crate) fn idle(&self) -> Duration {
        self.with(|seen| seen.moved.elapsed())
    }

    /// What is wrong with the file, once.
    pub(crate) fn trouble(&self) -> Option<io::Error> {
        self.with(|seen| seen.trouble.take())
    }

    fn with<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A body that is read from a file, and fails when the file is no longer the one
/// that was planned: the server gets no whole body then.
#[derive(Debug)]
pub(crate) struct FilmBody {
    next: Next,
    left: u64,
    on_upload: OnUpload,
    watch: Watch,
}

#[derive(Debug)]
enum Next {
    Rest(Film),
    /// A piece is read where reading may block; the film comes back with it.
    Reading(JoinHandle<(Film, io::Result<Bytes>)>),
    Nothing,
}

impl FilmBody {
    pub(crate) fn new(film: Film, on_upload: OnUpload) -> (Self, Watch) {
        let (left, watch) = (film.left, Watch::new());
        (Self { next: Next::Rest(film), left, on_upload, watch: watch.clone() }, watch)
    }
}

impl Body for FilmBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut reading = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Rest(mut film) => spawn_blocking(move || {
                let piece = film.piece();
                (film, piece)
            }),
            Next::Reading(reading) => reading,
            Next::Nothing => return Poll::Ready(None),
        };
        let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
            self.next = Next::Reading(reading);
            return Poll::Pending;
        };
        let piece = match read {
            Ok((film, piece)) => piece.map(|piece| (film, piece)),
            Err(stopped) => Err(io::Error::other(stopped)),
        };
        Poll::Ready(Some(match piece {
            Ok((film, piece)) => {
                self.watch.with(|seen| seen.moved = Instant::now());
                self.on_upload.tell(&film.planned, film.at);
                self.left = film.left;
                self.next = Next::Rest(film);
                Ok(Frame::data(piece))
            }
            Err(trouble) => {
                self.watch.with(|seen| seen.trouble = Some(trouble));
                Err(io::Error::other("the file is at fault"))
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
