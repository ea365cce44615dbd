//! How long to wait before the next call, so that the limits are not reached
//! and a block is not made longer.

use std::{collections::BTreeMap, fmt, time::Duration};

use http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::{Load, entries, is_publishing, light::is_light, loads};
use crate::{
    value::Timestamp,
    wire::{Clock, usage::server_asked},
};

/// When the next call of an app and account may go out.
///
/// It is [fed](Self::observe) with the headers of every response, and those of the
/// parts of a batch. Calls made while throttled go on counting and lengthen the
/// block (reference §11.1, D-RATE), so it never says "now" before the server's
/// own estimate has passed. The other numbers are ours:
///
/// | usage, the highest that counts | wait before the next call |
/// |---|---|
/// | below 75 % | none |
/// | 75 % to 99 % | 2.4 s for each percent from 75 on: 0 to 57.6 s |
/// | 100 % and more, no estimate | 1 hour: the app's window (reference §10.4) |
/// | an estimate, at any usage | as long as it says, at most 24 hours |
/// | `Retry-After` | the same |
///
/// Each limit is followed by itself: a response that is silent about one does
/// not lift it, one that shows it fallen does. A reading is forgotten after an
/// hour, when all that it counted has left the window. It is data, so that
/// several processes can take turns with it; it holds no secret.
///
/// ```
/// use std::time::Duration;
/// use ig_core::{Timestamp, http::Response, usage::Pace};
///
/// let now = Timestamp::from_unix_millis(1_800_000_000_000);
/// let mut pace = Pace::new();
/// let usage = r#"{"call_count":85,"total_time":20,"total_cputime":20}"#;
/// let response = Response::builder().header("x-app-usage", usage).body(())?;
/// assert_eq!(pace.observe(now, response.headers()), Duration::from_secs(24));
/// assert_eq!(pace.until(now), Some(now.after(Duration::from_secs(24))));
/// # Ok::<(), ig_core::http::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    clock: Clock,
    /// By the name of the limit.
    limits: BTreeMap<Box<str>, Limit>,
}

/// What was last read of a limit, by the clock of the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Limit {
    read: Timestamp,
    until: Timestamp,
}

impl Default for Pace {
    fn default() -> Self {
        Self::new()
    }
}

impl Pace {
    /// From this usage on calls are spread, in percent.
    pub const EASE_FROM: u32 = 75;

    /// The longest wait.
    pub const MOST: Duration = Duration::from_secs(24 * 3600);

    /// What each percent from [`EASE_FROM`](Self::EASE_FROM) on adds to the wait.
    const STEP: Duration = Duration::from_millis(2400);

    /// The window of the app's limit, in which it recovers at the latest.
    const WINDOW: Duration = Duration::from_secs(3600);

    /// A pace that knows of no usage yet.
    pub fn new() -> Self {
        Self { clock: Clock::new(), limits: BTreeMap::new() }
    }

    /// Takes in the headers of a response that came at `now`; gives how long to
    /// wait before the next call, zero for not at all.
    pub fn observe(&mut self, now: Timestamp, headers: &HeaderMap) -> Duration {
        self.clock.tick(now);
        if self.limits.is_empty() && is_light(headers, Self::EASE_FROM) {
            return Duration::ZERO;
        }
        self.read_all(headers);
        self.left()
    }

    /// When the next call may go out, later than `now`; `None` for at once.
    ///
    /// A clock that is set back, or another machine's, neither repeats nor
    /// freezes the wait.
    pub fn until(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.clock.tick(now);
        let left = self.left();
        if left.is_zero() { None } else { Some(now.after(left)) }
    }

    fn read_all(&mut self, headers: &HeaderMap) {
        for (name, load) in ["app", "page"].into_iter().zip(loads(headers)) {
            if let Some(load) = load {
                self.read(name, ease(load));
            }
        }
        for entry in entries(headers).iter().filter(|entry| is_publishing(&entry.kind)) {
            let regain = entry.regain();
            let wait = if regain.is_zero() { ease(entry.load) } else { regain };
            self.read(format_args!("{}:{}", entry.kind, entry.account), wait);
        }
        if let Some(wait) = server_asked(headers) {
            self.read("retry-after", wait);
        }
    }

