//! How much of its call limits an app has used: the headers that tell, and how
//! long to wait because of them.

mod light;
mod pace;
mod read;

use std::time::Duration;

use http::{HeaderMap, HeaderName, header};
use serde::Deserialize;

pub use self::pace::Pace;
use self::read::{Business, Entry};

const MINUTE: Duration = Duration::from_secs(60);

/// What the usage headers of one response say (reference §11.2, D-RATE).
///
/// They are read leniently: what is missing or not understood is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// `X-App-Usage`: of the app's calls in the last hour. Sent once there are
    /// enough of them.
    pub app: Option<Load>,
    /// `X-Page-Usage`: the same of a Page (reference §11.2, K).
    pub page: Option<Load>,
    /// `X-Business-Use-Case-Usage`: one entry for each account and kind of use.
    pub business: Vec<BusinessUsage>,
}

/// How much of a limit is used, in percent; above 100 has been seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Load {
    /// Of the calls.
    pub call_count: u32,
    /// Of the time.
    pub total_time: u32,
    /// Of the computing time.
    pub total_cputime: u32,
}

/// The usage of one account by one kind of use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BusinessUsage {
    /// The id of the business or account.
    pub account: Box<str>,
    /// `type`: `instagram`, `pages`, `ads_management` and others.
    pub kind: Box<str>,
    /// How much is used.
    pub load: Load,
    /// `estimated_time_to_regain_access`, on the wire in minutes; zero where
    /// calls are let through.
    pub regain: Duration,
}

impl Usage {
    /// Reads the headers of a response, or of a part of a batch.
    ///
    /// ```
    /// use ig_core::{http::Response, usage::Usage};
    ///
    /// let usage = r#"{"call_count":28,"total_time":25,"total_cputime":25}"#;
    /// let response = Response::builder().header("x-app-usage", usage).body(())?;
    /// let app = Usage::from_headers(response.headers()).app.expect("a load");
    /// assert_eq!((app.call_count, app.highest()), (28, 28));
    /// # Ok::<(), ig_core::http::Error>(())
    /// ```
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let [app, page] = loads(headers);
        let business = entries(headers).into_iter().map(BusinessUsage::from).collect();
        Self { app, page, business }
    }

    /// How long until calls are let through, by those entries that publishing
    /// counts towards; `None` where they are.
    pub fn regain(&self) -> Option<Duration> {
        let counting = self.business.iter().filter(|entry| entry.is_publishing());
        counting.map(|entry| entry.regain).max().filter(|wait| !wait.is_zero())
    }
}

/// The app's and the Page's.
fn loads(headers: &HeaderMap) -> [Option<Load>; 2] {
    static APP: HeaderName = HeaderName::from_static("x-app-usage");
    static PAGE: HeaderName = HeaderName::from_static("x-page-usage");
    [&APP, &PAGE].map(|name| of(headers, name))
}

/// Those of the accounts, where they stand.
fn entries(headers: &HeaderMap) -> Vec<Entry<'_>> {
    static BUSINESS: HeaderName = HeaderName::from_static("x-business-use-case-usage");
    of::<Business<'_>>(headers, &BUSINESS).unwrap_or_default().0
}

fn of<'a, T: Deserialize<'a>>(headers: &'a HeaderMap, name: &HeaderName) -> Option<T> {
    read::object(headers.get(name)?.to_str().ok()?)
}

/// `Retry-After`, in seconds.
pub(crate) fn server_asked(headers: &HeaderMap) -> Option<Duration> {
    let asked = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    asked.trim().parse().ok().map(Duration::from_secs)
}

impl Load {
    /// The highest of the three: a limit is reached at 100 of any.
    pub fn highest(self) -> u32 {
        self.call_count.max(self.total_time).max(self.total_cputime)
    }
}

impl BusinessUsage {
    /// Whether publishing counts towards it: `instagram` with both logins,
    /// `pages` with a Page's token.
    pub fn is_publishing(&self) -> bool {
        is_publishing(&self.kind)
    }
}

fn is_publishing(kind: &str) -> bool {
    matches!(kind, "instagram" | "pages")
}

impl Entry<'_> {
    fn regain(&self) -> Duration {
        MINUTE.saturating_mul(self.minutes)
    }
}

impl From<Entry<'_>> for BusinessUsage {
    fn from(entry: Entry<'_>) -> Self {
        let regain = entry.regain();
        let Entry { account, kind, load, .. } = entry;
        Self { account: account.into(), kind: kind.into(), load, regain }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn usage(name: &'static str, value: &'static str) -> Usage {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        Usage::from_headers(&headers)
    }

    /// The documented samples and captured ones (reference §11.2).
    #[test]
    fn the_headers_are_read() {
        let app = |value| usage("x-app-usage", value).app;
        let load = |call_count, total_time, total_cputime| {
            Some(Load { call_count, total_time, total_cputime })
        };
        let sample = r#"{"call_count":28,"total_time":25,"total_cputime":25}"#;
        assert_eq!(app(sample), load(28, 25, 25));
        let sample = r#"{"call_count":241,"total_cputime":67,"total_time":85}"#;
        assert_eq!(app(sample), load(241, 85, 67));
        assert_eq!(app(sample).unwrap().highest(), 241);
        assert_eq!(usage("x-page-usage", sample).page, load(241, 85, 67));
        assert_eq!(app("{}"), load(0, 0, 0));
        let sample = r#"{"3939617702835404":[{"type":"instagram","call_count":100,"total_cputime":25,"total_time":26,"estimated_time_to_regain_access":12},{"type":"ads_insights","estimated_time_to_regain_access":300,"ads_api_access_tier":"x"}]}"#;
        let read = usage("x-business-use-case-usage", sample);
        let [instagram, ads] = &read.business[..] else { panic!("{read:?}") };
        assert_eq!(
            (&*instagram.account, &*instagram.kind, Some(instagram.load), instagram.regain),
            ("3939617702835404", "instagram", load(100, 26, 25), MINUTE * 12)
        );
        assert_eq!((&*ads.kind, ads.is_publishing()), ("ads_insights", false));
        assert_eq!(read.regain(), Some(MINUTE * 12), "ads are not our concern");
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        for value in ["", "{", "[]", "7", "null", r#""x""#] {
            for name in ["x-app-usage", "x-page-usage", "x-business-use-case-usage"] {
                assert_eq!(usage(name, value), Usage::default(), "{name}: {value}");
            }
        }
        let odd = r#"{"call_count":"many","total_time":-5,"total_cputime":99.2}"#;
        let app = usage("x-app-usage", odd).app.unwrap();
        assert_eq!((app.call_count, app.total_time, app.total_cputime), (0, 0, 100));
        let huge = r#"{"call_count":1e300,"total_time":18446744073709551615}"#;
        assert_eq!(usage("x-app-usage", huge).app.unwrap().highest(), u32::MAX);
        for (value, minutes) in [
            (r#"{"1":7,"2":[7,[],{"type":"pages","estimated_time_to_regain_access":3}]}"#, Some(3)),
            (r#"{"1":[{"estimated_time_to_regain_access":3}]}"#, None),
            (r#"{"1":[{"type":7,"estimated_time_to_regain_access":3}]}"#, None),
            (r#"{"1":[{"type":"instagram","estimated_time_to_regain_access":"3"}]}"#, None),
            (r#"{"1":[{"type":"instagram","estimated_time_to_regain_access":0}]}"#, None),
        ] {
            let regain = usage("x-business-use-case-usage", value).regain();
            assert_eq!(regain, minutes.map(|minutes| MINUTE * minutes), "{value}");
        }
    }
}
