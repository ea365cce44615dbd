//! The share of the allowed calls that is used, as in the usage headers (reference §11.2).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Calls an hour that Meta's formula gives an account with ten impressions a day
/// (4800 × impressions in 24 hours).
const CALLS_AN_HOUR: usize = 4800 * 10 / 24;

/// The highest share of counted calls, at which clients need not slow down: the sandbox does not
/// limit calls by itself, and tests make many.
const MAX_COUNTED: u32 = 70;

/// The usage that a test has set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SetUsage {
    percent: u32,
    /// The time when calls may continue.
    until: Timestamp,
    /// The number of requests in the log at that time.
    seen: usize,
}

impl SetUsage {
    /// A percentage to start at, and for how long calls may not go on; `seen` requests came before.
    pub(crate) fn new(now: Timestamp, percent: u32, minutes: u32, seen: usize) -> Self {
        let until = now.after(Duration::from_secs(60 * u64::from(minutes)));
        Self { percent, until, seen }
    }
}

/// The values of a reply's headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) percent: u32,
    /// Minutes until calls may continue, rounded up.
    pub(crate) minutes: u64,
    /// The account, if the token is for one.
    pub(crate) account: Option<String>,
}

impl Usage {
    /// The usage after `calls` in an hour.
    pub(crate) fn counted(calls: usize, account: Option<String>) -> Self {
        Self { percent: share(calls).min(MAX_COUNTED), minutes: 0, account }
    }

    /// The usage that a test has set, after so many calls in all.
    pub(crate) fn set(
        set: SetUsage,
        now: Timestamp,
        calls: usize,
        account: Option<String>,
    ) -> Self {
        let left = set.until.as_unix_millis().saturating_sub(now.as_unix_millis());
        Self {
            percent: set.percent.saturating_add(share(calls - set.seen)),
            minutes: left.div_ceil(60_000),
            account,
        }
    }
}

fn share(calls: usize) -> u32 {
    u32::try_from(calls * 100 / CALLS_AN_HOUR).unwrap_or(u32::MAX)
}
