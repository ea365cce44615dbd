//! Pages of other sites, and what they may not do here.

use http::{Method, Request};
use ig_sandbox::{Config, UploadStart};

use crate::support::{Bench, PHOTO, START, USER, request};

/// What a page gets that posts a form, as browsers send it.
fn post(bench: &mut Bench, origin: Option<&str>, site: Option<&str>) -> u16 {
    let mut request = request(Method::POST, &format!("/{USER}/media"), &[("image_url", PHOTO)]);
    let headers = [("origin", origin), ("sec-fetch-site", site)];
    for (name, value) in headers.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    bench.send(request).unwrap().status
}

#[test]
fn a_page_of_another_site_can_neither_post_nor_read() {
    let mut bench = Bench::new();
    let cross = Some("cross-site");
    assert_eq!(post(&mut bench, Some("https://evil.example"), cross), 403);
    assert_eq!(post(&mut bench, Some("https://evil.example"), None), 403);
    assert_eq!(post(&mut bench, Some("null"), cross), 403, "a sandboxed frame");
    assert_eq!(post(&mut bench, None, cross), 403, "a picture or a link");
    assert_eq!(post(&mut bench, Some("http://localhost.evil.example"), cross), 403);
    assert_eq!(bench.state().accounts[0].containers.len(), 0);
    assert_eq!(bench.sandbox.requests().len(), 0, "the log is not spoilt");
}

#[test]
fn programs_and_pages_of_this_machine_are_served() {
    let mut bench = Bench::new();
    assert_eq!(post(&mut bench, None, None), 200, "no browser");
    assert_eq!(post(&mut bench, Some("http://127.0.0.1:8025"), Some("same-origin")), 200);
    assert_eq!(post(&mut bench, Some("http://localhost:3000"), Some("cross-site")), 200);
    assert_eq!(post(&mut bench, Some("http://app.localhost:3000"), Some("cross-site")), 200);
    assert_eq!(post(&mut bench, None, Some("none")), 200, "typed into the address bar");
}

#[test]
fn a_site_can_be_allowed_and_no_other_with_it() {
    let config = Config::default().with_allowed_origin("https://app.example");
    let mut bench = Bench::with(config);
    assert_eq!(post(&mut bench, Some("https://app.example"), Some("cross-site")), 200);
    assert_eq!(post(&mut bench, Some("https://evil.example"), Some("cross-site")), 403);
    assert_eq!(post(&mut bench, None, Some("cross-site")), 403);
    let mut bench = Bench::with(Config::default().with_allowed_origin("*"));
    assert_eq!(post(&mut bench, Some("https://evil.example"), Some("cross-site")), 200);
    assert_eq!(post(&mut bench, None, Some("cross-site")), 200);
}

#[test]
fn an_upload_of_another_site_is_refused_before_a_byte_is_taken() {
    let mut bench = Bench::new();
    let request = Request::post("/ig-api-upload/v26.0/1").header("origin", "https://evil.example");
    let start = bench.sandbox.upload_begins(START, &request.body(()).unwrap());
    assert!(matches!(start, UploadStart::Refuse(_)), "{start:?}");
}

/// A page that has made its own name point here is of the same origin for a browser.
#[test]
fn a_name_that_anyone_can_point_here_is_not_answered_to() {
    let list = format!("/{USER}/media?access_token=sandbox-token");
    let get = |bench: &mut Bench, host: &str| {
        let request = Request::get(&list).header("host", host).body(Vec::new()).unwrap();
        bench.send(request).unwrap().status
    };
    let mut bench = Bench::new();
    for host in ["evil.example", "evil.example:8025", "localhost.evil.example", "127.0.0.1.nip.io"]
    {
        assert_eq!(get(&mut bench, host), 403, "{host}");
        let origin = format!("http://{host}");
        let request = Request::post(&list).header("host", host).header("origin", &origin);
        let request = request.header("sec-fetch-site", "same-origin").body(Vec::new()).unwrap();
        assert_eq!(bench.send(request).unwrap().status, 403, "{host}");
    }
    assert_eq!(bench.sandbox.requests().len(), 0, "the log is not spoilt");
    for host in [
        "localhost:8025",
        "app.localhost",
        "127.0.0.1:8025",
        "192.168.1.5:8025",
        "[::1]:8025",
        "instagram:8025",
        "sandbox.internal",
        "sandbox.test",
        "graph.facebook.com",
    ] {
        assert_eq!(get(&mut bench, host), 200, "{host}");
    }
    let config = Config::default().with_allowed_origin("http://sandbox.example.com:8025");
    let mut bench = Bench::with(config);
    assert_eq!(get(&mut bench, "sandbox.example.com:8025"), 200);
    assert_eq!(get(&mut bench, "evil.example:8025"), 403);
}
