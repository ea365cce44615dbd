//! The pauses for an account whose last media were ready at about the same time.

use std::time::Duration;

use super::prior::Prior;

/// The reads of the [prior](Prior), moved to where media are likely to be ready.
#[derive(Clone, Copy, Debug)]
pub(super) struct Learnt {
    prior: Prior,
    /// From when on they are likely to be ready.
    from: Duration,
    /// Until when they are.
    to: Duration,
    /// The pause between two reads meanwhile.
    pause: Duration,
}

const SECOND: Duration = Duration::from_secs(1);

/// Fewer say too little.
const FEWEST: usize = 5;

impl Learnt {
    /// `None` where `ready` says too little, or nothing that would make a difference.
    pub(super) fn of(prior: Prior, ready: &[Duration]) -> Option<Self> {
        let (from, to) = window(ready)?;
        let middle = (from + to) / 2;
        let then = prior.pause(middle);
        let budget = reads(prior, middle).saturating_sub(reads_before(prior, from) * 1000).max(500);
        let pause = ((middle - from) * 1000 / budget).clamp(SECOND, then.max(SECOND));
        (pause * 10 <= then * 9).then_some(Self { prior, from, to, pause })
    }

    pub(super) fn start(self) -> Duration {
        if self.from <= SECOND { Duration::ZERO } else { self.pause(Duration::ZERO) }
    }

    pub(super) fn pause(self, elapsed: Duration) -> Duration {
        let Self { prior, from, to, pause } = self;
        if elapsed < from {
            let longest = sparse(prior, elapsed);
            let first = from + pause / 2;
            return if from <= elapsed + longest { longest.min(first - elapsed) } else { longest };
        }
        if elapsed < to {
            return pause.min(sparse(prior, elapsed));
        }
        ((elapsed - to) / 2).clamp(pause, prior.pause(elapsed).max(pause))
    }
}

/// From when to when media are likely to be ready, if the next is one of as many that are spread
/// evenly. The fastest and the slowest of seven and more do not count.
fn window(ready: &[Duration]) -> Option<(Duration, Duration)> {
    const MARGIN: Duration = Duration::from_millis(250);
    if ready.len() < FEWEST {
        return None;
    }
    let mut sorted = ready.to_vec();
    sorted.sort_unstable();
    let outliers = usize::from(7 <= sorted.len());
    let (first, last) = (sorted[outliers], sorted[sorted.len() - 1 - outliers]);
    // Of n values that are spread evenly over a range, the kth is expected at k/(n+1) of it.
    let (beyond, within) = (outliers + 1, sorted.len() - 1 - 2 * outliers);
    let spread = (last - first).max(last / 50);
    let beyond = spread * u32::try_from(beyond).ok()? / u32::try_from(within).ok()? + MARGIN;
    Some((first.saturating_sub(beyond), last + beyond))
}

/// The pause before they are likely to be ready, should this one be faster than the last ones.
fn sparse(prior: Prior, elapsed: Duration) -> Duration {
    prior.first().max(elapsed / 2).max(prior.pause(elapsed))
}

/// The reads that are made all the same before they are likely to be ready.
fn reads_before(prior: Prior, from: Duration) -> u32 {
    let (mut elapsed, mut reads) = (Duration::ZERO, 0);
    while elapsed + sparse(prior, elapsed) < from {
        elapsed += sparse(prior, elapsed);
        reads += 1;
    }
    reads
}

