//! The log of requests.

use http::Method;
use ig_sandbox_core::Handling;
use serde_json::json;

use crate::support::{Bench, PHOTO, USER, fetch, form, request};

#[test]
fn requests_are_logged_in_their_order() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.try_publish("17889455560051444");
    let log = bench.control(Method::GET, "requests", "").json();
    assert_eq!(
        log[0],
        json!({
            "at_ms": 1_569_537_403_000_u64,
            "method": "POST",
            "path": format!("/v26.0/{USER}/media"),
            "params": {"image_url": PHOTO, "caption": "a"},
            "status": 200,
            "body": {"id": container},
        })
    );
    assert_eq!(log[1]["status"], 400);
    assert_eq!(log[1]["body"]["error"]["code"], 24);
    assert_eq!(log.as_array().unwrap().len(), 2);
    assert_eq!(serde_json::to_value(bench.sandbox.requests()).unwrap(), log);
}

#[test]
fn only_the_latest_requests_can_be_requested() {
    let mut bench = Bench::new();
    bench.create("first");
    bench.create("second");
    let log = bench.control(Method::GET, "requests?limit=1", "").json();
    assert_eq!(log.as_array().unwrap().len(), 1);
    assert_eq!(log[0]["params"]["caption"], "second");
}

#[test]
fn secrets_are_masked_by_name_and_by_value() {
    let mut bench = Bench::new();
    let secret = "EAAG|secret/token";
    let body = form(&[
        ("access_token", secret),
        ("appsecret_proof", "0123456789abcdef"),
        ("client_secret", "hush"),
        ("caption", &format!("my token is {secret}!")),
        ("image_url", "https://www.example.com/?t=EAAG%7Csecret%2Ftoken"),
        ("tags", &format!("[\"{secret}\"]")),
    ]);
    let request = http::Request::post(format!("/{USER}/media")).body(body.into_bytes()).unwrap();
    bench.send(request).unwrap().is_error(400, 190, 0);
    assert_eq!(
        serde_json::to_value(&bench.sandbox.requests()[0].params).unwrap(),
        json!({
            "access_token": "[token]",
            "appsecret_proof": "[secret]",
            "client_secret": "[secret]",
            "caption": "my token is [token]!",
            "image_url": "https://www.example.com/?t=[token]",
            "tags": "[\"[token]\"]",
        })
    );
}

#[test]
fn lost_replies_have_no_status_and_name_their_fault() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.arm(r#"[{"on": "publish", "do": "commit_then_drop"}]"#);
    let path = format!("/{USER}/media_publish");
    assert!(bench.call(Method::POST, &path, &[("creation_id", &container)]).is_none());
    let log = bench.control(Method::GET, "requests?limit=1", "").json();
    assert_eq!(log[0].get("status"), Some(&json!(null)));
    assert_eq!(log[0]["body"], json!(null));
    assert_eq!(log[0]["faults"], json!(["commit_then_drop"]));
}

#[test]
fn bodies_that_are_not_json_are_logged_as_text() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "any", "do": "garble"}]"#);
    bench.get(&format!("/{USER}"), &[]);
    assert_eq!(bench.sandbox.requests()[0].body, json!(r#"{"id":"178414"#));
}

#[test]
fn the_log_is_bounded() {
    let mut bench = Bench::new();
    for _ in 0..9_995 {
        bench.get(&format!("/{USER}"), &[]);
    }
    // The older half is forgotten between these looks.
    for number in 0..10 {
        bench.get(&format!("/{USER}"), &[("limit", &number.to_string())]);
        let last = bench.sandbox.requests().last().unwrap();
        assert_eq!(last.params["limit"], json!(number.to_string()));
    }
    let length = bench.sandbox.requests().len();
    assert!((5_000..=10_000).contains(&length), "{length}");
    let shown = serde_json::to_value(bench.sandbox.requests()).unwrap();
    assert!(shown == bench.control(Method::GET, "requests", "").json(), "as if made at once");
    bench.create("last");
    let last = bench.sandbox.requests().last().unwrap();
    assert_eq!((last.status, &last.params["caption"]), (Some(200), &json!("last")));
}

#[test]
fn what_was_shown_before_is_shown_again_only_as_long_as_it_is_true() {
    let mut bench = Bench::new();
    let now = bench.now;
    let create = request(Method::POST, &format!("/{USER}/media"), &[("image_url", PHOTO)]);
    let Handling::Fetch(wanted) = bench.sandbox.handle(now, create) else { panic!("no fetch") };
    bench.get(&format!("/{USER}"), &[]);
    let statuses = |bench: &Bench| -> Vec<_> {
        bench.sandbox.requests().iter().map(|logged| logged.status).collect()
    };
    assert_eq!(statuses(&bench), [None, Some(200)]);
    let fetched = fetch(&wanted.url);
    let answer = bench.sandbox.fetched(now, wanted.ticket, fetched);
    assert!(matches!(answer, Handling::Respond(_)), "{answer:?}");
    assert_eq!(statuses(&bench), [Some(200), Some(200)]);
}

#[test]
fn the_debug_form_of_the_log_has_no_token() {
    let mut bench = Bench::new();
    bench.get(&format!("/{USER}"), &[("access_token", "EAA-secret-1")]);
    assert!(!format!("{:?}", bench.sandbox).contains("EAA-secret-1"));
}

#[test]
fn the_log_is_bounded_in_size_too() {
    let mut bench = Bench::new();
    let long = "x".repeat(8_000);
    let names: Vec<String> = (0..100).map(|number| format!("unknown_{number}")).collect();
    let params: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &*long)).collect();
    let body = form(&params);
    for _ in 0..30 {
        let mut asked = request(Method::GET, "/me", &[]);
        *asked.body_mut() = body.clone().into_bytes();
        bench.send(asked).unwrap();
    }
    let size = serde_json::to_string(bench.sandbox.requests()).unwrap().len();
    assert!((8 << 20..18 << 20).contains(&size), "{size} bytes");
    assert!(bench.sandbox.requests().len() < 30);
    let last = bench.sandbox.requests().last().unwrap();
    assert_eq!(last.status, Some(200), "the latest is there, with its reply");
}

#[test]
fn long_texts_are_cut_in_the_log() {
    let mut bench = Bench::new();
    let long = "ü".repeat(100_000);
    let body = form(&[("caption", &long)]);
    let request = http::Request::post(format!("/{USER}/media"))
        .header("authorization", "Bearer sandbox-token")
        .body(body.into_bytes())
        .unwrap();
    bench.send(request).unwrap().is_error(400, 100, 0);
    let logged = bench.sandbox.requests()[0].params["caption"].as_str().unwrap().len();
    assert!(logged < 10_000, "{logged}");
}

#[test]
fn control_and_pages_are_not_logged() {
    let mut bench = Bench::new();
    bench.control(Method::GET, "state", "");
    bench.get("/", &[]);
    bench.get("/p/none/", &[]);
    assert!(bench.sandbox.requests().is_empty());
}
