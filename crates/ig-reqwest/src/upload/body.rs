//! The body of an upload, and a view of it for the caller that waits for the reply.

use std::{
    io::{self, ErrorKind},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use ig_core::upload::{NamedSource, Part};
use ig_driver::OnUpload;
use tokio::time::Instant;

use super::PieceStream;

/// A body that fails if its source fails or has another length than planned: the
/// server then gets no complete body.
pub(crate) struct UploadBody {
    /// Never locked: reqwest requires a body that is `Sync`.
    pieces: Mutex<PieceStream>,
    source: NamedSource,
    at: u64,
    left: u64,
    on_upload: OnUpload,
    watch: Watch,
}

/// The progress of a body that the connection has.
#[derive(Clone, Debug)]
pub(crate) struct Watch(Arc<Mutex<Seen>>);

#[derive(Debug)]
struct Seen {
    /// The time when the connection last accepted a piece.
    moved: Instant,
    /// The error of the source.
    trouble: Option<io::Error>,
}

impl Watch {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Seen { moved: Instant::now(), trouble: None })))
    }

    /// The time since a piece was last accepted.
    pub(crate) fn idle(&self) -> Duration {
        self.with(|seen| seen.moved.elapsed())
    }

    /// The error of the source; `None` when asked again.
    pub(crate) fn trouble(&self) -> Option<io::Error> {
        self.with(|seen| seen.trouble.take())
    }

    fn with<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl UploadBody {
    pub(super) fn new(pieces: PieceStream, part: &Part, on_upload: OnUpload) -> (Self, Watch) {
        let (source, watch) = (part.source().clone(), Watch::new());
        let (at, left) = (part.offset(), part.length());
        let pieces = Mutex::new(pieces);
        (Self { pieces, source, at, left, on_upload, watch: watch.clone() }, watch)
    }

    fn checked(&self, piece: Option<io::Result<Bytes>>) -> io::Result<Bytes> {
        let wrong = |what: &str| {
            let why = format!("{} {what} than planned", self.source);
            Err(io::Error::new(ErrorKind::UnexpectedEof, why))
        };
        match piece {
            None => wrong("has fewer bytes"),
            Some(Ok(piece)) if self.left < piece.len() as u64 => wrong("has more bytes"),
            Some(piece) => piece,
        }
    }
}

impl Body for UploadBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let pieces = self.pieces.get_mut().unwrap_or_else(PoisonError::into_inner);
        let piece = ready!(pieces.as_mut().poll_next(cx));
        Poll::Ready(Some(match self.checked(piece) {
            Ok(piece) => {
                self.at += piece.len() as u64;
                self.left -= piece.len() as u64;
                self.watch.with(|seen| seen.moved = Instant::now());
                self.on_upload.tell(&self.source, self.at);
                Ok(Frame::data(piece))
            }
            Err(trouble) => {
                self.watch.with(|seen| seen.trouble = Some(trouble));
                Err(io::Error::other("the source is at fault"))
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
