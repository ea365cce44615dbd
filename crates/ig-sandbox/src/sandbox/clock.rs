//! The virtual clock.

use std::time::Duration;

use ig_core::Timestamp;

/// The caller's time and all advances. It never runs backwards.
#[derive(Clone, Copy, Debug)]
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

    /// The time that was last seen.
    pub(crate) fn latest(&self) -> Timestamp {
        self.latest
    }
}
