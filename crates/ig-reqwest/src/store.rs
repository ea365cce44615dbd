//! Stores for snapshots.

use std::future::{Future, ready};

use ig_core::publish::Snapshot;
use ig_driver::{BoxError, NoStore, Slot};
use tokio::task::spawn_blocking;

/// A store for snapshots. A closure that returns a future is a store, whatever its
/// error: `anyhow::Error`, `Box<dyn Error + Send + Sync>`, `std::io::Error`,
/// `String`.
pub trait Store<S> {
    /// Saves `snapshot` durably before the future completes; if that fails, nothing more is sent.
    fn save(&mut self, snapshot: S) -> impl Future<Output = Result<(), BoxError>> + Send;
}

impl<S> Store<S> for NoStore {
    fn save(&mut self, _: S) -> impl Future<Output = Result<(), BoxError>> + Send {
        ready(Ok(()))
    }
}

impl<S, E, F, Fut> Store<S> for F
where
    F: FnMut(S) -> Fut,
    Fut: Future<Output = Result<(), E>> + Send,
    E: Into<BoxError>,
{
    fn save(&mut self, snapshot: S) -> impl Future<Output = Result<(), BoxError>> + Send {
        let saved = self(snapshot);
        async { saved.await.map_err(Into::into) }
    }
}

/// A slot whose file is written where writing may block.
///
/// If the future is dropped during a write, the lock is held until the write has ended.
#[derive(Debug)]
pub(crate) struct AsyncSlot(Option<Slot>);

impl AsyncSlot {
    pub(crate) fn new(slot: Slot) -> Self {
        Self(Some(slot))
    }
}

impl Store<Snapshot> for AsyncSlot {
    async fn save(&mut self, snapshot: Snapshot) -> Result<(), BoxError> {
        let mut slot = self.0.take().ok_or("the slot was lost in a save that did not end")?;
        let written = spawn_blocking(move || {
            let saved = slot.save(&snapshot);
            (slot, saved)
        });
        let (slot, saved) = written.await?;
        self.0 = Some(slot);
        Ok(saved?)
    }
}
