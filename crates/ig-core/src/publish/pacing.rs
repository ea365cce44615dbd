//! When the status of a container is read.

mod learnt;
mod prior;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::{learnt::Learnt, prior::Prior};
use super::quota::Processed;

/// When a container that is in progress is read again. The first read is at
/// once.
///
/// Where the [ledger](crate::publish::QuotaLedger) has five posts of the account of the last
/// 30 days, photos and videos counted apart, [`Growing`](Self::Growing) and
/// [`Every`](Self::Every) read around the times at which those were ready:
///
/// - No read at once, since none of them was ready then. Up to the time at which they begin
///   to be ready, the pauses are those of before or half the time that has passed, whichever is
///   longer.
/// - While they are likely to be ready, as many reads as would have been made without them, at
///   equal pauses of a second or more.
/// - Then pauses that grow to those of before.
///
/// A post that was ready at once ends that, until there are five others. So does a history that
/// would not shorten the pauses by a tenth. Of seven or eight posts the fastest and the slowest
/// do not count. However wrong the history is, the post waits no longer than half the
/// time that processing took, or 12 s (a picture 4 s), or than the longest pause without it; and
/// it costs no more than twice the reads and eight.
///
/// Only posts of one container teach and are taught. The usage headers and `Retry-After` of the
/// server still put off each read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Pacing {
    /// When it is likely to be ready, and then at growing pauses up to a minute.
    ///
    /// | what | how long it takes (reference §5) | reads after |
    /// |---|---|---|
    /// | a picture | none, or 3 to 5 s | 0, 4, 6, 9, 12, 18, 30, 54 s … |
    /// | a video | 10 to 90 s, some of them minutes | 0, 12 s, every 2.5 s to 57 s, every 3 s to 90 s, every 15 s to 10 minutes |
    ///
    /// Nothing of the account known, no read comes before that of the same number in Meta's own
    /// sample, which reads every 3 s, so that it never takes more of them; and it waits less,
    /// since the reads are where containers become ready.
    Growing,
    /// As [`Growing`](Self::Growing), with this pause between the reads of a video: 1 s to a
    /// minute; what is beyond that counts as the nearest of them. The first pause is twice as
    /// long, and at least 12 s; from 90 s on the pauses are at least 15 s, and from 10 minutes
    /// on a minute.
    ///
    /// A picture is read again after 4 to 5 s; later pauses are at least this long where it is
    /// more than 2.5 s.
    Every(Duration),
    /// Once a minute.
    Documented,
}

impl Pacing {
    /// The pause before the first read, after processing has begun. `ready` is when the account's
    /// last media were ready, as [`pause`](Self::pause) takes it.
    pub(crate) fn start(self, medium: Processed, ready: &[Duration]) -> Duration {
        let learnt = self.prior(medium).and_then(|prior| Learnt::of(prior, ready));
        learnt.map_or(Duration::ZERO, |learnt| learnt.start())
    }

    /// The pause after a read that found it in progress `elapsed` after processing began. `ready`
    /// is after how long the account's last media were ready; none to learn nothing from them.
    pub(crate) fn pause(
        self,
        medium: Processed,
        elapsed: Duration,
        ready: &[Duration],
    ) -> Duration {
        let Some(prior) = self.prior(medium) else { return Duration::from_secs(60) };
        match Learnt::of(prior, ready) {
            Some(learnt) => learnt.pause(elapsed),
            None => prior.pause(elapsed),
        }
    }

    fn prior(self, medium: Processed) -> Option<Prior> {
        match self {
            Self::Growing => Some(Prior::new(medium, Prior::GROWING)),
            Self::Every(pause) => Some(Prior::new(medium, pause)),
            Self::Documented => None,
        }
    }
}
