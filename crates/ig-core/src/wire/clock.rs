//! A flow's own time, and the server's.

use http::{Response, header};
use serde::{Deserialize, Serialize};

use crate::{value::Timestamp, wire::json::as_array};

/// A flow's own time, for the fourth [law](crate::Flow#laws). It moves on with the
/// caller's and never back, so a clock that is set back, or another machine's,
/// neither repeats nor freezes a wait.
///
/// ```
/// use std::time::Duration;
///
/// use ig_core::{Clock, Timestamp};
///
/// let mut clock = Clock::new();
/// let noon = Timestamp::from_unix_millis(1_800_000_000_000);
/// let until = clock.tick(noon).after(Duration::from_secs(60));
///
/// // Half of the wait is over when the caller's clock is set back by a day.
/// clock.tick(noon.after(Duration::from_secs(30)));
/// let back = noon.before(Duration::from_secs(86_400));
/// clock.tick(back);
/// assert_eq!(clock.in_callers_time(until), back.after(Duration::from_secs(30)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    own: Timestamp,
    seen: Timestamp,
    /// The server's time when it was last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<Timestamp>,
}

impl Clock {
    /// A clock that has not ticked.
    pub fn new() -> Self {
        Self { own: Timestamp::EPOCH, seen: Timestamp::EPOCH, server: None }
    }

    /// The flow's own time when the caller's is `now`: each `poll` and each `handle`
    /// begins with it.
    pub fn tick(&mut self, now: Timestamp) -> Timestamp {
        self.own = self.own.after(now.since(self.seen));
        self.seen = now;
        self.own
    }

    /// The flow's own time at the last tick.
    pub fn own(&self) -> Timestamp {
        self.own
    }

    /// The caller's time at the last tick.
    pub fn callers(&self) -> Timestamp {
        self.seen
    }

    /// The caller's time at which it will be `until` by the flow's own: what to wait
    /// for.
    pub fn in_callers_time(&self, until: Timestamp) -> Timestamp {
        self.seen.after(until.since(self.own))
    }

    /// Reads the server's clock off a response; gives what it says.
    pub fn compare<T>(&mut self, response: &Response<T>) -> Option<Timestamp> {
        let date = response.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(Timestamp::from_http_date);
        self.server = date.or(self.server);
        date
    }

    /// The server's time when it last said one: no later than it is now, however
    /// the caller's clock has jumped and on whichever machine.
    pub fn server(&self) -> Option<Timestamp> {
        self.server
    }
}

/// A clock in a snapshot: an array of its times, without the caller's where that is the flow's own,
/// as it is until a clock is set back. Versions before 6 wrote an object.
#[derive(Deserialize)]
pub(crate) struct StoredClock {
    own: Timestamp,
    #[serde(default)]
    server: Option<Timestamp>,
    #[serde(default)]
    seen: Option<Timestamp>,
}

as_array! { StoredClock { own; server, seen } }

impl From<&Clock> for StoredClock {
    fn from(&Clock { own, seen, server }: &Clock) -> Self {
        Self { own, server, seen: Some(seen).filter(|seen| *seen != own) }
    }
}

impl From<StoredClock> for Clock {
    fn from(StoredClock { own, server, seen }: StoredClock) -> Self {
        Self { own, server, seen: seen.unwrap_or(own) }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const fn at(seconds: u64) -> Timestamp {
        Timestamp::from_unix_millis(seconds * 1000)
    }

    #[test]
    fn a_clock_that_is_set_back_neither_repeats_nor_freezes_a_wait() {
        let mut clock = Clock::new();
        let until = clock.tick(at(1000)).after(Duration::from_secs(60));
        assert_eq!(clock.in_callers_time(until), at(1060));
        clock.tick(at(1030));
        clock.tick(at(200));
        assert_eq!(clock.in_callers_time(until), at(230), "the half that is left");
        assert_eq!(clock.tick(at(230)), until);
    }

    #[test]
    fn the_servers_time_is_as_it_was_said() {
        let mut clock = Clock::new();
        clock.tick(at(5));
        assert_eq!(clock.server(), None);
        let response = Response::builder().header("date", "Fri, 11 Aug 2023 09:07:38 GMT");
        clock.compare(&response.body(()).unwrap());
        clock.tick(at(15));
        assert_eq!(clock.server(), Some(at(1_691_744_858)));
    }
}