    /// A limit that asks for no wait is not kept, nor its name written: most of
    /// them never do.
    fn read(&mut self, name: impl fmt::Display, wait: Duration) {
        if wait.is_zero() && self.limits.is_empty() {
            return;
        }
        let name = name.to_string();
        if wait.is_zero() {
            self.limits.remove(&*name);
            return;
        }
        let read = self.clock.own();
        let until = read.after(wait.min(Self::MOST));
        self.limits.insert(name.into(), Limit { read, until });
    }

    fn left(&mut self) -> Duration {
        let now = self.clock.own();
        self.limits.retain(|_, limit| now < limit.until.max(limit.read.after(Self::WINDOW)));
        let latest = self.limits.values().map(|limit| limit.until).max();
        latest.map(|until| until.since(now)).unwrap_or_default()
    }
}

/// The wait before the next call at a load without an estimate.
fn ease(load: Load) -> Duration {
    match load.highest() {
        percent if percent < 100 => {
            Pace::STEP.saturating_mul(percent.saturating_sub(Pace::EASE_FROM))
        }
        _ => Pace::WINDOW,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);
    const MINUTE: Duration = Duration::from_secs(60);

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|&(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        });
        lines.collect()
    }

    fn app(percent: u32) -> HeaderMap {
        let load = format!(r#"{{"call_count":{percent},"total_time":0,"total_cputime":0}}"#);
        headers(&[("x-app-usage", &load)])
    }

    fn business(kind: &str, percent: u32, minutes: u64) -> HeaderMap {
        let entry = format!(
            r#"{{"1":[{{"type":"{kind}","total_time":{percent},"estimated_time_to_regain_access":{minutes}}}]}}"#
        );
        headers(&[("x-business-use-case-usage", &entry)])
    }

    /// Whatever the values are: the look that hardly any reply passes by is no shortcut to another
    /// result.
    #[test]
    fn what_is_light_asks_for_no_wait() {
        let values = [
            "0",
            "1",
            "74",
            "75",
            "76",
            "007",
            "0074",
            "100",
            "074.9",
            "74.1",
            "-80",
            "8e1",
            "1e9",
            "null",
            "true",
            r#""90""#,
            r#""\u0041""#,
            "[90]",
            r#"{"a":90}"#,
            "[",
            "90 ",
            " 74",
        ];
        let keys = [
            "call_count",
            "total_time",
            "estimated_time_to_regain_access",
            r#"\u0063all_count"#,
            "x",
        ];
        let kinds = ["instagram", "pages", "ads", r"inst\u0061gram"];
        let mut light = 0;
        for (key, value) in keys.into_iter().flat_map(|key| values.map(|value| (key, value))) {
            let app = format!(r#"{{"total_cputime":1,"{key}":{value}}}"#);
            let business =
                kinds.map(|kind| format!(r#"{{"1":[{{"type":"{kind}","{key}" : {value}}}]}}"#));
            let lines = business.iter().map(|it| ("x-business-use-case-usage", it));
            for (name, text) in lines.chain([("x-app-usage", &app), ("x-page-usage", &app)]) {
                let headers = headers(&[(name, text)]);
                if is_light(&headers, Pace::EASE_FROM) {
                    light += 1;
                    let mut pace = Pace::new();
                    pace.read_all(&headers);
                    assert!(pace.limits.is_empty(), "{name}: {text}");
                }
            }
        }
        assert!(50 < light, "{light}");
        assert!(!is_light(&headers(&[("retry-after", "1")]), Pace::EASE_FROM));
        assert!(is_light(&headers(&[("x-fb-rev", "1029183726")]), Pace::EASE_FROM));
    }

    #[test]
    fn the_wait_grows_with_the_usage() {
        for (headers, seconds) in [
            (headers(&[]), 0.0),
            (headers(&[("x-app-usage", "{")]), 0.0),
            (app(0), 0.0),
            (app(75), 0.0),
            (app(76), 2.4),
            (app(80), 12.0),
            (app(99), 57.6),
            (app(100), 3600.0),
            (app(241), 3600.0),
            (business("instagram", 90, 0), 36.0),
            (business("pages", 90, 0), 36.0),
            (business("ads_insights", 90, 300), 0.0),
            (business("instagram", 100, 12), 720.0),
            (business("instagram", 100, 120), 7200.0),
            (business("instagram", 7, 12), 720.0),
            (business("instagram", 100, u64::MAX), 86_400.0),
            (headers(&[("retry-after", "7")]), 7.0),
            (headers(&[("retry-after", "99999999")]), 86_400.0),
        ] {
            let wait = Duration::from_secs_f64(seconds);
            let mut pace = Pace::new();
            assert_eq!(pace.observe(START, &headers), wait, "{headers:?}");
            assert_eq!(pace.until(START).map(|until| until.since(START)).unwrap_or_default(), wait);
            if let Some(short) = wait.checked_sub(Duration::from_millis(1)) {
                assert!(pace.until(START.after(short)).is_some(), "{headers:?}");
            }
            assert_eq!(pace.until(START.after(wait)), None, "{headers:?}");
        }
    }

    #[test]
    fn a_block_lasts_until_its_estimate_has_passed_whatever_else_is_said() {
        let mut pace = Pace::new();
        pace.observe(START, &business("instagram", 100, 90));
        let late = START.after(MINUTE * 80);
        for silent in [headers(&[]), app(1), business("pages", 1, 0), business("ads", 1, 0)] {
            assert_eq!(pace.observe(late, &silent), MINUTE * 10, "{silent:?}");
        }
        assert_eq!(pace.until(START.after(MINUTE * 90)), None);
    }

    #[test]
    fn it_recovers_when_the_usage_falls() {
        let mut pace = Pace::new();
        pace.observe(START, &business("instagram", 100, 90));
        pace.observe(START, &app(100));
        let later = START.after(MINUTE);
        assert_eq!(pace.observe(later, &business("instagram", 85, 0)), MINUTE * 59, "the app's");
        assert_eq!(pace.observe(later, &app(20)), Duration::from_secs(24));
        assert_eq!(pace.observe(later, &business("instagram", 20, 0)), Duration::ZERO);
    }

    #[test]
    fn a_longer_estimate_lengthens_the_block() {
        let mut pace = Pace::new();
        pace.observe(START, &business("instagram", 100, 10));
        let later = START.after(MINUTE * 5);
        assert_eq!(pace.observe(later, &business("instagram", 110, 20)), MINUTE * 20);
    }

    #[test]
    fn old_readings_are_forgotten_and_what_is_kept_is_data() {
        let mut pace = Pace::new();
        for account in 0..100 {
            let entry = format!(r#"{{"{account}":[{{"type":"instagram","call_count":10}}]}}"#);
            let headers = headers(&[("x-business-use-case-usage", &entry)]);
            pace.observe(START.after(MINUTE * 10 * account), &headers);
        }
        assert!(pace.limits.len() <= 6, "{}", pace.limits.len());
        pace.observe(START, &business("instagram", 100, 12));
        let json = serde_json::to_string(&pace).unwrap();
        assert_eq!(serde_json::from_str::<Pace>(&json).unwrap(), pace);
    }

    #[test]
    fn a_clock_that_is_set_back_neither_repeats_nor_freezes_a_wait() {
        let mut pace = Pace::new();
        pace.observe(START, &business("instagram", 100, 60));
        assert!(pace.until(START.after(MINUTE * 20)).is_some());
        let back = START.before(MINUTE * 60 * 24);
        assert_eq!(pace.until(back), Some(back.after(MINUTE * 40)));
        assert_eq!(pace.until(back.after(MINUTE * 40)), None);
        pace.observe(Timestamp::from_unix_millis(u64::MAX), &app(100));
        assert_eq!(pace.until(Timestamp::EPOCH), None, "at the end of time there is no later");
    }
}
