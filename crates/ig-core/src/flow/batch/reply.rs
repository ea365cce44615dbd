//! What came back of a batch, entry by entry.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;

use super::Slot;
use crate::{
    endpoint::{self, Endpoint},
    wire::{DecodeError, Error, ResponseError},
};

/// What became of the parts of a [`Batch`](super::Batch).
///
/// A part without a result is *unknown*: it may have been carried out. That is
/// no leave to repeat it; its [`Effect`](crate::Effect) is.
pub struct BatchReply {
    entries: Vec<Entry>,
    error: Option<Error>,
}

struct Entry {
    name: &'static str,
    response: Option<Response<Vec<u8>>>,
}

impl BatchReply {
    pub(super) fn new(
        answers: impl Iterator<Item = (&'static str, Option<Response<Vec<u8>>>)>,
        error: Option<Error>,
    ) -> Self {
        let entries = answers.map(|(name, response)| Entry { name, response }).collect();
        Self { entries, error }
    }

    /// Takes out the result of the call that `slot` stands for, read as that of
    /// a single call. `None`: it is unknown, or was taken out before.
    pub fn take<E: Endpoint>(
        &mut self,
        slot: Slot<E>,
    ) -> Option<Result<E::Response, ResponseError>> {
        let entry = self.entries.get_mut(slot.place).filter(|entry| entry.name == E::NAME)?;
        entry.response.take().map(|response| endpoint::read::<E>(&response))
    }

    /// The headers of the parts that have a result: each tells of usage. Those
    /// that were taken out are left out.
    pub fn headers(&self) -> impl Iterator<Item = &HeaderMap> {
        self.entries.iter().filter_map(|entry| entry.response.as_ref().map(Response::headers))
    }

    /// How many parts have no result, or none any more.
    pub fn unknown(&self) -> usize {
        self.entries.iter().filter(|entry| entry.response.is_none()).count()
    }

    /// Why a part has no result, where the whole request failed: of several
    /// requests the last that did. Only [`BatchFlow`](super::BatchFlow) tells;
    /// [`Batch::read`](super::Batch::read) gives the error in place of a reply.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    pub(super) fn into_responses(self) -> impl Iterator<Item = Option<Response<Vec<u8>>>> {
        self.entries.into_iter().map(|entry| entry.response)
    }
}

/// Only counts: a body may be anything.
impl fmt::Debug for BatchReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchReply")
            .field("parts", &self.entries.len())
            .field("unknown", &self.unknown())
            .field("error", &self.error)
            .finish()
    }
}

/// Reads the response to a batch of the calls called `names`.
pub(super) fn read(
    response: &Response<impl AsRef<[u8]>>,
    names: impl ExactSizeIterator<Item = &'static str>,
) -> Result<BatchReply, ResponseError> {
    let (status, headers, body) = (response.status(), response.headers(), response.body().as_ref());
    if !status.is_success() {
        return Err(ResponseError::from_failure(status, headers, body));
    }
    let Ok(entries) = serde_json::from_slice::<Vec<Value>>(body) else {
        return Err(match ResponseError::from_failure(status, headers, body) {
            error @ ResponseError::Api(_) => error,
            _ => DecodeError::new("not the reply to a batch").into(),
        });
    };
    if names.len() < entries.len() {
        return Err(DecodeError::new("more replies than calls in the batch").into());
    }
    let mut entries = entries.into_iter();
    // What is missing at the end is as unknown as what is null.
    let answers = names.map(|name| (name, entries.next().and_then(single)));
    Ok(BatchReply::new(answers, None))
}

/// The entry as the response to a single call, or nothing where it is null or
/// not to be read.
fn single(mut entry: Value) -> Option<Response<Vec<u8>>> {
    let status = entry.get("code")?.as_u64().and_then(|code| u16::try_from(code).ok())?;
    let status = StatusCode::from_u16(status).ok()?;
    let body = match entry.get_mut("body").map(Value::take) {
        Some(Value::String(text)) => text.into_bytes(),
        Some(Value::Null) | None => Vec::new(),
        Some(_) => return None,
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = entry.get("headers").and_then(Value::as_array);
    for header in headers.into_iter().flatten() {
        let text = |key| header.get(key).and_then(Value::as_str);
        let name = text("name").and_then(|name| HeaderName::try_from(name).ok());
        let value = text("value").and_then(|value| HeaderValue::try_from(value).ok());
        if let (Some(name), Some(value)) = (name, value) {
            response.headers_mut().append(name, value);
        }
    }
    Some(response)
}
