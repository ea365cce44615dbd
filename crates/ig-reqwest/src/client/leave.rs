//! The body of a request that must not leave late.

use std::{
    fmt, io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// A body of one piece, for which it is asked whether the request may still go. hyper takes it when
/// the head is written to its buffer and before that is flushed: a body that fails then leaves
/// nothing on an HTTP/1 connection, and on HTTP/2 a head without a body, which is reset.
pub(super) struct Leave {
    bytes: Option<Bytes>,
    size: u64,
    may_go: Box<dyn Fn() -> bool + Send + Sync>,
    refused: Arc<AtomicBool>,
}

/// Whether the request was stopped.
#[derive(Clone, Debug)]
pub(super) struct Refused(Arc<AtomicBool>);

impl Leave {
    pub(super) fn ask(
        bytes: Vec<u8>,
        may_go: impl Fn() -> bool + Send + Sync + 'static,
    ) -> (Self, Refused) {
        let refused = Arc::new(AtomicBool::new(false));
        let size = bytes.len() as u64;
        let (bytes, may_go) = (Some(bytes.into()), Box::new(may_go));
        (Self { bytes, size, may_go, refused: Arc::clone(&refused) }, Refused(refused))
    }
}

impl Refused {
    pub(super) fn was_refused(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl Body for Leave {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Some(bytes) = self.bytes.take() else { return Poll::Ready(None) };
        if (self.may_go)() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        self.refused.store(true, Ordering::SeqCst);
        Poll::Ready(Some(Err(io::Error::other("it was allowed too long ago"))))
    }

    /// Never at once: hyper would not take a body that has ended, and would not ask.
    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(if self.bytes.is_some() { self.size } else { 0 })
    }
}

impl fmt::Debug for Leave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leave").field("size", &self.size).finish_non_exhaustive()
    }
}
