//! Parts of a file: players ask for them to show a cover or to jump, and fetchers of media to see
//! whether a server has them.

use std::ops::Range;

use http::{HeaderValue, Request, Response, header};

use crate::reply;

/// The file, or the part of it that the request wants. With an `If-Range` that is not the tag of
/// the file, the whole file comes (RFC 9110, section 13.1.5).
pub(crate) fn respond(
    request: &Request<Vec<u8>>,
    content_type: &str,
    bytes: &[u8],
    tag: &str,
) -> Response<Vec<u8>> {
    let is_other = |condition: &HeaderValue| condition.as_bytes() != tag.as_bytes();
    let is_changed = request.headers().get(header::IF_RANGE).is_some_and(is_other);
    let wanted = request.headers().get(header::RANGE).filter(|_| !is_changed);
    let wanted = wanted.and_then(|range| range.to_str().ok());
    let mut response = match wanted.and_then(|range| part(range, bytes.len())) {
        None => reply::with_body(200, content_type, bytes.to_vec()),
        Some(None) => {
            let mut response = reply::with_body(416, content_type, Vec::new());
            let all = format!("bytes */{}", bytes.len());
            reply::set(response.headers_mut(), "content-range", &all);
            response
        }
        Some(Some(range)) => {
            let said = format!("bytes {}-{}/{}", range.start, range.end - 1, bytes.len());
            let mut response = reply::with_body(206, content_type, bytes[range].to_vec());
            reply::set(response.headers_mut(), "content-range", &said);
            response
        }
    };
    reply::set(response.headers_mut(), "accept-ranges", "bytes");
    response
}

/// The requested part. `None` if the header is not a single range, and is then ignored;
/// `Some(None)` for a range outside the file.
#[expect(clippy::option_option, reason = "no range and a bad one are answered differently")]
fn part(text: &str, length: usize) -> Option<Option<Range<usize>>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let range = if first.is_empty() {
        let count: usize = last.parse().ok()?;
        length.saturating_sub(count)..length
    } else {
        let start = first.parse().ok()?;
        let end =
            if last.is_empty() { length } else { last.parse::<usize>().ok()?.saturating_add(1) };
        start..end.min(length)
    };
    Some((range.start < range.end).then_some(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(range: &str, status: u16, body: &[u8], said: Option<&str>) {
        let request = Request::get("/").header("range", range).body(Vec::new()).unwrap();
        let response = respond(&request, "video/mp4", b"0123456789", "\"tag\"");
        assert_eq!((response.status().as_u16(), response.body().as_slice()), (status, body));
        let header = response.headers().get("content-range").map(|value| value.to_str().unwrap());
        assert_eq!(header, said);
    }

    #[test]
    fn a_part_of_a_file_is_the_requested_range() {
        check("bytes=2-4", 206, b"234", Some("bytes 2-4/10"));
        check("bytes=7-", 206, b"789", Some("bytes 7-9/10"));
        check("bytes=-3", 206, b"789", Some("bytes 7-9/10"));
        check("bytes=0-999", 206, b"0123456789", Some("bytes 0-9/10"));
        check("bytes=0-18446744073709551615", 206, b"0123456789", Some("bytes 0-9/10"));
    }

    #[test]
    fn a_part_of_another_file_is_not_given() {
        for (condition, status) in
            [("\"tag\"", 206), ("\"old\"", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 200)]
        {
            let request = Request::get("/").header("range", "bytes=2-4");
            let request = request.header("if-range", condition).body(Vec::new()).unwrap();
            let response = respond(&request, "video/mp4", b"0123456789", "\"tag\"");
            assert_eq!(response.status().as_u16(), status, "{condition}");
        }
    }

    #[test]
    fn what_lies_outside_is_refused_and_what_is_no_range_gets_the_whole_file() {
        check("bytes=10-", 416, b"", Some("bytes */10"));
        check("bytes=5-2", 416, b"", Some("bytes */10"));
        for odd in ["bytes=", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b"] {
            check(odd, 200, b"0123456789", None);
        }
    }
}
