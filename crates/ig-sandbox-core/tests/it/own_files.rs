//! `/_sandbox/files/{name}`: whole and in parts, under every name that the sandbox has.

use http::{Method, Request};
use ig_sandbox_core::Secure;

use crate::support::{Bench, Reply, TOKEN, USER, form};

const SAMPLE: &[u8] = include_bytes!("../../src/files/sample.mp4");

fn get(bench: &mut Bench, method: Method, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::builder().method(method).uri("/_sandbox/files/sample.mp4");
    for (name, value) in headers.iter().chain(&[("host", "127.0.0.1:8025")]) {
        request = request.header(*name, *value);
    }
    bench.send(request.body(Vec::new()).unwrap()).unwrap()
}

/// What a request for a part of the sample gets.
#[track_caller]
fn check(headers: &[(&str, &str)], status: u16, bytes: std::ops::Range<usize>) {
    let reply = get(&mut Bench::new(), Method::GET, headers);
    assert_eq!(reply.status, status, "{headers:?}");
    assert!(reply.body == SAMPLE[bytes.clone()], "{headers:?}");
    assert_eq!(reply.header("accept-ranges"), Some("bytes"));
    let said = match status {
        206 => Some(format!("bytes {}-{}/{}", bytes.start, bytes.end - 1, SAMPLE.len())),
        416 => Some(format!("bytes */{}", SAMPLE.len())),
        _ => None,
    };
    assert_eq!(reply.header("content-range"), said.as_deref(), "{headers:?}");
}

#[test]
fn a_file_comes_in_parts() {
    let length = SAMPLE.len();
    check(&[], 200, 0..length);
    check(&[("range", "bytes=0-99")], 206, 0..100);
    check(&[("range", "bytes=100-")], 206, 100..length);
    check(&[("range", "bytes=-10")], 206, length - 10..length);
    check(&[("range", &format!("bytes={length}-"))], 416, 0..0);
    let other = ("if-range", "\"another\"");
    check(&[("range", "bytes=0-99"), other], 200, 0..length);
    let tag = get(&mut Bench::new(), Method::GET, &[]).header("etag").unwrap().to_owned();
    check(&[("range", "bytes=0-99"), ("if-range", &tag)], 206, 0..100);
    let head = get(&mut Bench::new(), Method::HEAD, &[]);
    assert_eq!((head.status, head.header("etag")), (200, Some(tag.as_str())));
}

#[test]
fn a_file_can_be_read_and_posted_under_every_name() {
    for (base, is_secure) in [
        ("http://127.0.0.1:8025", false),
        ("http://localhost:8025", false),
        ("http://[::1]:8025", false),
        ("https://127.0.0.1:8025", true),
        ("https://localhost:8025", true),
        ("https://graph.facebook.com:8025", true),
        ("https://graph.instagram.com:8025", true),
        ("https://rupload.facebook.com:8025", true),
    ] {
        let mut bench = Bench::new();
        let host = base.split_once("://").unwrap().1;
        let url = format!("{base}/_sandbox/files/sample.jpg");
        let mut read = Request::get("/_sandbox/files/sample.jpg")
            .header("host", host)
            .body(Vec::new())
            .unwrap();
        if is_secure {
            Secure::mark(&mut read);
        }
        assert_eq!(bench.send(read).unwrap().status, 200, "{url}");
        // Whoever asks may come by another name than the file.
        let body = form(&[("image_url", &url), ("access_token", TOKEN)]);
        let create = Request::post(format!("/{USER}/media")).header("host", "127.0.0.1:8025");
        bench.send(create.body(body.into_bytes()).unwrap()).unwrap().id();
    }
}

#[test]
fn other_machines_and_other_ports_are_not_ours() {
    for url in [
        "https://www.example.com:8025/_sandbox/files/sample.jpg",
        "http://127.0.0.1:9999/_sandbox/files/sample.jpg",
        "http://127.0.0.1/_sandbox/files/sample.jpg",
        "http://127.0.0.1:8025/files/sample.jpg",
    ] {
        // The internet of these tests has no such file.
        Bench::new().try_create(&[("image_url", url)]).is_error(400, 9004, 2_207_052);
    }
}

#[test]
fn only_files_are_read_under_metas_names() {
    let ask = |path: &str, method: Method| {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("host", "graph.facebook.com").body(Vec::new()).unwrap();
        Bench::new().send(request).unwrap().status
    };
    assert_eq!(ask("/_sandbox/files/sample.jpg", Method::HEAD), 200);
    assert_eq!(ask("/_sandbox/state", Method::GET), 403);
    assert_eq!(ask("/_sandbox/files/own.jpg", Method::POST), 403);
    let request = Request::get("/_sandbox/files/sample.jpg").header("host", "evil.example.com");
    let reply = Bench::new().send(request.body(Vec::new()).unwrap()).unwrap();
    assert_eq!(reply.status, 403);
}
