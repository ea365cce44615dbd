//! Standard output that notices when nothing can be written to it: the protocol's library only logs
//! that, and would go on answering nobody.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncWrite, Stdout},
    sync::watch,
};

/// Standard output.
#[derive(Debug)]
pub(super) struct Out {
    inner: Stdout,
    lost: watch::Sender<Option<io::Error>>,
}

impl Out {
    /// Standard output, and what is the first error of writing to it.
    pub(super) fn new() -> (Self, watch::Receiver<Option<io::Error>>) {
        let (lost, first) = watch::channel(None);
        (Self { inner: tokio::io::stdout(), lost }, first)
    }

    fn noticed<T>(&self, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &done {
            self.lost.send_if_modified(|first| {
                let is_first = first.is_none();
                // An error is no value to be copied; its kind and its words are.
                first.get_or_insert_with(|| io::Error::new(error.kind(), error.to_string()));
                is_first
            });
        }
        done
    }
}

impl AsyncWrite for Out {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.noticed(done)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.inner).poll_flush(context);
        self.noticed(done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.inner).poll_shutdown(context);
        self.noticed(done)
    }
}
