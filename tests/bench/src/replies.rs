//! What a server answers: its part is not measured.

use ig_core::http::{HeaderName, HeaderValue, Response, StatusCode};

/// What a server answers, prepared: a driver is given a reply that its HTTP client made.
#[derive(Debug)]
pub(crate) struct Replies {
    created: Response<Vec<u8>>,
    published: Response<Vec<u8>>,
    finished: Response<Vec<u8>>,
    list: Response<Vec<u8>>,
    /// The reply to a read of a container that is not ready.
    pub(crate) in_progress: Response<Vec<u8>>,
}

impl Replies {
    pub(crate) fn new() -> Self {
        let success = |body| response(200, body);
        Self {
            created: success(r#"{"id":"17889455560051444"}"#),
            published: success(r#"{"id":"17920238422030506"}"#),
            finished: success(
                r#"{"status_code":"FINISHED","status":"Finished: Media has been uploaded and it is ready to be published.","id":"17889455560051444"}"#,
            ),
            list: success(
                r#"{"data":[{"id":"17895695668004550","caption":"another","media_type":"IMAGE","timestamp":"2026-11-20T22:36:43+0000"}]}"#,
            ),
            in_progress: success(
                r#"{"status_code":"IN_PROGRESS","status":"In Progress: Media is still being processed.","id":"17889615691921648"}"#,
            ),
        }
    }

    pub(crate) fn to(&self, method: &str, path: &str) -> &Response<Vec<u8>> {
        match (method, path.rsplit('/').next()) {
            ("POST", Some("media")) => &self.created,
            ("POST", _) => &self.published,
            (_, Some("media")) => &self.list,
            _ => &self.finished,
        }
    }
}

/// A reply in the form of the Graph API.
pub(crate) fn response(status: u16, body: &str) -> Response<Vec<u8>> {
    let mut response = Response::new(body.as_bytes().to_vec());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    *response.headers_mut() = HEADERS
        .iter()
        .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect();
    response
}

const HEADERS: &[(&str, &str)] = &[
    ("content-type", "application/json; charset=UTF-8"),
    ("facebook-api-version", "v26.0"),
    ("x-fb-rev", "1029183726"),
    ("x-app-usage", r#"{"call_count":3,"total_cputime":1,"total_time":2}"#),
    (
        "x-business-use-case-usage",
        r#"{"17841400008460056":[{"type":"instagram","call_count":2,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0}]}"#,
    ),
    ("date", "Sun, 22 Nov 2026 04:00:00 GMT"),
];
