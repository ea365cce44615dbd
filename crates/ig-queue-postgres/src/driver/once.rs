//! A run that ends by itself.

use ig_queue::Credential;

use super::{Driver, helpers::Helpers};
use crate::error::Error;

/// When a run ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// Never.
    Stopped,
    /// When nothing has to be done soon.
    Idle,
}

impl Driver {
    /// Whether this run has nothing to do any more, nor soon.
    pub(super) async fn is_over(&mut self) -> Result<bool, Error> {
        let has_something = !self.worker.is_empty() || !self.waiting.is_empty();
        if self.until == Until::Stopped || !self.knows_what_is_wanted || has_something {
            return Ok(false);
        }
        let credentials: Vec<_> = self.credentials.iter().map(Credential::as_str).collect();
        Ok(!self.store.is_wanted_soon(&credentials, Self::SOON).await?)
    }

    /// Lets a run for a timer end in an orderly way: the next one goes on.
    pub(super) fn end_by(&mut self, error: Error, helpers: &Helpers) {
        if self.until == Until::Idle && self.trouble.is_none() {
            self.trouble = Some(error);
            self.drain(helpers);
        }
    }
}
