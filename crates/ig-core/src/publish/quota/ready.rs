//! How long the media of an account took to be ready.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::value::Timestamp;

/// What Instagram is processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Processed {
    /// A picture, or a carousel of what is processed already.
    Picture,
    /// A video.
    Video,
}

/// How long the last media of an account took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReadyTimes {
    #[serde(default, skip_serializing_if = "Series::is_empty")]
    picture: Series,
    #[serde(default, skip_serializing_if = "Series::is_empty")]
    video: Series,
}

/// The last media of one kind, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Series {
    /// When one was last ready at once, which ended a series: what was seen before does not count.
    #[serde(default, skip_serializing_if = "is_zero")]
    at_once: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    times: Vec<Seen>,
}

/// When it was seen to be ready, in seconds of Unix time, and how many tenths of a second
/// processing took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Seen(u64, u32);

/// How many are kept of a kind.
const KEPT: usize = 8;

/// How old they may be.
const LIFE: Duration = Duration::from_secs(30 * 24 * 3600);

/// What took longer counts as this.
const SLOWEST: Duration = Duration::from_secs(3600);

/// Sooner than that is at once: nothing can be learnt from it but to read at once.
const AT_ONCE: Duration = Duration::from_secs(2);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(at: &u64) -> bool {
    *at == 0
}

impl ReadyTimes {
    pub(super) fn is_empty(&self) -> bool {
        self.picture.is_empty() && self.video.is_empty()
    }

    /// Media were ready: in progress after `busy`, if they were seen to be, and ready after
    /// `ready`.
    pub(super) fn record(
        &mut self,
        now: Timestamp,
        medium: Processed,
        (busy, ready): (Option<Duration>, Duration),
    ) {
        let series = match medium {
            Processed::Picture => &mut self.picture,
            Processed::Video => &mut self.video,
        };
        let at = seconds(now);
        if busy.is_none() && ready < AT_ONCE {
            if !series.times.is_empty() {
                *series = Series { at_once: at, times: Vec::new() };
            }
            return;
        }
        let took = (busy.unwrap_or_default() + ready) / 2;
        let tenths = u32::try_from(took.as_millis() / 100).unwrap_or(u32::MAX);
        series.add(Seen(at, tenths));
    }

    /// Takes over what `other` has seen.
    pub(super) fn learn_from(&mut self, other: &Self) {
        self.picture.learn_from(&other.picture);
        self.video.learn_from(&other.video);
    }

    /// How long the last media took, of those that are not too old at `now`.
    pub(super) fn recent(&self, now: Timestamp, medium: Processed) -> Vec<Duration> {
        let series = match medium {
            Processed::Picture => &self.picture,
            Processed::Video => &self.video,
        };
        let oldest = seconds(now.before(LIFE));
        let recent = series.times.iter().filter(|Seen(at, _)| oldest <= *at);
        recent.map(|Seen(_, tenths)| (Duration::from_millis(100) * *tenths).min(SLOWEST)).collect()
    }
}

impl Series {
    fn is_empty(&self) -> bool {
        self.at_once == 0 && self.times.is_empty()
    }

    fn learn_from(&mut self, other: &Self) {
        self.at_once = self.at_once.max(other.at_once);
        let at_once = self.at_once;
        self.times.retain(|Seen(at, _)| at_once < *at);
        for seen in other.times.iter().filter(|Seen(at, _)| at_once < *at) {
            self.add(*seen);
        }
    }

    fn add(&mut self, seen: Seen) {
        if let Err(place) = self.times.binary_search(&seen) {
            self.times.insert(place, seen);
        }
        let surplus = self.times.len().saturating_sub(KEPT);
        self.times.drain(..surplus);
    }
}

fn seconds(at: Timestamp) -> u64 {
    at.as_unix_millis() / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

    fn video(times: &mut ReadyTimes, minutes: u32, took: u32) {
        let (at, took) = (START.after(SECOND * 60 * minutes), SECOND * took);
        times.record(at, Processed::Video, (took.checked_sub(SECOND), took + SECOND));
    }

    fn recent(times: &ReadyTimes) -> Vec<u64> {
        let recent = times.recent(START, Processed::Video);
        recent.iter().map(Duration::as_secs).collect()
    }

    #[test]
    fn the_last_eight_of_each_kind_are_kept_for_thirty_days_and_stay_small() {
        let mut times = ReadyTimes::default();
        (1..=20).for_each(|n| video(&mut times, n, n * 10));
        assert_eq!(recent(&times), [130, 140, 150, 160, 170, 180, 190, 200]);
        assert!(times.recent(START, Processed::Picture).is_empty(), "photos are another kind");
        let (last, day) = (START.after(SECOND * 60 * 20), SECOND * 24 * 3600);
        assert_eq!(times.recent(last.after(day * 30), Processed::Video).len(), 1);
        assert_eq!(times.recent(last.after(day * 31), Processed::Video).len(), 0);
        let json = serde_json::to_string(&times).unwrap();
        assert!(json.len() < 180, "{}", json.len());
        assert_eq!(serde_json::from_str::<ReadyTimes>(&json).unwrap(), times);
    }

    #[test]
    fn a_time_beyond_all_reason_counts_as_an_hour() {
        let mut times = ReadyTimes::default();
        video(&mut times, 1, u32::MAX / 2);
        assert_eq!(recent(&times), [3600]);
    }

    #[test]
    fn what_was_ready_at_once_ends_a_series_and_begins_none() {
        let mut times = ReadyTimes::default();
        times.record(START, Processed::Video, (None, SECOND));
        assert!(times.is_empty());
        (1..=8).for_each(|n| video(&mut times, n, 50));
        let before = times.clone();
        times.record(START.after(SECOND * 600), Processed::Video, (None, SECOND));
        assert!(recent(&times).is_empty());
        times.learn_from(&before);
        assert!(recent(&times).is_empty(), "not even by one that did not see it");
        video(&mut times, 20, 50);
        assert_eq!(recent(&times), [50]);
    }

    #[test]
    fn ledgers_are_joined_in_any_order_and_any_number_of_times() {
        let mut base = ReadyTimes::default();
        (1..=6).for_each(|n| video(&mut base, n, n));
        let (mut a, mut b) = (base.clone(), base.clone());
        video(&mut a, 7, 70);
        video(&mut b, 8, 80);
        video(&mut b, 9, 90);
        let join = |parts: &[&ReadyTimes]| {
            let mut all = ReadyTimes::default();
            parts.iter().for_each(|part| all.learn_from(part));
            all
        };
        let all = join(&[&a, &b]);
        assert_eq!(recent(&all), [2, 3, 4, 5, 6, 70, 80, 90]);
        assert_eq!(all, join(&[&b, &a]));
        assert_eq!(all, join(&[&a, &b, &base, &a, &b]));
    }
}
