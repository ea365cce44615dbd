//! Work in several steps that performs no I/O.

pub(crate) mod backoff;
pub mod batch;
mod call;
mod paging;
mod retry;

use std::error::Error as StdError;

pub use self::{
    call::Call,
    paging::PagingFlow,
    retry::{CallFlow, RetryPolicy},
};
use crate::{
    value::Timestamp,
    wire::{BuildError, Reply},
};

/// Work in several steps, driven from outside.
///
/// The driver's whole duty, in any runtime:
///
/// ```text
/// loop {
///     match flow.poll(now()) {
///         Step::Save(snapshot) => { store(snapshot); flow.saved(); }
///         Step::Send(call)     => {
///             let Exchange { request, pending } = call.exchange(&context)?;
///             flow.handle(now(), match send(request) {
///                 Ok(response) => pending.received(response),
///                 Err(error) => pending.lost(error),
///             });
///         }
///         Step::Wait(until)    => sleep_until(until),
///         Step::Done(output)   => return output,
///     }
/// }
/// ```
///
/// Only [`Pending`](crate::Pending) makes a [`Reply`], and it masks secrets: a driver that hands
/// over what a server said as it came does not compile.
///
/// # Laws
///
/// 1. *Save is sticky.* Until [`saved`](Self::saved) is called,
///    [`poll`](Self::poll) gives nothing but the same [`Step::Save`].
/// 2. *Polled with a reply outstanding, the reply is lost.* A dropped future, a
///    panic or a crash costs time, never a second post: a driver may stop
///    between any two lines.
/// 3. *Spurious polls are free.* The `t` of a [`Step::Wait`] is always later
///    than the time given, and every phase has a bounded number of sends or a
///    deadline.
/// 4. *Time is given*, as wall-clock [`Timestamp`]s. A clock that is set back,
///    or another machine's, neither repeats nor freezes a wait.
/// 5. *A snapshot is data*: versioned, without secrets, and readable by every
///    later minor release. A flow is not deserialised but resumed.
pub trait Flow {
    /// What the work comes to.
    type Output;

    /// What a store keeps. Holds no secret.
    type Snapshot;

    /// What to do next.
    fn poll(&mut self, now: Timestamp) -> Step<Self::Snapshot, Self::Output>;

    /// Takes in what became of the last [`Step::Send`].
    fn handle(&mut self, now: Timestamp, reply: Reply);

    /// The snapshot of the last [`Step::Save`] is in the store.
    fn saved(&mut self);
}

/// What a driver is to do next.
#[derive(Debug)]
#[must_use = "a step is the driver's next duty"]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every step")]
pub enum Step<S, T> {
    /// Keep this durably, then call [`Flow::saved`].
    Save(S),
    /// Send this, then call [`Flow::handle`].
    Send(Call),
    /// Nothing to do before then.
    Wait(Timestamp),
    /// Finished.
    Done(T),
}

/// A flow could not go on. Nothing is lost: drive it again, or resume it from
/// its last snapshot.
///
/// The flow knows more than this error: where the snapshot that could not be
/// kept is the last one, the post may be public, and the flow's own snapshot
/// holds the outcome.
#[derive(Debug, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a driver has no other duty that can fail")]
pub enum DriveError {
    /// A request could not be built. It was not sent.
    #[error("the request could not be built")]
    Build(#[from] BuildError),
    /// A snapshot could not be kept. Nothing was sent since the one before it.
    ///
    /// The source is the store's own error: `downcast_ref` finds it again.
    #[error("the snapshot could not be kept")]
    Store(#[source] Box<dyn StdError + Send + Sync>),
}
