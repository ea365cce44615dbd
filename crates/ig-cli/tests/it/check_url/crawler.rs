//! Servers that answer Meta's crawler in their own way.

use super::*;

/// Sends the photo, or `instead` to clients that are kept away.
fn guarded(is_kept_away: fn(&str) -> bool, instead: fn(&mut Out)) -> Web {
    Web::start(move |asked, out| match is_kept_away(&asked.agent) {
        true => instead(out),
        false => out.whole("image/jpeg", &jpeg()),
    })
}

fn forbidden(out: &mut Out) {
    out.head("403 Forbidden\r\ncontent-length: 0");
}

#[test]
fn a_server_that_keeps_only_metas_crawler_away_is_a_risk() {
    type Answer = fn(&mut Out);
    let kinds: [(Answer, &str); 6] = [
        (forbidden, "403"),
        (|out| out.head("401 Unauthorized\r\ncontent-length: 0"), "401"),
        (|out| out.head("429 Slow Down\r\ncontent-length: 0"), "429"),
        (|out| out.head("503 Busy\r\ncontent-length: 0"), "503"),
        (|out| out.whole("text/html", b"<!doctype html><p>Are you a robot?"), "an HTML page"),
        (|_| (), "a broken connection"),
    ];
    for (instead, measured) in kinds {
        let web = guarded(|agent| agent.contains("facebookexternalhit"), instead);
        let file = local(&web.url("/a.jpg"), 0);
        assert_eq!(rules(&file), ["crawler"], "{file}");
        let finding = &file["findings"][0];
        assert_eq!((&finding["measured"], &finding["allowed"]), (&measured.into(), &"200".into()));
        assert_eq!(finding["evidence"], "risk");
        assert!(
            finding["advice"].as_str().unwrap().contains("-A facebookexternalhit/1.1"),
            "{file}"
        );
        assert_eq!((&file["file"]["width"], &file["fetch"]["agent"]), (&360.into(), &"ig".into()));
        assert_eq!(web.requests(), 2);
    }
}

#[test]
fn a_server_that_lets_only_metas_crawler_in_is_good() {
    let web = guarded(|agent| !agent.starts_with("facebookexternalhit/1.1 "), forbidden);
    let file = local(&web.url("/a.jpg"), 0);
    assert_eq!(rules(&file), [""; 0], "{file}");
    assert_eq!(file["fetch"]["agent"], "facebookexternalhit");
    assert_eq!(web.requests(), 1);
}

#[test]
fn a_server_that_keeps_everybody_away_is_an_error_that_says_so() {
    let web = guarded(|_| true, forbidden);
    let file = local(&web.url("/a.jpg"), 1);
    assert_eq!(rules(&file), ["status"]);
    let measured = file["findings"][0]["measured"].as_str().unwrap();
    assert_eq!(measured, "403, to Meta's crawler and to others");
    let advice = file["findings"][0]["advice"].as_str().unwrap();
    assert!(advice.contains("bot and hotlink rules") && !advice.contains("window"), "{advice}");
    assert_eq!(web.requests(), 2);
}

#[test]
fn robots_txt_is_read_for_metas_crawler() {
    const OWN: &str = "User-agent: *\nDisallow: /\n\nUser-agent: facebookexternalhit\nAllow: /\n";
    const PATH: &str = "User-agent: facebookexternalhit\nDisallow: /private/\n";
    for (status, text, path, rule, robots) in [
        ("200 OK", FORBIDDEN, "/a.jpg", Some("robots"), "forbidden"),
        ("200 OK", OWN, "/a.jpg", None, "allowed"),
        ("200 OK", PATH, "/private/a.jpg", Some("robots"), "forbidden"),
        ("200 OK", PATH, "/a.jpg", None, "allowed"),
        ("404 Not Found", FORBIDDEN, "/a.jpg", None, "allowed"),
        ("403 Forbidden", "", "/a.jpg", None, "allowed"),
        ("503 Busy", "", "/a.jpg", Some("robots-read"), "unknown"),
    ] {
        let web = Web::with_robots(status, text, |_, out| out.whole("image/jpeg", &jpeg()));
        let file = local(&web.url(path), 0);
        assert_eq!(rules(&file), rule.into_iter().collect::<Vec<_>>(), "{status} {text}: {file}");
        assert_eq!(file["fetch"]["robots"], robots);
        for finding in file["findings"].as_array().unwrap() {
            assert_eq!(
                (&finding["evidence"], &finding["severity"]),
                (&"risk".into(), &"warning".into())
            );
        }
    }
}

#[test]
fn a_server_that_answers_a_part_with_other_bytes_is_reported() {
    let (length, byte) = large(false);
    let web = Web::start(move |asked, out| {
        let (start, end) = asked.range.unwrap();
        out.head(&format!(
            "206 Partial\r\ncontent-type: video/mp4\r\ncontent-range: bytes {start}-{end}/{length}"
        ));
        let body: Vec<u8> = (0..=end - start).map(&byte).collect();
        out.body(&body);
    });
    let file = local(&web.url("/a.mp4"), 1);
    assert_eq!(rules(&file), ["sound-ranges"], "{file}");
    let measured = file["findings"][0]["measured"].as_str().unwrap();
    assert_eq!(measured, "answers 206 with different bytes when a part is requested again");
}

#[test]
fn a_compressed_file_is_judged_by_its_content() {
    use std::io::Write as _;
    let photo = jpeg();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&photo).unwrap();
    let body = gzip.finish().unwrap();
    let web = Web::start(move |_, out| out.whole("image/jpeg\r\ncontent-encoding: gzip", &body));
    let file = local(&web.url("/a.jpg"), 0);
    assert_eq!(rules(&file), [""; 0], "{file}");
    assert_eq!(
        (&file["file"]["width"], &file["file"]["size_bytes"]),
        (&360.into(), &photo.len().into())
    );
    assert_eq!(
        (&file["fetch"]["encoding"], &file["fetch"]["length"]),
        (&"gzip".into(), &Value::Null)
    );
    assert!(file["note"].as_str().unwrap().contains("compresses"), "{file}");

    let photo = jpeg();
    let web = Web::start(move |_, out| out.whole("image/jpeg\r\ncontent-encoding: br", &photo));
    assert_eq!(rules(&local(&web.url("/a.jpg"), 0)), ["content-encoding"]);
}
