//! Instants of the caller, and the forms in which the API writes and reads them.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// An instant in whole milliseconds since the Unix epoch.
///
/// The machine has no clock: its driver supplies the time.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use ig_sandbox_core::Timestamp;
///
/// let now = Timestamp::from(SystemTime::now());
/// assert_eq!(now.after(Duration::from_secs(5)).since(now), Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The Unix epoch.
    pub const EPOCH: Self = Self(0);

    /// An instant from milliseconds since the Unix epoch.
    pub const fn from_unix_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_unix_millis(self) -> u64 {
        self.0
    }

    /// This instant moved later by `by`, saturating.
    #[must_use]
    pub fn after(self, by: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)))
    }

    /// How long after `earlier` this instant is; zero if it is not.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self::EPOCH.after(time.duration_since(UNIX_EPOCH).unwrap_or_default())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({}.{:03}s)", self.0 / 1000, self.0 % 1000)
    }
}

/// `2019-09-26T22:36:43+0000`, as in `timestamp` of a media object.
pub(crate) fn graph(time: Timestamp) -> String {
    calendar(time).strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

/// `Thu, 26 Sep 2019 22:36:43 GMT`, as in the `Date` header.
pub(crate) fn http(time: Timestamp) -> String {
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    // Years before 0 are the only ones that it refuses.
    printer.timestamp_to_rfc9110_string(&calendar(time)).unwrap_or_default()
}

/// `Saturday, 24-Mar-18 05:00:00 PDT`, as in the errors of expired tokens. It is PDT in winter
/// too: the sandbox has no time zones.
pub(crate) fn session(time: Timestamp) -> String {
    let behind = jiff::tz::Offset::constant(-7);
    calendar(time)
        .to_zoned_datetime(behind.to_time_zone())
        .strftime("%A, %d-%b-%y %H:%M:%S PDT")
        .to_string()
}

/// Reads Unix seconds or one of the common calendar forms; times without a zone are UTC.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Timestamp::EPOCH.after(Duration::from_secs(seconds)));
    }
    let instant = jiff::Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text).ok();
    let instant = instant.or_else(|| text.parse().ok()).or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        Some(civil.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })?;
    let millis = u64::try_from(instant.as_millisecond()).ok()?;
    Some(Timestamp::from_unix_millis(millis))
}

/// An instant that the calendar cannot hold becomes the last one that it can.
fn calendar(time: Timestamp) -> jiff::Timestamp {
    let millis = i64::try_from(time.as_unix_millis()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX)
}
