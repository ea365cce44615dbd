//! The rules that a response breaks: pure functions of the response.

use ig_core::{error::KnownError, http::StatusCode, rules::url};
use ig_fetch::Robots;
use ig_media::{Finding, Format};

use super::reply::{Piece, Served};

/// The rules that the head of a response breaks.
pub(super) fn answer(served: &Served) -> Vec<Finding> {
    let mut findings = Vec::new();
    if served.status.is_redirection() {
        let to = served.location.as_deref().map(|to| format!(", to {to}")).unwrap_or_default();
        let measured = format!("{}{to}", served.status.as_u16());
        findings.push(url::REDIRECT.broken(measured));
    } else if served.status == StatusCode::RANGE_NOT_SATISFIABLE {
        let measured = "416, as for an empty file";
        findings
            .push(url::STATUS.broken(measured).with_allowed("200 and a file that is not empty"));
    } else if !served.has_file() {
        findings.push(status(served, served.status.as_u16().to_string()));
    } else if served.status == StatusCode::PARTIAL_CONTENT && served.start != Some(0) {
        let measured = "answers 206, but not with the requested part";
        findings.push(url::SOUND_RANGES.broken(measured));
    }
    let first_byte = u64::try_from(served.first_byte.as_millis()).unwrap_or(u64::MAX);
    if !url::FIRST_BYTE.bound.holds(first_byte) {
        let measured = format!("{:.1} s", served.first_byte.as_secs_f64());
        findings.push(url::FIRST_BYTE.broken(measured));
    }
    findings
}

/// The server does not return the file. The advice is the one for the same status in
/// Meta's messages.
fn status(served: &Served, measured: String) -> Finding {
    let status = served.status.as_u16();
    let known = KnownError::find(9004, Some(2_207_052), &format!("HTTP error code {status}"));
    match known.and_then(|known| known.advice.split_once(": ")) {
        Some((_, advice)) if known.is_some_and(|known| known.message.is_some()) => {
            url::STATUS.broken(measured).with_advice(advice)
        }
        _ => url::STATUS.broken(measured),
    }
}

/// How a server keeps crawlers away, in words; `None` if it does not.
pub(super) fn keeps_away(served: &Served, piece: &Piece) -> Option<String> {
    match served.status.as_u16() {
        status @ (401 | 403 | 406 | 429 | 503) => Some(status.to_string()),
        _ if !served.has_file() || !is_page(&piece.bytes) => None,
        _ => Some(match served.media_type() {
            Some(word) if word != "text/html" => format!("an HTML page, labelled as {word}"),
            _ => "an HTML page".to_owned(),
        }),
    }
}

/// Only Meta's crawler is kept away.
pub(super) fn crawler(meta: &str, others: StatusCode) -> Finding {
    url::CRAWLER.broken(meta).with_allowed(others.as_u16().to_string())
}

/// Everyone is kept away.
pub(super) fn kept_away(served: &Served, words: &str) -> Finding {
    let measured = format!("{words}, to Meta's crawler and to others");
    match served.has_file() {
        true => url::INTERSTITIAL.broken(measured),
        false => status(served, measured),
    }
}

/// What robots.txt says to Meta's fetcher.
pub(super) fn robots(robots: &Robots) -> Option<Finding> {
    match robots {
        Robots::Forbidden { agent, path, .. } => {
            let measured = format!("`Disallow: {path}` for `{agent}`");
            Some(url::ROBOTS.broken(measured))
        }
        Robots::Unknown(why) => Some(url::ROBOTS_READ.broken(why.clone())),
        _ => None,
    }
}

/// A host that Meta is reported to refuse: Cloudflare's development URLs of buckets, and
/// S3 URLs with the bucket in the path instead of the host.
pub(super) fn host(host: &str) -> Option<Finding> {
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if name.ends_with(".r2.dev") {
        return Some(url::REPORTED_HOST.broken(name));
    }
    let is_s3 = name == "s3.amazonaws.com"
        || (name.starts_with("s3.") || name.starts_with("s3-")) && name.ends_with(".amazonaws.com");
    is_s3.then(|| {
        let measured = format!("{name} with the bucket in the path");
        let allowed = "the bucket in the host (BUCKET.s3.REGION.amazonaws.com)";
        url::REPORTED_HOST.broken(measured).with_allowed(allowed)
    })
}

