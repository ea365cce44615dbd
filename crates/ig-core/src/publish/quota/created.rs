//! Containers of an account, counted in a moving window.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::value::Timestamp;

/// Calls that asked for a container, those that were refused or lost too, oldest first.
///
/// They are counted by five minutes, so that four hundred of them stay small: each
/// leaves the window up to so much later than the server lets it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Created(Vec<Burst>);

/// So many within the grain that ends then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Burst(Timestamp, u32);

const GRAIN: Duration = Duration::from_secs(300);

impl Created {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts one that was asked for at `at`.
    pub(super) fn record(&mut self, at: Timestamp, window: Duration) {
        self.add(at, 1);
        self.0.retain(|Burst(end, _)| at < end.after(window));
    }

    /// Takes the server's word that `total` are in the window at `now`.
    pub(super) fn fill(&mut self, now: Timestamp, window: Duration, total: u32) {
        self.fill_until(now, now.after(window), window, total);
    }

    /// The same, where those that nobody counted leave it at `until`.
    pub(super) fn fill_until(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        window: Duration,
        total: u32,
    ) {
        self.add(until.before(window), total.saturating_sub(self.usage(now, window)));
    }

    fn add(&mut self, at: Timestamp, count: u32) {
        let grain = u64::try_from(GRAIN.as_millis()).unwrap_or(u64::MAX);
        let end =
            Timestamp::from_unix_millis(at.as_unix_millis().div_ceil(grain).saturating_mul(grain));
        let place = self.0.partition_point(|Burst(earlier, _)| *earlier < end);
        match self.0.get_mut(place) {
            Some(Burst(own, known)) if *own == end => *known = known.saturating_add(count),
            _ => self.0.insert(place, Burst(end, count)),
        }
    }

    /// How many are in the window at `now`.
    pub(super) fn usage(&self, now: Timestamp, window: Duration) -> u32 {
        let recent = self.0.iter().filter(|Burst(end, _)| now < end.after(window));
        recent.fold(0, |sum, Burst(_, count)| sum.saturating_add(*count))
    }

    /// From when on `wanted` more are allowed, of `total`.
    pub(super) fn free_at(
        &self,
        now: Timestamp,
        window: Duration,
        (wanted, total): (u32, u32),
    ) -> Timestamp {
        let mut over = self.usage(now, window).saturating_add(wanted).saturating_sub(total);
        if over == 0 {
            return now;
        }
        for Burst(end, count) in self.0.iter().filter(|Burst(end, _)| now < end.after(window)) {
            over = over.saturating_sub(*count);
            if over == 0 {
                return end.after(window);
            }
        }
        now.after(window)
    }
}
