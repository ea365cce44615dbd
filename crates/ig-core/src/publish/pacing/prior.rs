//! The pauses for an account of which nothing is known (reference §5).

use std::time::Duration;

use crate::publish::quota::Processed;

/// The pauses between the reads of one medium.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prior {
    medium: Processed,
    every: Duration,
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

impl Prior {
    /// The pause of [`Growing`](super::Pacing::Growing) between the reads of a video.
    pub(super) const GROWING: Duration = Duration::from_millis(2500);

    pub(super) fn new(medium: Processed, every: Duration) -> Self {
        Self { medium, every: every.clamp(SECOND, MINUTE) }
    }

    /// The pause after the read at once.
    pub(super) fn first(self) -> Duration {
        match self.medium {
            Processed::Picture => self.every.clamp(SECOND * 4, SECOND * 5),
            Processed::Video => (self.every * 2).max(SECOND * 12),
        }
    }

    /// The pause after a read `elapsed` after processing began.
    pub(super) fn pause(self, elapsed: Duration) -> Duration {
        let first = self.first();
        if elapsed < first {
            // A read that took long is not followed by another at once.
            return first.saturating_sub(elapsed).max(SECOND * 2);
        }
        match self.medium {
            Processed::Picture => self.of_a_picture(elapsed),
            Processed::Video => self.every.max(match elapsed.as_secs() {
                ..57 => Duration::ZERO,
                57..90 => SECOND * 3,
                90..600 => SECOND * 15,
                600.. => MINUTE,
            }),
        }
    }

    fn of_a_picture(self, elapsed: Duration) -> Duration {
        let least = if self.every <= Self::GROWING { Duration::ZERO } else { self.every };
        let pause = match elapsed.as_secs() {
            ..6 => 2,
            6..11 => 3,
            11..17 => 6,
            17..29 => 12,
            29..53 => 24,
            53..101 => 48,
            101.. => 60,
        };
        least.max(SECOND * pause)
    }
}