/// A known part of the file is requested again: its bytes have to be the same.
pub(super) fn same_part(served: &Served, piece: &Piece, at: u64, known: &[u8]) -> Option<Finding> {
    let status = served.status.as_u16();
    let measured = match served.start {
        Some(start) if start != at => format!("answers {status} with another part of the file"),
        Some(_) if piece.bytes != known => {
            format!("answers {status} with different bytes when a part is requested again")
        }
        Some(_) => return None,
        None => format!("answers {status} to a request for a later part of the file"),
    };
    Some(url::SOUND_RANGES.broken(measured))
}

/// Whether it is an HTML page.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    const STARTS: [&str; 3] = ["<!doctype html", "<html", "<head"];
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let bytes = bytes[start..].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes[start..]);
    STARTS.iter().any(|word| {
        let head = bytes.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// The connection broke before the announced length had arrived.
pub(super) fn cut(served: &Served, piece: &Piece, why: &str) -> Finding {
    let read = piece.bytes.len();
    let announced = match served.length {
        Some(length) if !served.takes_ranges() => format!(" of {length}"),
        _ => String::new(),
    };
    url::WHOLE.broken(format!("{read} bytes{announced} and ends ({why})"))
}

/// The rules that a response breaks, given the file's content.
pub(super) fn file(served: &Served, url: &str, format: Format) -> Vec<Finding> {
    let mut findings = Vec::new();
    if matches!(format, Format::Mp4 | Format::Mov) && !served.takes_ranges() {
        let measured = "ignores Range requests";
        findings.push(url::RANGES.broken(measured));
    }
    match served.encoding.as_deref() {
        None | Some("gzip" | "x-gzip" | "deflate") => {}
        Some(encoding) => findings.push(url::ENCODING.broken(encoding)),
    }
    if served.length.is_none() && served.encoding.is_none() {
        findings.push(url::LENGTH.broken("unknown"));
    }
    let expected = media_types(format);
    let served_type = served.media_type();
    if !expected.is_empty() && !served_type.as_deref().is_some_and(|it| expected.contains(&it)) {
        let served_type = served_type.unwrap_or_else(|| "of no type".to_owned());
        findings.push(url::CONTENT_TYPE.broken(served_type).with_allowed(expected[0]));
    }
    if let Some((_, extensions)) = EXTENSIONS.iter().find(|(known, _)| *known == format) {
        let name = last_segment(url);
        let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
        if !end.as_deref().is_some_and(|end| extensions.contains(&end)) {
            let measured = end.map_or_else(|| "no extension".to_owned(), |end| format!(".{end}"));
            let allowed = format!(".{}", extensions[0]);
            findings.push(url::EXTENSION.broken(measured).with_allowed(allowed));
        }
    }
    findings
}

/// Only for formats that Instagram accepts; other formats break more important rules.
const EXTENSIONS: [(Format, &[&str]); 3] = [
    (Format::Jpeg, &["jpg", "jpeg"]),
    (Format::Mp4, &["mp4", "m4v", "mov"]),
    (Format::Mov, &["mov", "mp4", "qt"]),
];

fn media_types(format: Format) -> &'static [&'static str] {
    match format {
        Format::Jpeg => &["image/jpeg", "image/jpg"],
        Format::Mp4 => &["video/mp4", "video/quicktime", "video/x-m4v"],
        Format::Mov => &["video/quicktime", "video/mp4"],
        _ => &[],
    }
}

fn last_segment(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    path.rsplit_once('/').map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn served() -> Served {
        Served {
            status: StatusCode::PARTIAL_CONTENT,
            first_byte: Duration::from_millis(40),
            content_type: Some("image/jpeg".to_owned()),
            length: Some(1000),
            start: Some(0),
            location: None,
            encoding: None,
        }
    }

    fn rules(findings: Vec<Finding>) -> Vec<&'static str> {
        findings.into_iter().map(|finding| finding.row).collect()
    }

    #[test]
    fn a_first_byte_is_slow_after_three_seconds() {
        let after =
            |millis| answer(&Served { first_byte: Duration::from_millis(millis), ..served() });
        assert_eq!(rules(after(2999)), [""; 0]);
        let slow = &after(3000)[0];
        assert_eq!((slow.row, slow.measured.as_str()), ("first-byte", "3.0 s"));
    }

    #[test]
    fn the_name_and_type_of_a_file_are_compared_with_its_content() {
        let jpeg = "https://a.example/x/a.jpg?sig=1";
        let check = |content_type: &str, url, format, expect: &[&str]| {
            let content_type = Some(content_type.to_owned()).filter(|word| !word.is_empty());
            let served = Served { content_type, ..served() };
            assert_eq!(rules(file(&served, url, format)), expect, "{url} {format}");
        };
        check("image/jpeg", jpeg, Format::Jpeg, &[]);
        check("image/JPEG; q=1", "https://a.example/A.JPEG", Format::Jpeg, &[]);
        check("image/png", jpeg, Format::Jpeg, &["content-type"]);
        check("", jpeg, Format::Jpeg, &["content-type"]);
        check("image/jpeg", "https://a.example/image", Format::Jpeg, &["url-extension"]);
        check("image/jpeg", "https://a.example", Format::Jpeg, &["url-extension"]);
        check("image/jpeg", "https://a.example/get.php?a.jpg", Format::Jpeg, &["url-extension"]);
        check("video/mp4", "https://a.example/a.mp4", Format::Mp4, &[]);
        check("image/png", jpeg, Format::Png, &[]);
    }

    #[test]
    fn videos_need_ranges_and_photos_do_not() {
        let whole = Served { status: StatusCode::OK, start: None, ..served() };
        assert_eq!(rules(file(&whole, "https://a.example/a.jpg", Format::Jpeg)), [""; 0]);
        let whole = Served { content_type: Some("video/mp4".to_owned()), ..whole };
        assert_eq!(rules(file(&whole, "https://a.example/a.mp4", Format::Mp4)), ["ranges"]);
    }

    #[test]
    fn a_page_is_recognized_by_its_start() {
        for text in ["<!DOCTYPE html><p>", " \n<HTML>", "\u{feff}<html>", "<head>"] {
            assert!(is_page(text.as_bytes()), "{text}");
        }
        for bytes in [&b"\xFF\xD8\xFF\xE0"[..], b"", b"  ", b"<svg", b"{\"error\":1}"] {
            assert!(!is_page(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn only_the_reported_hosts_are_findings() {
        let check = |name: &str, expect: bool| {
            let row = host(name).map(|finding| finding.row);
            assert_eq!(row, expect.then_some("reported-host"), "{name}");
        };
        check("pub-0123456789abcdef.r2.dev", true);
        check("PUB-1.R2.DEV:443", true);
        check("s3.amazonaws.com", true);
        check("s3.eu-central-1.amazonaws.com", true);
        check("s3-us-west-2.amazonaws.com", true);
        check("bucket.s3.eu-central-1.amazonaws.com", false);
        check("media.example.com", false);
        check("r2.dev.example.com", false);
        check("s3.example.com", false);
    }

    #[test]
    fn a_status_gets_the_advice_for_metas_message() {
        for (status, word) in [
            (401, "needs none"),
            (403, "let the user agent facebookexternalhit through"),
            (404, "correct the URL"),
            (410, "put it there again"),
            (429, "raise that limit"),
            (451, "let the user agent"),
            (503, "check the server"),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let finding = &answer(&Served { status, start: None, ..served() })[0];
            assert_eq!(finding.row, "status");
            assert!(finding.advice.contains(word), "{status}: {}", finding.advice);
            assert!(!finding.advice.contains("window"), "{}", finding.advice);
        }
    }
}
