//! Wall-clock instants, always given by the caller.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// A wall-clock instant in whole milliseconds since the Unix epoch.
///
/// `std::time::Instant` means nothing on another machine, and a flow may be
/// resumed on another machine, so flows are driven by wall-clock time. A flow
/// never lets its own clock run backwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The Unix epoch.
    pub const EPOCH: Self = Self(0);

    /// Builds a timestamp from milliseconds since the Unix epoch.
    pub const fn from_unix_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_unix_millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, as parameters of the API take them.
    pub const fn as_unix_seconds(self) -> u64 {
        self.0 / 1000
    }

    /// This instant moved later by `by`, saturating.
    #[must_use]
    pub const fn after(self, by: Duration) -> Self {
        let millis = by.as_millis();
        let millis = if millis > u64::MAX as u128 { u64::MAX } else { millis as u64 };
        Self(self.0.saturating_add(millis))
    }

    /// This instant moved earlier by `by`, no further than the epoch.
    #[must_use]
    pub const fn before(self, by: Duration) -> Self {
        let millis = by.as_millis();
        let millis = if millis > u64::MAX as u128 { u64::MAX } else { millis as u64 };
        Self(self.0.saturating_sub(millis))
    }

    /// How long after `earlier` this instant is; zero if it is not.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// Moves to `until` where that is later; gives by how much.
    pub(crate) fn put_off(&mut self, until: Self) -> Duration {
        let pause = until.since(*self);
        *self = self.after(pause);
        pause
    }

    /// Reads the Graph API's form, `2019-09-26T22:36:43+0000`, which is always in
    /// UTC (reference §7.2).
    pub(crate) fn from_graph(text: &str) -> Option<Self> {
        let utc = format!("{}Z", text.strip_suffix("+0000").or(text.strip_suffix('Z'))?);
        humantime::parse_rfc3339(&utc).ok().map(Self::from)
    }

    /// Reads a `Date` header, `Fri, 11 Aug 2023 09:07:38 GMT`.
    pub fn from_http_date(text: &str) -> Option<Self> {
        let seconds = imf_fixdate(text.as_bytes());
        let read = || httpdate::parse_http_date(text).ok().map(Self::from);
        seconds.map(|seconds| Self(seconds * 1000)).or_else(read)
    }
}

/// The seconds since the Unix epoch of a date in the one form that is still written (RFC 9110,
/// section 5.6.7). It comes with every reply, so it is read without a detour; what is not of this
/// form, or not a date, is left to the library.
fn imf_fixdate(text: &[u8]) -> Option<u64> {
    const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    const DAYS: [&[u8; 3]; 7] = [b"Thu", b"Fri", b"Sat", b"Sun", b"Mon", b"Tue", b"Wed"];
    let [
        day_of_week @ ..,
        b',',
        b' ',
        d1,
        d2,
        b' ',
        m1,
        m2,
        m3,
        b' ',
        y1,
        y2,
        y3,
        y4,
        b' ',
        h1,
        h2,
        b':',
        i1,
        i2,
        b':',
        s1,
        s2,
        b' ',
        b'G',
        b'M',
        b'T',
    ] = text
    else {
        return None;
    };
    let number = |digits: &[&u8]| {
        let digit = |digit: &u8| Some(u64::from(digit.wrapping_sub(b'0'))).filter(|it| *it < 10);
        digits.iter().try_fold(0, |number, it| Some(10 * number + digit(it)?))
    };
    let (day, year) = (number(&[d1, d2])?, number(&[y1, y2, y3, y4])?);
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[i1, i2])?, number(&[s1, s2])?);
    let month = MONTHS.chunks_exact(3).position(|name| name == [*m1, *m2, *m3])?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let in_february = if is_leap { 29 } else { 28 };
    let lengths = [31, in_february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let is_time = hour < 24 && minute < 60 && second < 60;
    if year < 1970 || !(1..=lengths[month]).contains(&day) || !is_time {
        return None;
    }
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    let before_year = 365 * (year - 1970) + leap_days(year - 1) - leap_days(1969);
    let days = before_year + lengths[..month].iter().sum::<u64>() + day - 1;
    let is_the_day = DAYS[(days % 7) as usize] == day_of_week;
    is_the_day.then_some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self::EPOCH.after(time.duration_since(UNIX_EPOCH).unwrap_or_default())
    }
}

