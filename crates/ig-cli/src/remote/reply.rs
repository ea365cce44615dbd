//! What a server says of a file, by the head of its answer.

use std::time::Duration;

use ureq::{
    Body,
    http::{HeaderMap, Response, StatusCode, header},
};

/// The head of an answer.
#[derive(Clone, Debug)]
pub(super) struct Served {
    pub(super) status: StatusCode,
    pub(super) first_byte: Duration,
    pub(super) content_type: Option<String>,
    /// The length of the whole file.
    pub(super) length: Option<u64>,
    /// Where the part that came starts, where it is a part.
    pub(super) start: Option<u64>,
    /// Where the server points instead: without the query, which may hold a secret.
    pub(super) location: Option<String>,
}

/// What came behind it.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Why it ended before it should have.
    pub(super) cut: Option<String>,
    /// Whether the server had no more.
    pub(super) is_all: bool,
    /// How long it was listened to, where there was more to come and no more time.
    pub(super) late: Option<Duration>,
}

impl Served {
    pub(super) fn new(response: &Response<Body>, first_byte: Duration) -> Self {
        let (status, headers) = (response.status(), response.headers());
        let range = text(headers, "content-range").and_then(content_range);
        let length = match range {
            Some((_, length)) if status == StatusCode::PARTIAL_CONTENT => length,
            _ => response.body().content_length(),
        };
        let start = range.map(|(start, _)| start);
        let location = text(headers, header::LOCATION.as_str());
        Self {
            status,
            first_byte,
            content_type: text(headers, header::CONTENT_TYPE.as_str()).map(str::to_owned),
            length,
            start: start.filter(|_| status == StatusCode::PARTIAL_CONTENT),
            location: location.map(|it| it.split(['?', '#']).next().unwrap_or(it).to_owned()),
        }
    }

    /// Whether the file, or a part of it, comes behind.
    pub(super) fn has_file(&self) -> bool {
        matches!(self.status, StatusCode::OK | StatusCode::PARTIAL_CONTENT)
    }

    /// Whether the server gives parts of the file, and says how long the whole is.
    pub(super) fn takes_ranges(&self) -> bool {
        self.start.is_some() && self.length.is_some()
    }

    /// The type without its parameters.
    pub(super) fn media_type(&self) -> Option<String> {
        let word = self.content_type.as_deref()?.split(';').next()?.trim();
        Some(word.to_ascii_lowercase()).filter(|word| !word.is_empty())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// `bytes 0-65535/300000000`, where the length may be `*`.
fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (part, length) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, end) = part.split_once('-')?;
    let (start, end) = (start.parse::<u64>().ok()?, end.parse::<u64>().ok()?);
    let length = match length {
        "*" => None,
        length => Some(length.parse::<u64>().ok()?),
    };
    let is_sound = start <= end && length.is_none_or(|length| end < length);
    is_sound.then_some((start, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_where_it_makes_sense() {
        let check = |text, expect| assert_eq!(content_range(text), expect, "{text}");
        check("bytes 0-9/100", Some((0, Some(100))));
        check("bytes 90-99/100", Some((90, Some(100))));
        check("bytes 0-9/*", Some((0, None)));
        for bad in ["bytes 0-100/100", "bytes 9-0/100", "bytes */100", "0-9/100", "bytes a-b/c", ""]
        {
            check(bad, None);
        }
    }
}
