//! Time limits, and waiting on a socket that does not block.
//!
//! The standard library has no way to wait for a socket that can be read *or*
//! written. Short naps are enough: they cost a hundred wake-ups a second while nothing moves,
//! and nothing while something does. A socket that waits by itself needs none of them.

use std::{
    thread,
    time::{Duration, Instant},
};

use ureq::{Error, Timeout};

const SHORTEST: Duration = Duration::from_millis(1);
const LONGEST: Duration = Duration::from_millis(10);
/// For a limit that no clock can count.
const FAR: Duration = Duration::from_secs(86_400 * 365);

/// A time limit, and naps until it is over.
#[derive(Debug)]
pub(crate) struct Patience {
    limit: Duration,
    since: Instant,
    nap: Duration,
}

impl Patience {
    /// A limit where none is configured.
    pub(crate) const ENDLESS: Duration = FAR;

    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, since: Instant::now(), nap: SHORTEST }
    }

    /// What is left of the limit.
    pub(crate) fn left(&self) -> Duration {
        self.limit.saturating_sub(self.since.elapsed())
    }

    pub(crate) fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// Something has moved, which may be followed by more at once.
    pub(crate) fn moved(&mut self) {
        self.nap = SHORTEST;
    }

    /// Something has moved, and the limit starts again.
    pub(crate) fn renew(&mut self) {
        *self = Self::new(self.limit);
    }

    /// The time at which it is over.
    pub(crate) fn deadline(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.left()).unwrap_or_else(|| now + FAR)
    }

    /// # Errors
    ///
    /// `late`, if it is over.
    pub(crate) fn wait(&mut self, late: Timeout) -> Result<(), Error> {
        if self.is_over() {
            return Err(Error::Timeout(late));
        }
        self.nap();
        Ok(())
    }

    pub(crate) fn nap(&mut self) {
        thread::sleep(self.nap.min(self.left()));
        self.nap = (self.nap * 2).min(LONGEST);
    }
}