/// RFC 3339 in UTC, to the second: `2019-09-26T22:36:43Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// The end of the year 9999, in seconds.
        const END: u64 = 253_402_300_800;
        match self.0 / 1000 {
            seconds if seconds < END => {
                humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(seconds)).fmt(f)
            }
            seconds => write!(f, "{seconds} s after 1970"),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({}.{:03}s)", self.0 / 1000, self.0 % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_calendar_forms_of_the_api_are_read() {
        let at = |seconds: u64| Some(Timestamp::from_unix_millis(seconds * 1000));
        assert_eq!(Timestamp::from_graph("2019-09-26T22:36:43+0000"), at(1_569_537_403));
        assert_eq!(Timestamp::from_graph("2019-09-26T22:36:43Z"), at(1_569_537_403));
        assert_eq!(Timestamp::from_graph("2019-09-26T22:36:43"), None);
        for no in ["1969-12-31T23:59:59+0000", "2019-02-30T22:36:43+0000", "é+0000", "+0000", ""] {
            assert_eq!(Timestamp::from_graph(no), None, "{no}");
        }
        assert_eq!(Timestamp::from_http_date("Fri, 11 Aug 2023 09:07:38 GMT"), at(1_691_744_858));
        assert_eq!(Timestamp::from_http_date("yesterday"), None);
    }

    #[test]
    fn a_date_is_read_as_the_library_reads_it() {
        let theirs = |text: &str| httpdate::parse_http_date(text).ok().map(Timestamp::from);
        let own = |text: &str| imf_fixdate(text.as_bytes()).map(|it| Timestamp(it * 1000));
        // Each day of five centuries, and some seconds.
        for day in 0..182_621_u64 {
            let at = UNIX_EPOCH + Duration::from_secs(day * 86_400 + day * 7 % 86_400);
            let text = httpdate::fmt_http_date(at);
            assert_eq!(own(&text), Some(at.into()), "{text}");
        }
        let good = "Thu, 29 Feb 2024 23:59:59 GMT";
        for (from, to) in [
            ("29", "30"),
            ("29", "00"),
            ("29 Feb 2024", "29 Feb 2023"),
            ("29 Feb 2024", "29 Feb 2100"),
            ("Thu", "Fri"),
            ("Thu", "thu"),
            ("Thu", "Thursday"),
            ("Feb", "feb"),
            ("Feb", "ebM"),
            ("23", "24"),
            ("59 GMT", "60 GMT"),
            (":59:", ":60:"),
            ("GMT", "UTC"),
            ("2024", "1969"),
            ("2024", "+024"),
            (" 23", "  3"),
            ("Thu, 29 Feb 2024", "Thursday, 29-Feb-24"),
        ] {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good);
            assert!(own(&text).is_none(), "{text}");
            assert_eq!(Timestamp::from_http_date(&text), theirs(&text), "{text}");
        }
        assert_eq!(own(good), theirs(good));
    }

    #[test]
    fn time_is_shown_as_people_write_it() {
        let time = Timestamp::from_unix_millis(1_569_537_403_999);
        assert_eq!(time.to_string(), "2019-09-26T22:36:43Z");
        let last = Timestamp::from_unix_millis(253_402_300_799_999);
        assert_eq!(last.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(
            Timestamp::from_unix_millis(u64::MAX).to_string(),
            "18446744073709551 s after 1970"
        );
        assert_eq!(last.after(Duration::from_millis(1)).to_string(), "253402300800 s after 1970");
    }

    #[test]
    fn arithmetic_saturates() {
        let end = Timestamp::from_unix_millis(u64::MAX);
        assert_eq!(end.after(Duration::MAX), end);
        assert_eq!(end.before(Duration::MAX), Timestamp::EPOCH);
        assert_eq!(Timestamp::EPOCH.since(end), Duration::ZERO);
    }
}
