//! How much of the allowed calls is used up, as the usage headers say it (reference §11.2).

use ig_core::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Sandbox, graph::Exchange};

/// Calls an hour that Meta's formula gives an account with ten impressions a day
/// (4800 × impressions in 24 hours).
const CALLS_AN_HOUR: usize = 4800 * 10 / 24;

/// What a test has set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SetUsage {
    percent: u32,
    /// When calls may go on.
    until: Timestamp,
    /// How many requests the log had seen by then.
    seen: usize,
}

/// What the headers of a reply say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) percent: u32,
    /// Minutes until calls may go on, rounded up.
    pub(crate) minutes: u64,
    /// The account, if the token is for one.
    pub(crate) account: Option<String>,
}

impl Sandbox {
    /// From now on, the usage headers start at this percentage, and say for so many minutes that
    /// calls may not go on. Calls are not refused for it: that is what the `rate_limit` fault does.
    pub fn set_usage(&mut self, now: Timestamp, percent: u32, minutes: u32) {
        let now = self.clock.at(now);
        let until = now.after(std::time::Duration::from_secs(60 * u64::from(minutes)));
        self.usage = Some(SetUsage { percent, until, seen: self.journal.total() });
    }

    /// From now on, the usage headers count the calls of the last hour.
    pub fn clear_usage(&mut self) {
        self.usage = None;
    }

    /// Counted usage stays where no client has to slow down: the sandbox limits no calls of its own
    /// accord, and tests make many.
    pub(super) fn usage(&mut self, now: Timestamp, exchange: &Exchange) -> Usage {
        let share = |calls: usize| u32::try_from(calls * 100 / CALLS_AN_HOUR).unwrap_or(u32::MAX);
        let (percent, minutes) = match self.usage {
            None => (share(self.journal.within_an_hour(now)).min(70), 0),
            Some(set) => {
                let calls = self.journal.total() - set.seen;
                let left = set.until.as_unix_millis().saturating_sub(now.as_unix_millis());
                (set.percent.saturating_add(share(calls)), left.div_ceil(60_000))
            }
        };
        let account = exchange.call.token.as_deref();
        let account = account.and_then(|token| self.world.account_of_token(token));
        Usage { percent, minutes, account: account.map(|account| account.id.clone()) }
    }
}
