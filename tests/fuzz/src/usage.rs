//! Usage headers, which decide how long to wait.

use ig_core::{
    Timestamp,
    http::{HeaderMap, HeaderName, HeaderValue},
    usage::{Pace, Usage},
};

/// The resources that the headers are about.
const NAMES: [&str; 4] =
    ["x-app-usage", "x-page-usage", "x-business-use-case-usage", "retry-after"];

/// Reads lines of `name: value`, or one value for every header.
///
/// # Panics
///
/// When a wait does not end, or a stored pace differs from the original.
pub fn run(bytes: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let at = line.iter().position(|byte| *byte == b':').unwrap_or(0);
        let name = HeaderName::from_bytes(&line[..at]);
        let value = HeaderValue::from_bytes(line[at..].strip_prefix(b":").unwrap_or(line));
        match (name, value) {
            (Ok(name), Ok(value)) if NAMES.contains(&name.as_str()) => {
                headers.append(name, value);
            }
            (_, Ok(value)) => {
                for name in NAMES {
                    headers.append(HeaderName::from_static(name), value.clone());
                }
            }
            _ => {}
        }
    }
    let usage = Usage::from_headers(&headers);
    for load in [usage.app, usage.page].into_iter().flatten() {
        assert!(load.call_count <= load.highest());
    }
    let _ = usage.regain();
    let now = Timestamp::from_unix_millis(1_800_000_000_000);
    let mut pace = Pace::new();
    let wait = pace.observe(now, &headers);
    assert!(wait <= Pace::MOST, "{wait:?}");
    assert_eq!(pace.until(now).is_some(), !wait.is_zero());
    assert!(pace.until(now).is_none_or(|until| now < until && until <= now.after(Pace::MOST)));
    let kept = serde_json::to_vec(&pace).expect("a pace can be stored");
    let mut again: Pace = serde_json::from_slice(&kept).expect("and read again");
    assert_eq!(again.until(now), pace.until(now));
}
