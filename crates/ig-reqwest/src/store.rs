//! Where snapshots are kept.

use std::{
    convert::Infallible,
    future::{Future, ready},
};

/// Keeps snapshots. A closure that gives a future is a store.
pub trait Store<S> {
    /// What goes wrong.
    type Error;

    /// Keeps `snapshot`, durably, before it completes; where it fails, nothing
    /// more is sent.
    fn save(&mut self, snapshot: S) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Keeps nothing: for work that need not outlive the process.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a unit")]
pub struct NoStore;

impl<S> Store<S> for NoStore {
    type Error = Infallible;

    fn save(&mut self, _: S) -> impl Future<Output = Result<(), Infallible>> + Send {
        ready(Ok(()))
    }
}

impl<S, E, F, Fut> Store<S> for F
where
    F: FnMut(S) -> Fut,
    Fut: Future<Output = Result<(), E>> + Send,
{
    type Error = E;

    fn save(&mut self, snapshot: S) -> impl Future<Output = Result<(), E>> + Send {
        self(snapshot)
    }
}
