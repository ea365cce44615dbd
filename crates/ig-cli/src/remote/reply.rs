//! What a server reports about a file in the head of its response.

use std::time::Duration;

use ig_core::http::{HeaderMap, StatusCode, header};
use ig_fetch::Head;

/// The head of a response.
#[derive(Clone, Debug)]
pub(super) struct Served {
    pub(super) status: StatusCode,
    pub(super) first_byte: Duration,
    pub(super) content_type: Option<String>,
    /// The length of the whole file.
    pub(super) length: Option<u64>,
    /// The start of the received part, if it is a part.
    pub(super) start: Option<u64>,
    /// The target of a redirect, without the query, which may contain a secret.
    pub(super) location: Option<String>,
    /// The content encoding, in lower case: `gzip`.
    pub(super) encoding: Option<String>,
}

/// The body of a response.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Why it ended early.
    pub(super) cut: Option<String>,
    /// Whether the server sent everything.
    pub(super) is_all: bool,
    /// How long it was read, if the time was up before the end.
    pub(super) late: Option<Duration>,
}

impl Served {
    pub(super) fn new(head: &Head) -> Self {
        let (status, headers) = (head.status, &head.headers);
        let encoding = text(headers, header::CONTENT_ENCODING.as_str());
        let encoding = encoding.map(|word| word.trim().to_ascii_lowercase());
        let encoding = encoding.filter(|word| !word.is_empty() && word != "identity");
        // The lengths and ranges of a compressed file are those of its compressed form.
        let is_plain = encoding.is_none();
        let range = text(headers, "content-range").and_then(content_range);
        let length = match range.filter(|_| is_plain) {
            Some((_, length)) if status == StatusCode::PARTIAL_CONTENT => length,
            _ => head.length.filter(|_| is_plain),
        };
        let start = range.map(|(start, _)| start);
        let location = text(headers, header::LOCATION.as_str());
        Self {
            status,
            first_byte: head.elapsed,
            content_type: text(headers, header::CONTENT_TYPE.as_str()).map(str::to_owned),
            length,
            start: start.filter(|_| status == StatusCode::PARTIAL_CONTENT),
            location: location.map(|it| it.split(['?', '#']).next().unwrap_or(it).to_owned()),
            encoding,
        }
    }

    /// Whether the file or a part of it follows.
    pub(super) fn has_file(&self) -> bool {
        matches!(self.status, StatusCode::OK | StatusCode::PARTIAL_CONTENT)
    }

    /// Whether the server serves parts of the file and reports the length of the whole.
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
    fn only_a_valid_range_is_read() {
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
