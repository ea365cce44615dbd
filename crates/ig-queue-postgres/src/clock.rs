//! Times of the server and of the queue.

use std::time::{Duration, SystemTime};

use ig_core::Timestamp;

/// A time of the server in whole milliseconds: never later than it is.
pub(crate) fn time(at: SystemTime) -> Timestamp {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The end of the year 9999, in milliseconds: as far as people write years.
const LAST: u64 = 253_402_300_799_999;

/// A time, for a parameter.
pub(crate) fn at(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(at.as_unix_millis().min(LAST))
}
