//! Pages of other sites, and what they must not do here.

use http::{Method, Request};
use ig_sandbox_core::{Config, UploadStart};

use crate::support::{Bench, PHOTO, START, USER, request};

/// The reply to a page that posts a form, as browsers send it.
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

/// The reply to a page whose own name points to this machine: for a browser it is the same origin.
fn rebound(bench: &mut Bench, method: Method, path: &str, host: &str) -> u16 {
    let mut request = request(method, path, &[("image_url", PHOTO)]);
    let port = |host: &str| format!("{host}:8025");
    request.headers_mut().insert("host", port(host).parse().unwrap());
    request.headers_mut().insert("origin", format!("http://{}", port(host)).parse().unwrap());
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    bench.send(request).unwrap().status
}

#[test]
fn a_page_whose_name_points_here_can_neither_post_nor_read_nor_change_anything() {
    let mut bench = Bench::new();
    let posted = bench.post_photo("secret").1;
    let before = bench.sandbox.requests().len();
    let (get, post) = (Method::GET, Method::POST);
    for host in [
        "evil.example",
        "evil.example.",
        "127.0.0.1.evil.example",
        "127.0.0.1.nip.io",
        "localhost.evil.example",
        "graph.facebook.com.evil.example",
    ] {
        for (method, path) in [
            (&post, format!("/{USER}/media")),
            (&get, format!("/{USER}/media")),
            (&post, "/".to_owned()),
            (&post, "/ig-api-upload/v26.0/1".to_owned()),
            (&get, "/".to_owned()),
            (&get, "/p/nothing/".to_owned()),
            (&get, format!("/media/{posted}")),
            (&get, "/_sandbox/state".to_owned()),
            (&post, "/_sandbox/reset".to_owned()),
        ] {
            assert_eq!(
                rebound(&mut bench, method.clone(), &path, host),
                403,
                "{host} {method} {path}"
            );
        }
    }
    assert_eq!(bench.posts(), 1);
    assert_eq!(bench.sandbox.requests().len(), before, "the log is not spoilt");
}

#[test]
fn addresses_and_metas_names_are_accepted_and_other_names_if_allowed() {
    let path = format!("/{USER}/media");
    let mut bench = Bench::with(Config::default().with_allowed_host("Sandbox.example.com"));
    for host in [
        "localhost",
        "app.localhost",
        "127.0.0.1",
        "[::1]",
        "192.168.1.5",
        "[fd00::1]",
        "graph.facebook.com",
        "Graph.Facebook.com",
        "sandbox.example.com",
        "SANDBOX.example.com.",
        "instagram",
        "host.docker.internal",
        "sandbox.test",
    ] {
        assert_eq!(rebound(&mut bench, Method::POST, &path, host), 200, "{host}");
    }
    assert_eq!(rebound(&mut bench, Method::POST, &path, "graph.instagram.com"), 400, "the token");
    assert_eq!(rebound(&mut bench, Method::POST, &path, "other.example.com"), 403);
    assert_eq!(rebound(&mut bench, Method::POST, "/_sandbox/reset", "sandbox.example.com"), 200);
    for host in ["graph.facebook.com", "instagram", "192.168.1.5"] {
        assert_eq!(rebound(&mut bench, Method::POST, "/_sandbox/reset", host), 403, "{host}");
    }
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
fn allowing_a_site_allows_no_other() {
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
fn an_upload_of_another_site_is_refused_before_a_byte_is_read() {
    let mut bench = Bench::new();
    let request = Request::post("/ig-api-upload/v26.0/1").header("origin", "https://evil.example");
    let start = bench.sandbox.upload_begins(START, &request.body(()).unwrap());
    assert!(matches!(start, UploadStart::Refuse(_)), "{start:?}");
}
