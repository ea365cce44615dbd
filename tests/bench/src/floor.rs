//! The least hand-written code for one call: `format!`, a request builder, and the
//! smallest type that serde can fill. It checks nothing and hides nothing, and holds from call to
//! call what does not change.

use ig_core::http::{Request, Response};
use serde::{Deserialize, Serialize};

/// A tag as it stands in the parameter.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a floor has no future")]
pub struct Tag {
    /// Who.
    pub username: &'static str,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// The request that makes a photo's container.
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

/// The one word of a status that counts.
#[derive(Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a floor has no future")]
pub struct Status {
    /// `FINISHED` and its like.
    pub status_code: StatusCode,
}

/// What a container may say of itself.
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

/// What a status read came to.
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

/// What went wrong, without which nothing can be decided or told.
#[derive(Debug, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a floor has no future")]
pub struct Error {
    /// The number.
    pub code: i64,
    /// The subcode.
    pub error_subcode: Option<i64>,
    /// The words.
    pub message: String,
    /// What Meta asks for in a report.
    pub fbtrace_id: Option<String>,
}

/// What an error reply says.
///
/// # Panics
///
/// When it says nothing.
pub fn error(response: &Response<Vec<u8>>) -> Envelope {
    assert!(!response.status().is_success());
    serde_json::from_slice(response.body()).expect("an error")
}
