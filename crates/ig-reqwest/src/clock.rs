//! The time, and waiting for it.

use std::{
    future::Future,
    time::{Instant, SystemTime},
};

use ig_core::Timestamp;

/// The time, and waiting for it.
pub trait Clock {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Completes at `until`.
    fn sleep_until(&self, until: Timestamp) -> impl Future<Output = ()> + Send;
}

/// The machine's wall clock, read once, and moved on by its monotonic clock,
/// so that setting the wall clock does not shorten a wait; and Tokio's timer.
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

    fn sleep_until(&self, until: Timestamp) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(until.since(self.now()))
    }
}
