//! How much a worker takes upon itself.

use std::time::Duration;

/// How much a worker takes upon itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Posts in memory: 2000, which are some 2 MB. Those that wait in the store take none.
    pub in_flight: usize,
    /// Writes in one transaction: 100.
    pub writes: usize,
    /// How long after the store was asked a publish may still be sent: five seconds.
    pub guard: Duration,
    /// The longest wait between two claims: two seconds, after which a post that somebody added
    /// is seen.
    pub idle: Duration,
    /// A post that waits for longer than this is put back: five minutes.
    pub park: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Limits {
    /// What holds where nothing is set.
    pub const DEFAULT: Self = Self {
        in_flight: 2000,
        writes: 100,
        guard: Duration::from_secs(5),
        idle: Duration::from_secs(2),
        park: Duration::from_secs(5 * 60),
    };

    /// Sets how many posts are in memory at most.
    #[must_use]
    pub fn with_in_flight(self, in_flight: usize) -> Self {
        Self { in_flight, ..self }
    }
}
