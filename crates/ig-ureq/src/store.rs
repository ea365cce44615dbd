//! Where snapshots are kept.

use std::convert::Infallible;

/// Keeps snapshots. A closure is a store.
pub trait Store<S> {
    /// What goes wrong.
    type Error;

    /// Keeps `snapshot`, durably, before it returns.
    ///
    /// # Errors
    ///
    /// When it is not kept. Nothing more is sent then.
    fn save(&mut self, snapshot: S) -> Result<(), Self::Error>;
}

/// Keeps nothing: for work that need not outlive the process.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a unit")]
pub struct NoStore;

impl<S> Store<S> for NoStore {
    type Error = Infallible;

    fn save(&mut self, _: S) -> Result<(), Infallible> {
        Ok(())
    }
}

impl<S, E, F: FnMut(S) -> Result<(), E>> Store<S> for F {
    type Error = E;

    fn save(&mut self, snapshot: S) -> Result<(), E> {
        self(snapshot)
    }
}