/// The reads that the prior makes of media that are ready at about `at`, in thousandths.
fn reads(prior: Prior, at: Duration) -> u32 {
    let (mut elapsed, mut reads) = (Duration::ZERO, 1000);
    loop {
        let pause = prior.pause(elapsed);
        if at < elapsed + pause {
            let part = (at - elapsed).as_millis() * 1000 / pause.as_millis();
            return (reads + u32::try_from(part).unwrap_or(1000)).saturating_sub(500);
        }
        elapsed += pause;
        reads += 1000;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::quota::Processed;

    const MILLI: Duration = Duration::from_millis(1);

    /// When a flow reads a container that is not ready before `end`.
    fn reads_until(
        end: Duration,
        start: Duration,
        pause: impl Fn(Duration) -> Duration,
    ) -> Vec<Duration> {
        let reads =
            std::iter::successors(Some(start), |at| Some(*at + pause(*at)).filter(|_| *at < end));
        reads.collect()
    }

    fn spread(from: u64, to: u64) -> Vec<Duration> {
        (0..8).map(|n| SECOND * u32::try_from(from + (to - from) * n / 7).unwrap()).collect()
    }

    #[test]
    fn the_reads_are_where_the_last_ones_were_ready() {
        let prior = Prior::new(Processed::Video, Prior::GROWING);
        let learnt = Learnt::of(prior, &spread(160, 280)).unwrap();
        assert!(SECOND * 130 < learnt.from && learnt.from < SECOND * 160, "{learnt:?}");
        assert!(SECOND * 280 < learnt.to && learnt.to < SECOND * 310, "{learnt:?}");
        let end = SECOND * 310;
        let reads = reads_until(end, learnt.start(), |at| learnt.pause(at));
        let before = reads.iter().filter(|at| **at < learnt.from).count();
        assert_eq!(before, 6, "12, 24, 36 s …: {reads:?}");
        let middle = SECOND * 220;
        let count = |reads: &[Duration]| reads.iter().filter(|at| **at < middle).count();
        let others = reads_until(middle, Duration::ZERO, |at| prior.pause(at));
        let (own, others) = (count(&reads), count(&others));
        assert!(own.abs_diff(others) <= 1, "as many as before: {own}, {others}");
    }

    #[test]
    fn too_few_or_nothing_to_gain_leave_it_as_it_is() {
        let prior = Prior::new(Processed::Video, Prior::GROWING);
        for (ready, why) in [
            (vec![], "nothing is known"),
            (spread(50, 60)[..4].to_vec(), "four are too few"),
            (spread(10, 40), "the reads are there already"),
        ] {
            assert!(Learnt::of(prior, &ready).is_none(), "{why}");
        }
        assert!(Learnt::of(prior, &spread(50, 60)[..5]).is_some());
    }

    #[test]
    fn one_that_is_far_from_the_others_does_not_count() {
        let prior = Prior::new(Processed::Video, Prior::GROWING);
        let of = |last: u64| {
            let mut ready = spread(50, 60);
            ready.push(SECOND * u32::try_from(last).unwrap());
            ready.remove(0);
            Learnt::of(prior, &ready).unwrap()
        };
        assert!(of(900).to < SECOND * 70 && SECOND * 40 < of(900).from, "{:?}", of(900));
        assert_eq!(of(61).from, of(900).from);
    }

    /// The bounds that [`Pacing`](super::super::Pacing) promises, for histories that say anything.
    #[test]
    fn a_wrong_history_costs_no_more_than_is_promised() {
        const ENDS: [u64; 12] = [1, 3, 5, 8, 12, 20, 40, 60, 90, 240, 600, 1700];
        let (mut known, mut longest) = (0, 0);
        for medium in [Processed::Picture, Processed::Video] {
            for every in [1000, 2500, 12_000, 25_000] {
                let prior = Prior::new(medium, MILLI * every);
                for (n, from) in ENDS.into_iter().enumerate() {
                    for to in &ENDS[n..] {
                        let Some(learnt) = Learnt::of(prior, &spread(from, *to)) else { continue };
                        known += 1;
                        for took in (0..120).map(|n| MILLI * (n * n * 125)) {
                            let reads = reads_until(took, learnt.start(), |at| learnt.pause(at));
                            let before = reads_until(took, Duration::ZERO, |at| prior.pause(at));
                            let at = (medium, every, from, to, took);
                            assert!(reads.len() <= 2 * before.len() + 8, "{at:?}: {reads:?}");
                            longest = longest.max(reads.len().saturating_sub(2 * before.len()));
                            let wait = reads[reads.len() - 1] - took;
                            let pauses = before.windows(2).map(|pair| pair[1] - pair[0]);
                            let most = pauses.max().unwrap_or_default();
                            let most = most.max(took / 2).max(prior.first());
                            assert!(wait <= most, "{at:?}: {wait:?}, {most:?}");
                        }
                    }
                }
            }
        }
        assert!(200 < known, "{known} histories");
        assert!(3 <= longest, "the bound is not far from what happens: {longest}");
    }
}
