//! What all connections use: the machine, the world around it, and the folder that keeps it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderValue, Response, StatusCode, header};
use ig_sandbox_core::{Sandbox, Timestamp};

use super::{
    fetch::Source,
    folder::{Debt, StateFolder},
    record::Recording,
};

pub(super) type Clock = dyn Fn() -> Timestamp + Send + Sync;

/// What all connections use.
pub(super) struct Shared {
    machine: Mutex<Sandbox>,
    pub(super) clock: Arc<Clock>,
    pub(super) media: Source,
    pub(super) recording: Option<Recording>,
    folder: Option<StateFolder>,
}

impl Shared {
    pub(super) fn new(
        sandbox: Sandbox,
        clock: Arc<Clock>,
        media: Source,
        folder: Option<StateFolder>,
        recording: Option<Recording>,
    ) -> Self {
        Self { machine: Mutex::new(sandbox), clock, media, recording, folder }
    }

    /// Does something with the machine and has kept what that has changed.
    pub(super) fn step<R>(&self, act: impl FnOnce(&mut Sandbox, Timestamp) -> R) -> (R, Debt) {
        let mut sandbox = self.lock();
        let now = (self.clock)();
        let result = act(&mut sandbox, now);
        // Changes go on their way in the order of the steps.
        let debt = self.folder.as_ref().map_or(Debt::None, |folder| folder.keep(&mut sandbox));
        (result, debt)
    }

    /// Looks at the machine without changing it.
    pub(super) fn look<R>(&self, look: impl FnOnce(&Sandbox) -> R) -> R {
        look(&self.lock())
    }

    /// Waits until it is safe.
    ///
    /// # Errors
    ///
    /// What to answer instead: a client must not rely on what will be forgotten.
    pub(super) async fn settle(&self, debt: Debt) -> Result<(), Response<Vec<u8>>> {
        match debt {
            Debt::None => Ok(()),
            Debt::Kept(kept) => kept.await.map_err(|_| self.cannot_keep()),
        }
    }

    fn cannot_keep(&self) -> Response<Vec<u8>> {
        let why = self.folder.as_ref().and_then(StateFolder::trouble).unwrap_or("unknown");
        let text = format!(
            "The sandbox cannot keep its state: {why}. What this request did is forgotten with the \
             next start. Make room and start it again.\n"
        );
        let mut response = Response::new(text.into_bytes());
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, plain);
        response
    }

    /// A panic in one look or request leaves a machine that is still good for the next.
    fn lock(&self) -> MutexGuard<'_, Sandbox> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
