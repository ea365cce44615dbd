//! What all connections use: the machine, the world around it, and the folder that keeps it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Response;
use ig_core::Timestamp;
use tokio::task;

use super::{Clock, Fetcher, Recording, Replay, StateFolder, folder::Unwritten};
use crate::{reply, sandbox::Sandbox};

/// What all connections use.
pub(super) struct Shared {
    machine: Mutex<Machine>,
    pub(super) clock: Arc<Clock>,
    pub(super) fetcher: Arc<Fetcher>,
    pub(super) recording: Option<Recording>,
    pub(super) replay: Option<Replay>,
    /// Up to where the journal is on the disk. One at a time waits for the disk, for all that came
    /// before.
    safe: tokio::sync::Mutex<u64>,
    /// Held by whoever writes to the journal, so that records come in their order. Whoever has the
    /// machine only tries to have it: what is appended while the disk is busy goes with the next.
    turn: Mutex<()>,
}

struct Machine {
    sandbox: Sandbox,
    folder: Option<StateFolder>,
    /// Why nothing can be kept any more.
    trouble: Option<String>,
}

/// What must be safe before anybody is told.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub(super) enum Debt {
    None,
    /// The journal, up to this place.
    Sync(u64),
    /// It can never be: the disk does not take it.
    Lost,
}

impl Shared {
    pub(super) fn new(
        sandbox: Sandbox,
        clock: Arc<Clock>,
        fetcher: Arc<Fetcher>,
        folder: Option<StateFolder>,
    ) -> Self {
        let machine = Mutex::new(Machine { sandbox, folder, trouble: None });
        let safe = tokio::sync::Mutex::new(0);
        Self { machine, clock, fetcher, recording: None, replay: None, safe, turn: Mutex::new(()) }
    }

    pub(super) fn with_tape(
        mut self,
        recording: Option<Recording>,
        replay: Option<Replay>,
    ) -> Self {
        (self.recording, self.replay) = (recording, replay);
        self
    }

    /// Does something with the machine and writes down what that has changed.
    pub(super) fn step<R>(&self, act: impl FnOnce(&mut Sandbox, Timestamp) -> R) -> (R, Debt) {
        let mut machine = self.lock();
        let now = (self.clock)();
        let result = act(&mut machine.sandbox, now);
        let debt = machine.keep();
        let Ok(_turn) = self.turn.try_lock() else {
            return (result, debt);
        };
        match machine.take().map(|unwritten| unwritten.write()) {
            Some(Err(error)) => {
                machine.trouble.get_or_insert(error.to_string());
                (result, Debt::Lost)
            }
            _ => (result, debt),
        }
    }

    /// Looks at the machine without changing it.
    pub(super) fn look<R>(&self, look: impl FnOnce(&Sandbox) -> R) -> R {
        look(&self.lock().sandbox)
    }

    /// Waits until it is safe.
    ///
    /// # Errors
    ///
    /// What to answer instead: a client must not rely on what will be forgotten.
    pub(super) async fn settle(self: &Arc<Self>, debt: Debt) -> Result<(), Response<Vec<u8>>> {
        let place = match debt {
            Debt::None => return Ok(()),
            Debt::Sync(place) => place,
            Debt::Lost => return Err(self.cannot_keep()),
        };
        let mut safe = self.safe.lock().await;
        if place <= *safe {
            return Ok(());
        }
        let shared = Arc::clone(self);
        match task::spawn_blocking(move || shared.sync()).await {
            Ok(Some(up_to)) => {
                *safe = up_to;
                Ok(())
            }
            Ok(None) => Err(self.cannot_keep()),
            Err(error) => {
                self.lock().trouble.get_or_insert(error.to_string());
                Err(self.cannot_keep())
            }
        }
    }

    /// As [`settle`](Self::settle), for those who are not on the runtime.
    pub(super) fn settle_here(&self, debt: Debt) {
        if let Debt::Sync(_) = debt {
            self.sync();
        }
    }

    /// Writes all that there is and waits for the disk; gives the place up to where it is safe then.
    fn sync(&self) -> Option<u64> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let unwritten = self.lock().take()?;
        let synced = unwritten.sync();
        let mut machine = self.lock();
        // What came meanwhile may be waited for by nobody.
        let rest = machine.take().map_or(Ok(()), |rest| rest.write());
        match synced.and(rest) {
            Ok(()) => Some(unwritten.place),
            Err(error) => {
                machine.trouble.get_or_insert(error.to_string());
                None
            }
        }
    }

    fn cannot_keep(&self) -> Response<Vec<u8>> {
        let machine = self.lock();
        let why = machine.trouble.as_deref().unwrap_or("unknown");
        let text = format!(
            "The sandbox cannot keep its state: {why}. What this request did is forgotten with the \
             next start. Make room and start it again.\n"
        );
        reply::with_body(503, "text/plain; charset=utf-8", text.into_bytes())
    }

    /// A panic in one look or request leaves a machine that is still good for the next.
    fn lock(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Machine {
    fn keep(&mut self) -> Debt {
        let Some(folder) = &mut self.folder else {
            return Debt::None;
        };
        if self.trouble.is_some() {
            return Debt::Lost;
        }
        match folder.keep(&mut self.sandbox) {
            Ok(None) => Debt::None,
            Ok(Some(place)) => Debt::Sync(place),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                self.trouble = Some(cause.unwrap_or_else(|| error.to_string()));
                Debt::Lost
            }
        }
    }

    /// What is to be written, if it still can be.
    fn take(&mut self) -> Option<Unwritten> {
        let folder = self.folder.as_mut().filter(|_| self.trouble.is_none())?;
        Some(folder.journal.take())
    }
}
