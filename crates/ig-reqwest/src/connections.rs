//! The thread on which connections live.
//!
//! On the caller's runtime a connection is served only when that runtime gets round to it. One that
//! stood still, since its caller blocked it between two calls, sends a publish into a connection that
//! the server closed long ago; and hyper parses provisional answers (1xx) in a loop that gives the
//! thread back only after megabytes, so that the caller's own timers are late. A thread of their own
//! ends both, whatever the caller's runtime is, and outlives it. It costs some 10 to 50 µs of a call.

use std::{
    future::Future,
    io,
    pin::Pin,
    process,
    sync::{Arc, Mutex, PoisonError, Weak},
    task::{Context, Poll},
    thread,
};

use tokio::{
    runtime::{self, Handle},
    sync::oneshot,
};

/// A thread, which ends with the last client that uses it.
#[derive(Clone, Debug)]
pub(crate) struct Connections(Arc<Thread>);

#[derive(Debug)]
struct Thread {
    handle: Handle,
    /// Tells the thread to end, when it is dropped.
    _end: oneshot::Sender<()>,
}

/// With the process that it belongs to: one that was forked has the memory, and not the thread.
static SHARED: Mutex<(u32, Weak<Thread>)> = Mutex::new((0, Weak::new()));

impl Connections {
    /// The thread that all clients of the process share.
    ///
    /// # Errors
    ///
    /// When the system gives no thread or no descriptor.
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

    /// A thread for one client. hyper gives way after 128 reads: of TLS that is 2 MiB at the most, of
    /// a plain connection some 50, which the clients of other servers should not wait for.
    ///
    /// # Errors
    ///
    /// When the system gives no thread or no descriptor.
    pub(crate) fn own() -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (end, ended) = oneshot::channel();
        let handle = runtime.handle().clone();
        thread::Builder::new().name("ig-reqwest".to_owned()).spawn(move || {
            // It gives an error when the last client has gone.
            let _ = runtime.block_on(ended);
        })?;
        Ok(Self(Arc::new(Thread { handle, _end: end })))
    }

    /// `work` as a future that its caller polls, while the connections that it opens are served on
    /// the thread. Timers belong around it, not into it: there they would wait for the connections.
    pub(crate) fn serve<F: Future>(&self, work: F) -> Served<F> {
        Served { connections: self.clone(), work: Some(Box::pin(work)) }
    }
}

/// What [`Connections::serve`] gives.
#[derive(Debug)]
pub(crate) struct Served<F> {
    connections: Connections,
    work: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Served<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        // What hyper spawns meanwhile goes to the thread.
        let _entered = this.connections.0.handle.enter();
        match &mut this.work {
            Some(work) => work.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }
}

impl<F> Drop for Served<F> {
    /// Dropping may return a connection to the pool, which spawns a task.
    fn drop(&mut self) {
        let _entered = self.connections.0.handle.enter();
        self.work = None;
    }
}
