//! The thread on which connections live.
//!
//! On the caller's runtime, a connection is served only when that runtime polls it. A runtime that was
//! blocked between two calls sends a publish into a connection that the server closed long ago. And
//! hyper parses provisional responses (1xx) in a loop that yields only after megabytes, which makes the
//! caller's own timers late. A thread of its own prevents both, on any runtime, and outlives it. It adds
//! 10 to 50 µs to a call.

use std::{
    future::Future,
    io,
    panic::resume_unwind,
    pin::Pin,
    process,
    sync::{Arc, Mutex, PoisonError, Weak},
    task::{Context, Poll, ready},
    thread,
};

use tokio::{
    runtime::{self, Handle},
    sync::oneshot,
    task::JoinHandle,
};

/// A thread, which ends with the last client that uses it.
#[derive(Clone, Debug)]
pub(crate) struct Connections(Arc<Thread>);

#[derive(Debug)]
struct Thread {
    handle: Handle,
    /// Ends the thread when it is dropped.
    _end: oneshot::Sender<()>,
}

/// The thread and the process that it belongs to: a forked process has the memory, not the thread.
static SHARED: Mutex<(u32, Weak<Thread>)> = Mutex::new((0, Weak::new()));

impl Connections {
    /// The thread that all clients of the process share.
    ///
    /// # Errors
    ///
    /// When the system has no thread or no descriptor left.
    pub(crate) fn shared() -> io::Result<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let (process, thread) = &*shared;
        if let Some(thread) = thread.upgrade().filter(|_| *process == process::id()) {
            return Ok(Self(thread));
        }
        let this = Self::own()?;
        *shared = (process::id(), Arc::downgrade(&this.0));
        Ok(this)
    }

    /// A thread for one client. hyper yields after 128 reads: at most 2 MiB with TLS, about 50 MiB
    /// without, for which the clients of other servers should not wait.
    ///
    /// # Errors
    ///
    /// When the system has no thread or no descriptor left.
    pub(crate) fn own() -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        let handle = runtime.handle().clone();
        thread::Builder::new().name("ig-reqwest".to_owned()).spawn(move || {
            // An error means that the last client was dropped.
            let _ = runtime.block_on(ended);
        })?;
        Ok(Self(Arc::new(Thread { handle, _end: end })))
    }

    /// What comes of `work`, which is carried out on the thread: its caller is woken once, at the end.
    /// Timers belong around it, not inside: there they would wait for the connections.
    pub(crate) fn serve<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Served<T> {
        Served { task: self.0.handle.spawn(work), _connections: self.clone() }
    }
}

/// The future of [`Connections::serve`]. The work ends with it.
#[derive(Debug)]
pub(crate) struct Served<T> {
    task: JoinHandle<T>,
    _connections: Connections,
}

impl<T> Future for Served<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match ready!(Pin::new(&mut self.task).poll(cx)) {
            Ok(result) => Poll::Ready(result),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // It was aborted, which only dropping this does.
                Err(_) => Poll::Pending,
            },
        }
    }
}

impl<T> Drop for Served<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
