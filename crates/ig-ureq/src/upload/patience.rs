//! Waiting on a socket that does not block.
//!
//! The standard library has no way to wait for a socket that can be read *or*
//! written. Short naps are enough: they cost a hundred wake-ups a second while nothing moves,
//! and nothing while something does.

use std::{
    thread,
    time::{Duration, Instant},
};

const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(10);

/// A time limit, and naps until it is over.
#[derive(Debug)]
pub(super) struct Patience {
    limit: Duration,
    since: Instant,
    nap: Duration,
}

impl Patience {
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, since: Instant::now(), nap: SHORTEST }
    }

    /// What is left of the limit.
    pub(super) fn left(&self) -> Duration {
        self.limit.saturating_sub(self.since.elapsed())
    }

    pub(super) fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// Something has moved, which may be followed by more at once.
    pub(super) fn moved(&mut self) {
        self.nap = SHORTEST;
    }

    /// Something has moved, and the limit starts again.
    pub(super) fn renew(&mut self) {
        *self = Self::new(self.limit);
    }

    pub(super) fn nap(&mut self) {
        thread::sleep(self.nap.min(self.left()));
        self.nap = (self.nap * 2).min(LONGEST);
    }
}
