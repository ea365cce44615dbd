//! The least hand-written code for one call: `format!`, a request builder, and the smallest type
//! that serde can fill. It checks nothing and masks nothing, and keeps what does not change from
//! call to call.

use ig_core::http::{Request, Response};
use serde::{Deserialize, Serialize};

/// A tag in the form of the parameter.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a floor has no future")]
pub struct Tag {
    /// The username.
    pub username: &'static str,
    /// The distance from the left.
    pub x: f64,
    /// The distance from the top.
    pub y: f64,
}

/// The request that creates a photo's container.
///
/// # Panics
///
/// If it is not a valid reply.
pub fn create(
    bearer: &str,
    user: &str,
    image_url: &str,
    caption: &str,
    tags: &[Tag],
) -> Request<Vec<u8>> {
    let tags = serde_json::to_string(tags).expect("plain data");
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("image_url", image_url)
        .append_pair("caption", caption)
        .append_pair("user_tags", &tags)
        .finish();
    Request::builder()
        .method("POST")
        .uri(format!("https://graph.facebook.com/v26.0/{user}/media"))
        .header("authorization", bearer)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into_bytes())
        .expect("a request")
}

/// The only field of a status that matters.
#[derive(Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a floor has no future")]
pub struct Status {
    /// The code: `FINISHED` and the others.
    pub status_code: StatusCode,
}

/// The states of a container.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(
    clippy::exhaustive_enums,
    missing_docs,
    reason = "a floor has no future, and Meta's words"
)]
pub enum StatusCode {
    Expired,
    Error,
    Finished,
    InProgress,
    Published,
}

/// Reads a status reply.
///
/// # Panics
///
/// If it is not a valid reply.
pub fn status(response: &Response<Vec<u8>>) -> Status {
    assert!(response.status().is_success());
    serde_json::from_slice(response.body()).expect("a status")
}

/// An error reply.
#[derive(Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a floor has no future")]
pub struct Envelope {
    /// What went wrong.
    pub error: Error,
}

/// The parts of an error that a decision and a report need.
#[derive(Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a floor has no future")]
pub struct Error {
    /// The code.
    pub code: i64,
    /// The subcode.
    pub error_subcode: Option<i64>,
    /// The message.
    pub message: String,
    /// The trace id, which Meta requests in reports.
    pub fbtrace_id: Option<String>,
}

/// Reads an error reply.
///
/// # Panics
///
/// When it cannot be read.
pub fn error(response: &Response<Vec<u8>>) -> Envelope {
    assert!(!response.status().is_success());
    serde_json::from_slice(response.body()).expect("an error")
}
