//! Instants as the API writes and reads them.

use std::time::Duration;

use ig_core::Timestamp;

/// `2019-09-26T22:36:43+0000`, as in `timestamp` of a media object.
pub(crate) fn graph(time: Timestamp) -> String {
    calendar(time).strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

/// `Thu, 26 Sep 2019 22:36:43 GMT`, as in the `Date` header.
pub(crate) fn http(time: Timestamp) -> String {
    calendar(time).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// `Saturday, 24-Mar-18 05:00:00 PDT`, as in the errors of expired tokens. In winter, too: the
/// sandbox has no time zones.
pub(crate) fn session(time: Timestamp) -> String {
    let behind = jiff::tz::Offset::constant(-7);
    calendar(time).to_zoned(behind.to_time_zone()).strftime("%A, %d-%b-%y %H:%M:%S PDT").to_string()
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
        Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })?;
    let millis = u64::try_from(instant.as_millisecond()).ok()?;
    Some(Timestamp::from_unix_millis(millis))
}

/// An instant that the calendar cannot hold becomes the last one that it can.
fn calendar(time: Timestamp) -> jiff::Timestamp {
    let millis = i64::try_from(time.as_unix_millis()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX)
}
