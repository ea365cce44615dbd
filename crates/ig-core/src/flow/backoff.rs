//! Growing, jittered waits from an injected seed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// SplitMix64: enough to spread waits, and serialisable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The wait after failure number `failures` (from 1): between a half and
    /// the whole of `base * 2^(failures-1)`, at most `max`, at least `asked`.
    pub(crate) fn wait(
        &mut self,
        failures: u32,
        base: Duration,
        max: Duration,
        asked: Option<Duration>,
    ) -> Duration {
        let full = base.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(max);
        let half = full / 2;
        let spread = u64::try_from(half.as_millis()).unwrap_or(u64::MAX - 1);
        let spread = Duration::from_millis(self.next() % (spread + 1));
        (half + spread).max(asked.unwrap_or_default())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_obey_the_server() {
        let mut jitter = Jitter::from_seed(7);
        let (base, max) = (Duration::from_secs(1), Duration::from_secs(60));
        for failures in 1..200 {
            let full = base.saturating_mul(1 << (failures - 1).min(16)).min(max);
            let wait = jitter.wait(failures, base, max, None);
            assert!(full / 2 <= wait && wait <= full, "{failures}: {wait:?}");
        }
        let asked = Duration::from_secs(600);
        assert_eq!(jitter.wait(1, base, max, Some(asked)), asked);
        assert_ne!(Jitter::from_seed(1).next(), Jitter::from_seed(2).next());
    }
}
