//! The time, and waiting for it.

use std::{
    thread,
    time::{Instant, SystemTime},
};

use ig_core::Timestamp;

/// The time, and waiting for it.
pub trait Clock {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Returns at `until`.
    fn sleep_until(&self, until: Timestamp);
}

/// The machine's wall clock, read once, and moved on by its monotonic clock,
/// so that setting the wall clock does not shorten a wait.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    wall: Timestamp,
    since: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { wall: SystemTime::now().into(), since: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        self.wall.after(self.since.elapsed())
    }

    fn sleep_until(&self, until: Timestamp) {
        thread::sleep(until.since(self.now()));
    }
}
