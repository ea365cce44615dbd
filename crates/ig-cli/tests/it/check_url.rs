//! `ig check URL`: one test for each thing that a server can do wrong.

mod crawler;

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    media,
    web::{Out, Web},
    world::{NOBODY, Ran, World, run},
};

const REEL: &[u8] = include_bytes!("../../../ig-media/tests/data/h264_aac_faststart.mp4");

/// Far less than such a server would take, and more than a busy machine needs.
const SOON: Duration = Duration::from_secs(60);

fn check(url: &str, args: &[&str]) -> Ran {
    let world = World::new();
    run(&mut world.bare(&[&["check", url, "--json"], args].concat()))
}

/// With `--local`, because the servers are on this machine.
#[track_caller]
fn local(url: &str, code: i32) -> Value {
    check(url, &["--local"]).expect(code).json()["files"][0].clone()
}

fn rules(file: &Value) -> Vec<&str> {
    let findings = file["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

fn jpeg() -> Vec<u8> {
    media::jpeg(360, 360)
}

#[test]
fn a_good_server_has_no_findings() {
    let web = Web::of("image/jpeg", jpeg());
    let file = local(&web.url("/a.jpg"), 0);
    assert_eq!(rules(&file), [""; 0], "{file}");
    assert_eq!((&file["file"]["width"], &file["fetch"]["ranges"]), (&360.into(), &true.into()));
    assert_eq!(file["fetch"]["length_bytes"], jpeg().len());
    assert_eq!(web.requests(), 1, "one part is enough for a small file");

    let web = Web::of("video/mp4", REEL.to_vec());
    let file = local(&web.url("/a.mp4"), 0);
    assert_eq!(file["as"], "reel");
    assert!(!rules(&file).contains(&"ranges"), "{file}");
}

#[test]
fn a_redirect_is_reported_and_not_followed() {
    let target = Web::of("image/jpeg", jpeg());
    let location = target.url("/b.jpg?sig=EAAGsecretsecret");
    let web = Web::start(move |_, out| {
        out.head(&format!("302 Found\r\nlocation: {location}\r\ncontent-length: 0"));
    });
    let file = local(&web.url("/a.jpg"), 1);
    assert_eq!(rules(&file), ["redirect"]);
    let measured = file["findings"][0]["measured"].as_str().unwrap();
    assert_eq!(measured, format!("302, to {}", target.url("/b.jpg")));
    assert_eq!((web.requests(), target.requests()), (1, 0));
}

#[test]
fn a_status_other_than_200_is_reported() {
    for status in ["404 Not Found", "403 Forbidden", "500 Oops", "416 Empty"] {
        let web = Web::start(move |_, out| {
            out.head(&format!("{status}\r\ncontent-length: 4"));
            out.body(b"oops");
        });
        let file = local(&web.url("/a.jpg"), 1);
        assert_eq!(rules(&file), ["status"], "{status}");
        assert_eq!(file["fetch"]["status"].to_string(), status[..3]);
        assert_eq!(file["file"], Value::Null);
    }
}

#[test]
fn a_server_without_ranges_is_a_risk_for_videos_and_not_for_photos() {
    let web = Web::start(|_, out| out.whole("video/mp4", REEL));
    let file = local(&web.url("/a.mp4"), 0);
    assert_eq!(rules(&file), ["ranges"]);
    assert_eq!(file["findings"][0]["evidence"], "risk");
    assert_eq!((&file["fetch"]["ranges"], &file["file"]["format"]), (&false.into(), &"mp4".into()));
    assert!(file["findings"][0]["advice"].as_str().unwrap().contains("2207077"), "{file}");
    let web = Web::start(|_, out| out.whole("image/jpeg", &jpeg()));
    assert_eq!(rules(&local(&web.url("/a.jpg"), 0)), [""; 0]);
}

#[test]
fn without_ranges_only_the_head_is_read_and_a_note_says_so() {
    let mut photo = jpeg();
    photo.resize(4 << 20, 0);
    let web = Web::start(move |_, out| out.whole("image/jpeg", &photo));
    let file = local(&web.url("/a.jpg"), 0);
    assert!(file["note"].as_str().unwrap().contains("only its beginning"), "{file}");
    assert_eq!(file["fetch"]["bytes_read"], 1 << 20);
    assert_eq!(file["file"]["size_bytes"], 4 << 20);
}

#[test]
fn a_page_in_place_of_the_file_is_reported() {
    for kind in ["text/html; charset=utf-8", "image/jpeg"] {
        let web = Web::start(move |_, out| out.whole(kind, b"\n<!DOCTYPE html><p>Visit site?"));
        let file = local(&web.url("/a.jpg"), 1);
        assert_eq!(rules(&file), ["interstitial"], "{kind}");
    }
}

#[test]
fn a_type_that_contradicts_the_bytes_is_reported() {
    for kind in ["image/png", "application/octet-stream", "video/mp4"] {
        let web = Web::of(kind, jpeg());
        let file = local(&web.url("/a.jpg"), 0);
        assert_eq!(rules(&file), ["content-type"]);
        assert_eq!(file["findings"][0]["measured"], kind);
    }
}

#[test]
fn a_path_without_an_extension_is_reported() {
    let web = Web::of("image/jpeg", jpeg());
    assert_eq!(rules(&local(&web.url("/image?id=1"), 0)), ["url-extension"]);
}

#[test]
fn a_slow_first_byte_is_reported_with_its_time() {
    let web = Web::start(|_, out| {
        thread::sleep(Duration::from_millis(3100));
        out.whole("image/jpeg", &jpeg());
    });
    let file = local(&web.url("/a.jpg"), 0);
    assert_eq!(rules(&file), ["first-byte"]);
    assert!(file["fetch"]["first_byte_ms"].as_u64().unwrap() >= 3100, "{file}");
    let measured = file["findings"][0]["measured"].as_str().unwrap();
    let seconds: f64 = measured.strip_suffix(" s").unwrap().parse().unwrap();
    assert!(seconds >= 3.1, "{measured}");
}

#[test]
fn a_silent_server_is_given_up() {
    let web = Web::start(|_, _| thread::sleep(Duration::from_secs(600)));
    let start = Instant::now();
    let ran = check(&web.url("/a.jpg"), &["--local", "--timeout", "1s"]).expect(1);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    let file = ran.json()["files"][0].clone();
    assert_eq!(rules(&file), ["reachable"]);
    assert_eq!(file["findings"][0]["measured"], "does not answer within 1.0 s");
}

#[test]
fn a_missing_server_is_reported() {
    let file = local(&format!("{NOBODY}/a.jpg"), 1);
    assert_eq!(rules(&file), ["reachable"]);
}

#[test]
fn an_endless_body_is_given_up_after_a_megabyte() {
    let web = Web::start(|_, out| {
        out.head("200 OK\r\ncontent-type: image/jpeg");
        out.body(&jpeg());
        while out.body(&[0; 65536]) {}
    });
    let file = local(&web.url("/a.jpg"), 0);
    assert_eq!(rules(&file), ["content-length"]);
    assert_eq!(file["fetch"]["bytes_read"], 1 << 20);
    assert_eq!(file["file"]["width"], 360);
    assert!(file["note"].as_str().unwrap().contains("its size was not checked"), "{file}");
}

#[test]
fn a_trickling_body_is_given_up_in_time() {
    let web = Web::start(|_, out| {
        out.head("200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 900000");
        out.body(&jpeg());
        while out.body(b"\0") {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let start = Instant::now();
    let ran = check(&web.url("/a.jpg"), &["--local", "--timeout", "4s"]).expect(0);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    let file = ran.json()["files"][0].clone();
    assert_eq!((rules(&file), &file["file"]["width"]), (vec!["speed"], &360.into()));
}

#[test]
fn a_body_shorter_than_announced_is_reported() {
    let web = Web::start(|_, out| {
        out.head("200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: 900000");
        out.body(&jpeg());
    });
    let file = local(&web.url("/a.jpg"), 1);
    assert_eq!(rules(&file), ["whole"]);
    let measured = file["findings"][0]["measured"].as_str().unwrap();
    assert!(measured.starts_with(&format!("{} bytes of 900000", jpeg().len())), "{measured}");
}

/// The head of the video, and the rest.
fn large(index_at_the_end: bool) -> (u64, impl Fn(u64) -> u8 + Send + Sync + 'static) {
    const PICTURES: u64 = 250_000_000;
    let mut at = 0;
    let (mut ftyp, mut moov) = (Vec::new(), Vec::new());
    while at + 8 <= REEL.len() {
        let size = u32::from_be_bytes(REEL[at..at + 4].try_into().unwrap()) as usize;
        match &REEL[at + 4..at + 8] {
            b"ftyp" => ftyp = REEL[at..at + size].to_vec(),
            b"moov" => moov = REEL[at..at + size].to_vec(),
            _ => (),
        }
        at += size;
    }
    assert!(!ftyp.is_empty() && !moov.is_empty());
    let mdat = [&(PICTURES as u32).to_be_bytes()[..], b"mdat"].concat();
    let (head, tail) = match index_at_the_end {
        false => ([ftyp, moov, mdat].concat(), Vec::new()),
        true => ([ftyp, mdat].concat(), moov),
    };
    let tail_at = head.len() as u64 + PICTURES - 8;
    let length = tail_at + tail.len() as u64;
    let byte = move |at: u64| match at.checked_sub(tail_at) {
        Some(offset) => tail[offset as usize],
        None => head.get(at as usize).copied().unwrap_or(0),
    };
    (length, byte)
}

#[test]
fn little_is_read_of_a_large_video() {
    for (index_at_the_end, place) in [(false, "first"), (true, "last")] {
        let (length, byte) = large(index_at_the_end);
        let web = Web::of_source("video/mp4", length, byte);
        let ran = check(&web.url("/a.mp4"), &["--local"]);
        let file = &ran.json()["files"][0];
        assert_eq!(file["file"]["video"]["moov"], place, "{file}");
        assert_eq!(file["file"]["size_bytes"], length);
        assert_eq!(file["file"]["video"]["duration_s"], 3.0);
        assert!(web.bytes() < 256 * 1024, "{} bytes were served", web.bytes());
        assert_eq!(file["fetch"]["bytes_read"], web.bytes());
        assert_eq!(file["fetch"]["requests"], web.requests());
    }
}

#[test]
fn a_file_of_nothing_but_headers_ends_after_two_megabytes() {
    // Unknown boxes of 4000 bytes, without an end.
    let byte = |at: u64| match at {
        0..24 => b"\0\0\0\x18ftypisom\0\0\x02\0isommp42"[at as usize],
        _ => b"\0\0\x0f\xa0free".get(((at - 24) % 4000) as usize).copied().unwrap_or(0),
    };
    let web = Web::of_source("video/mp4", 290_000_000, byte);
    let file = local(&web.url("/a.mp4"), 0);
    assert_eq!(
        (rules(&file), &file["file"]["video"]["moov"]),
        (vec!["complete"], &"unread".into())
    );
    assert!(file["note"].as_str().unwrap().contains("2 MiB"), "{file}");
    assert!(web.bytes() <= 2 * 1024 * 1024, "{} bytes were served", web.bytes());
}

#[test]
fn a_server_that_stops_serving_ranges_is_reported() {
    let (length, byte) = large(true);
    let web = Web::start(move |asked, out| {
        let (start, end) = asked.range.unwrap();
        if start > 0 {
            return out.whole("video/mp4", REEL);
        }
        out.head(&format!("206 Partial\r\ncontent-range: bytes {start}-{end}/{length}"));
        let body: Vec<u8> = (start..=end).map(&byte).collect();
        out.body(&body);
    });
    let file = local(&web.url("/a.mp4"), 1);
    assert_eq!(rules(&file), ["sound-ranges"], "{file}");
    let measured = file["findings"][0]["measured"].as_str().unwrap();
    assert!(measured.contains("answers 200 to a request for a later part"), "{measured}");
}

#[test]
fn a_file_that_changes_meanwhile_is_reported() {
    let (length, byte) = large(true);
    let web = Web::start(move |asked, out| {
        let (start, end) = asked.range.unwrap();
        let length = length + start;
        let end = end.min(length - 1);
        out.head(&format!("206 Partial\r\ncontent-range: bytes {start}-{end}/{length}"));
        let body: Vec<u8> = (start..=end).map(&byte).collect();
        out.body(&body);
    });
    let file = local(&web.url("/a.mp4"), 1);
    assert_eq!(rules(&file), ["whole"], "{file}");
}

#[test]
fn this_machine_is_not_contacted_without_permission() {
    let web = Web::of("image/jpeg", jpeg());
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0"] {
        let url = format!("http://{host}:{}/a.jpg", web.port());
        let ran = check(&url, &[]).expect(1);
        let file = ran.json()["files"][0].clone();
        assert!(rules(&file).contains(&"public-host"), "{host}: {file}");
        assert_eq!(file["fetch"]["requests"], 1, "it is tried, without a connection");
    }
    assert_eq!(web.requests(), 0);
    let url = web.url("/a.jpg");
    check(&url, &["--local"]).expect(0);
    assert_eq!(web.requests(), 1);

    let world = World::new();
    world.ig(&["check", &url]).expect(0);
    assert_eq!(web.requests(), 2, "the API is local, and can also fetch from here");
    let mut command = world.bare(&["check", &url]);
    run(command.env("IG_API_BASE", "https://graph.facebook.com")).expect(1);
    assert_eq!(web.requests(), 2);
}

#[test]
fn private_networks_are_not_contacted() {
    for host in ["10.0.0.1", "192.168.1.1", "169.254.169.254", "[fd00::1]", "100.64.0.1"] {
        let start = Instant::now();
        let ran = check(&format!("https://{host}/a.jpg"), &[]).expect(1);
        let file = ran.json()["files"][0].clone();
        assert_eq!(rules(&file), ["public-host"], "{host}");
        assert!(start.elapsed() < SOON, "there is no wait for {host}");
    }
}

#[test]
fn cloud_metadata_is_not_contacted_even_with_permission() {
    for host in ["169.254.169.254", "[::ffff:169.254.169.254]", "100.100.100.200", "2852039166"] {
        let file = local(&format!("http://{host}/latest/meta-data/"), 1);
        assert!(rules(&file).contains(&"public-host"), "{host}: {file}");
        assert!(file.to_string().contains("the metadata of a cloud"), "{host}: {file}");
    }
}

#[test]
fn http_is_a_warning_and_other_urls_cannot_be_used() {
    // It is reserved for documentation, and has no server.
    let ran = check("http://a.invalid/a.jpg", &["--timeout", "5s"]).expect(1);
    let file = ran.json()["files"][0].clone();
    assert_eq!(rules(&file), ["https", "reachable"]);
    assert_eq!(file["findings"][0]["severity"], "warning");
    for url in [
        "https://a.example/ä.jpg",
        "https://a.example/a b.jpg",
        "ftp://a.example/a.jpg",
        "https://user:pass@a.example/a.jpg",
        "https://a.example/a.jpg#x",
        "https:///a.jpg",
    ] {
        let ran = check(url, &[]).expect(1);
        let file = ran.json()["files"][0].clone();
        assert_eq!(rules(&file), ["url"], "{url}");
        assert_eq!(file["fetch"]["requests"], 0);
    }
}

#[test]
fn the_text_form_has_the_same_content() {
    let web = Web::with_robots("200 OK", FORBIDDEN, |_, out| out.whole("video/mp4", REEL));
    let world = World::new();
    let ran = run(&mut world.bare(&["check", &web.url("/a.mp4"), "--local"])).expect(0);
    for word in [
        "Instagram accepts it",
        "  server   200, video/mp4, ",
        "\n  warning  ranges: the server",
        "\n  warning  robots: the robots.txt of the server has `Disallow: /` for `*`",
    ] {
        assert!(ran.stdout.contains(word), "{word:?} is not in {}", ran.stdout);
    }
}

const FORBIDDEN: &str = "User-agent: *\nDisallow: /\n";
