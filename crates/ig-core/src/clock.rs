//! A flow's own time, and the server's.

use http::{Response, header};
use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The flow's own time moves on with the caller's and never back, so a clock
/// that is set back, or another machine's, costs no wait twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Clock {
    own: Timestamp,
    seen: Timestamp,
    /// The server's time when it was last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<Timestamp>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { own: Timestamp::EPOCH, seen: Timestamp::EPOCH, server: None }
    }

    pub(crate) fn tick(&mut self, now: Timestamp) -> Timestamp {
        self.own = self.own.after(now.since(self.seen));
        self.seen = now;
        self.own
    }

    pub(crate) fn own(&self) -> Timestamp {
        self.own
    }

    pub(crate) fn callers(&self) -> Timestamp {
        self.seen
    }

    /// The caller's time at which it will be `until` by the flow's own.
    pub(crate) fn in_callers_time(&self, until: Timestamp) -> Timestamp {
        self.seen.after(until.since(self.own))
    }

    /// Reads the server's clock off a response.
    pub(crate) fn compare<T>(&mut self, response: &Response<T>) {
        let date = response.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        if let Some(date) = date.and_then(Timestamp::from_http_date) {
            self.server = Some(date);
        }
    }

    /// The server's time when it last said one: no later than it is now, however
    /// the caller's clock has jumped and on whichever machine.
    pub(crate) fn server(&self) -> Option<Timestamp> {
        self.server
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
