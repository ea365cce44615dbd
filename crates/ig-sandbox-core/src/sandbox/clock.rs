//! The virtual clock.

use std::time::Duration;

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The caller's time and all advances. It never runs backwards.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Clock {
    ahead: Duration,
    latest: Timestamp,
}

impl Default for Clock {
    fn default() -> Self {
        Self { ahead: Duration::ZERO, latest: Timestamp::EPOCH }
    }
}

impl Clock {
    pub(crate) fn at(&mut self, now: Timestamp) -> Timestamp {
        self.latest = self.latest.max(now.after(self.ahead));
        self.latest
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
        self.latest = self.latest.after(by);
    }

    /// The sum of all advances.
    pub(crate) fn ahead(&self) -> Duration {
        self.ahead
    }

    /// The latest time.
    pub(crate) fn latest(&self) -> Timestamp {
        self.latest
    }
}
