//! The clocks of a machine, and how much time has passed by the fastest of them.

use std::time::Duration;

use ig_core::Timestamp;

/// What the clocks of a worker's machine show, read one right after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a driver reads all three")]
pub struct Clocks {
    /// The wall clock. It may be wrong and may be set.
    pub wall: Timestamp,
    /// A clock that is never set, from any beginning. It may stand still while the machine
    /// sleeps: `CLOCK_MONOTONIC`.
    pub monotonic: Duration,
    /// The same, but counting sleep: `CLOCK_BOOTTIME`. Where a system has none, give
    /// [`monotonic`](Self::monotonic) again; a sleep is then seen by the wall clock only.
    pub boot: Duration,
}

impl Clocks {
    /// How long ago `earlier` was, by the clock by which that is longest.
    ///
    /// No clock of its own tells how long a process was stopped: the machine may have slept, or
    /// the wall clock may have been set back. The longest is the safe one for a deadline.
    pub fn longest_since(self, earlier: Self) -> Duration {
        let wall = self.wall.since(earlier.wall);
        self.steady_since(earlier).max(wall)
    }

    /// How long ago `earlier` was, by the clocks that nobody sets.
    pub fn steady_since(self, earlier: Self) -> Duration {
        let monotonic = self.monotonic.saturating_sub(earlier.monotonic);
        monotonic.max(self.boot.saturating_sub(earlier.boot))
    }
}

/// Until when a request may be handed to the system's socket.
///
/// A publish is sent because the store has just said that this worker may. If the worker was
/// stopped since, another may have taken over: then the request must not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    start: Clocks,
    most: Duration,
}

impl Deadline {
    /// A deadline `most` after `start`, by whichever clock is the first to reach it.
    pub fn new(start: Clocks, most: Duration) -> Self {
        Self { start, most }
    }

    /// Whether it has passed at `now`.
    pub fn has_passed(&self, now: Clocks) -> bool {
        self.most < now.longest_since(self.start)
    }
}
