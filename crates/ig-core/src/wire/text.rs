//! Bytes of a server as text.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

/// Reads JSON. The text is checked as a whole, once, and not string by string; whatever
/// is not UTF-8 in it is replaced.
pub(crate) fn parsed<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    let text = str::from_utf8(body).map(Cow::Borrowed);
    serde_json::from_str(&text.unwrap_or_else(|_| String::from_utf8_lossy(body)))
}
