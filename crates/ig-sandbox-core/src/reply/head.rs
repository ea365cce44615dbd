//! The headers that Graph replies share (F-HDR22, F-HDR23, F-HDR26), made once where that is possible.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, DATE, EXPIRES, PRAGMA,
        STRICT_TRANSPORT_SECURITY, VARY,
    },
};

use crate::{
    handling::Handling,
    ids::Ids,
    time::{self, Timestamp},
    usage::Usage,
};

use super::{JSON, put};

/// Headers with the same value in nearly all replies, in the order in which they come.
pub(crate) static USUAL: [(HeaderName, HeaderValue); 9] = [
    (CONTENT_TYPE, HeaderValue::from_static(JSON)),
    (VARY, HeaderValue::from_static("Origin")),
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
    (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=15552000; preload")),
    (PRAGMA, HeaderValue::from_static("no-cache")),
    (EXPIRES, HeaderValue::from_static("Sat, 01 Jan 2000 00:00:00 GMT")),
    (HeaderName::from_static("x-fb-rev"), HeaderValue::from_static("1031000000")),
    (CACHE_CONTROL, HeaderValue::from_static("private, no-cache, no-store, must-revalidate")),
];

/// More than a reply has.
const MOST: usize = 24;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-fb-request-id");
static TRACE_ID: HeaderName = HeaderName::from_static("x-fb-trace-id");
static DEBUG: HeaderName = HeaderName::from_static("x-fb-debug");
static API_VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
static APP_USAGE: HeaderName = HeaderName::from_static("x-app-usage");
pub(super) static BUSINESS_USAGE: HeaderName = HeaderName::from_static("x-business-use-case-usage");

/// What the latest reply began with: the next one begins with the same, mostly.
#[derive(Debug, Default)]
pub(crate) struct Latest {
    head: Option<(Usage, u32, HeaderMap)>,
    /// The second of the date, and the header.
    date: Option<(u64, HeaderValue)>,
}

impl Latest {
    /// The headers of a success, before its [`fill`] and its date.
    pub(super) fn head(&mut self, usage: Usage, version: u32) -> HeaderMap {
        if let Some((of, by, head)) = &self.head
            && (of, *by) == (&usage, version)
        {
            return head.clone();
        }
        let mut head = head(Some(&usage), version);
        finish(&mut head);
        self.head = Some((usage, version, head.clone()));
        head
    }

    /// Adds the virtual time to a reply.
    pub(crate) fn dated(&mut self, handling: Handling, now: Timestamp) -> Handling {
        match handling {
            Handling::Respond(mut response) => {
                if let Some(date) = self.date(now) {
                    response.headers_mut().insert(DATE, date);
                }
                Handling::Respond(response)
            }
            Handling::RespondAndFetch { then, fetch } => {
                Handling::RespondAndFetch { then: Box::new(self.dated(*then, now)), fetch }
            }
            Handling::Delay { by, then } => {
                Handling::Delay { by, then: Box::new(self.dated(*then, now)) }
            }
            other @ (Handling::Fetch(_) | Handling::Drop | Handling::Nothing) => other,
        }
    }

    fn date(&mut self, now: Timestamp) -> Option<HeaderValue> {
        let second = now.as_unix_millis() / 1000;
        if self.date.as_ref().is_none_or(|(of, _)| *of != second) {
            self.date = HeaderValue::try_from(time::http(now)).ok().map(|date| (second, date));
        }
        self.date.as_ref().map(|(_, date)| date.clone())
    }
}

/// The headers of every Graph reply, before those that depend on the outcome. Those that [`fill`]
/// sets are empty.
pub(super) fn head(usage: Option<&Usage>, version: u32) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(MOST);
    let empty = || HeaderValue::from_static("");
    for (name, value) in &USUAL[..7] {
        headers.insert(name, value.clone());
    }
    headers.insert(&REQUEST_ID, empty());
    headers.insert(&TRACE_ID, empty());
    headers.insert(&USUAL[7].0, USUAL[7].1.clone());
    headers.insert(&DEBUG, empty());
    let Some(usage) = usage else {
        return headers;
    };
    put(&mut headers, &API_VERSION, format!("v{version}.0"));
    let (percent, minutes) = (usage.percent, usage.minutes);
    // In the captured order.
    let counts = format!(r#""call_count":{percent},"total_cputime":0,"total_time":{percent}"#);
    put(&mut headers, &APP_USAGE, format!("{{{counts}}}"));
    if let Some(account) = &usage.account {
        let cases = format!(
            r#"{{"{account}":[{{"type":"instagram",{counts},"estimated_time_to_regain_access":{minutes}}}]}}"#
        );
        put(&mut headers, &BUSINESS_USAGE, cases);
    }
    headers
}

/// The last header of a success.
pub(super) fn finish(headers: &mut HeaderMap) {
    headers.insert(&USUAL[8].0, USUAL[8].1.clone());
}

/// Sets what is different in each reply.
pub(super) fn fill(headers: &mut HeaderMap, trace: &str, ids: &mut Ids) {
    put(headers, &REQUEST_ID, trace);
    put(headers, &TRACE_ID, ids.letters(11));
    let mut debug = String::with_capacity(88);
    ids.add_letters(&mut debug, 86);
    put(headers, &DEBUG, debug + "==");
}
