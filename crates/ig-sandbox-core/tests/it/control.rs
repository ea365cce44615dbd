//! The control endpoints.

use http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Bench, PHOTO, TOKEN, USER};

#[test]
fn a_sandbox_says_that_it_is_up_and_what_it_has() {
    let mut bench = Bench::new();
    let health = bench.get("/health", &[]);
    assert_eq!((health.status, health.to_text().as_str()), (200, "ok\n"));
    for path in ["/_sandbox", "/_sandbox/"] {
        let index = bench.get(path, &[]).json();
        assert_eq!(index["openapi"], "/_sandbox/openapi.json");
        let paths = index["paths"].as_array().unwrap();
        assert!(paths.contains(&serde_json::json!("/_sandbox/duplicates")), "{index}");
    }
    assert_eq!(bench.get("/_sandbox/openapi.json", &[]).json()["openapi"], "3.1.0");
}

#[test]
fn the_state_starts_with_one_account() {
    let state = Bench::new().control(Method::GET, "state", "").json();
    assert_eq!(
        state,
        json!({
            "now": "2019-09-26T22:36:43+0000",
            "now_ms": 1_569_537_403_000_u64,
            "accounts": [{
                "id": USER, "username": "bronz_fonz", "quota_usage": 0, "quota_total": 25,
                "container_usage": 0, "container_total": 400,
                "media": [], "containers": [],
            }],
        })
    );
}

#[test]
fn the_state_is_the_typed_one() {
    let mut bench = Bench::new();
    bench.post_photo("first");
    bench.post_photo("second");
    bench.create("third");
    let typed = serde_json::to_value(bench.state()).unwrap();
    assert_eq!(bench.control(Method::GET, "state", "").json(), typed);
    let account = &typed["accounts"][0];
    assert_eq!(account["media"][0]["caption"], "second");
    assert_eq!(account["media"][1]["caption"], "first");
    assert_eq!(account["containers"][0]["caption"], "third");
    assert_eq!(account["containers"][0]["status_code"], "FINISHED");
    assert_eq!(account["containers"][0]["source_url"], PHOTO);
    assert_eq!(account["media"][0]["container_id"], account["containers"][1]["id"]);
}

#[test]
fn the_clock_goes_forward() {
    let mut bench = Bench::new();
    let reply = bench.control(Method::POST, "clock", r#"{"advance_s": 86400}"#).json();
    assert_eq!(reply["now"], "2019-09-27T22:36:43+0000");
    bench.control(Method::POST, "clock", r#"{"advance_s": 0.5}"#);
    let reply = bench.control(Method::GET, "clock", "").json();
    assert_eq!(reply["now_ms"], 1_569_537_403_000_u64 + 86_400_500);
}

#[test]
fn late_commits_happen_when_the_clock_goes_forward() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.arm(r#"[{"on": "publish", "do": "late_commit", "delay_s": 60}]"#);
    bench.try_publish(&container).is_error(500, 2, 0);
    bench.control(Method::POST, "clock", r#"{"advance_s": 61}"#);
    let state = bench.control(Method::GET, "state", "").json();
    assert_eq!(state["accounts"][0]["media"].as_array().unwrap().len(), 1);
}

#[test]
fn a_reset_restores_the_start() {
    let mut bench = Bench::new();
    let before = bench.control(Method::GET, "state", "").json();
    bench.post_photo("a");
    let ids = |bench: &mut Bench| {
        let state = bench.control(Method::GET, "state", "").json();
        let account = &state["accounts"][0];
        [&account["media"][0]["id"], &account["containers"][0]["id"]].map(ToString::to_string)
    };
    let given = ids(&mut bench);
    bench.arm(r#"[{"on": "any", "do": "drop"}]"#);
    bench.control(Method::POST, "clock", r#"{"advance_s": 86400}"#);
    bench.control(Method::POST, "files/a.jpg", "bytes");
    assert_eq!(bench.control(Method::POST, "reset", "").json(), json!({"reset": true}));
    assert_eq!(bench.control(Method::GET, "state", "").json(), before);
    assert_eq!(bench.control(Method::GET, "faults", "").json(), json!([]));
    assert_eq!(bench.control(Method::GET, "requests", "").json(), json!([]));
    assert_eq!(bench.control(Method::GET, "files/a.jpg", "").status, 404);
    bench.post_photo("b");
    let again = ids(&mut bench);
    assert!(again.iter().all(|id| !given.contains(id)), "{given:?}, {again:?}");
}

#[test]
fn faults_are_listed_while_they_are_armed() {
    let mut bench = Bench::new();
    let reply = bench.control(
        Method::POST,
        "faults",
        r#"[{"on": "limit", "nth": 2, "do": "late_commit", "delay_s": 1.5, "shows": "in_progress"},
            {"on": "any", "times": 3, "do": "error", "status": 403, "code": 4, "subcode": 2207051}]"#,
    );
    assert_eq!(
        reply.json(),
        json!([
            {"on": "limit", "nth": 2, "times": 1, "do": "late_commit", "delay_s": 1.5,
             "shows": "in_progress", "seen": 0, "done": 0},
            {"on": "any", "nth": 1, "times": 3, "do": "error", "status": 403, "code": 4,
             "subcode": 2_207_051, "seen": 0, "done": 0},
        ])
    );
    for _ in 0..3 {
        bench.get(&format!("/{USER}"), &[]).is_error(403, 4, 2_207_051);
    }
    let left = bench.control(Method::GET, "faults", "").json();
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(left[0]["do"], "late_commit");
    assert_eq!(bench.control(Method::DELETE, "faults", "").json(), json!([]));
}

#[test]
fn faults_survive_the_trip_through_json() {
    use ig_sandbox_core::{Do, Fault, On, Shows};
    for fault in [
        Fault::new(On::Publish, Do::Drop),
        Fault::new(On::Any, Do::Delay)
            .nth(3)
            .times(2)
            .with_delay(std::time::Duration::from_millis(20)),
        Fault::new(On::MediaList, Do::RateLimit).with_minutes(5),
        Fault::new(On::Create, Do::LateCommit)
            .with_status(500)
            .with_code(1)
            .with_subcode(99)
            .with_message("m")
            .with_title("t")
            .with_echoed_token()
            .with_shows(Shows::InProgress),
    ] {
        let text = serde_json::to_string(&fault).unwrap();
        assert_eq!(serde_json::from_str::<Fault>(&text).unwrap(), fault, "{text}");
    }
}

#[test]
fn wrong_faults_are_refused_with_the_reason() {
    for (body, reason) in [
        ("", "cannot read this: EOF"),
        ("{", "cannot read this: EOF"),
        ("7", "this is not a list of faults"),
        (r#"[{"do": "drop"}]"#, "fault 1: missing field `on`"),
        (r#"[{"on": "publish"}]"#, "fault 1: missing field `do`"),
        (r#"[{"on": "publish", "do": "explode"}]"#, "unknown variant `explode`, expected one of"),
        (r#"[{"on": "posting", "do": "drop"}]"#, "unknown variant `posting`, expected one of"),
        (r#"[{"on": "publish", "do": "drop", "delay": 3}]"#, "unknown field `delay`"),
        (r#"[{"on": "publish", "do": "drop", "nth": 0}]"#, "`nth` and `times` count from 1"),
        (r#"[{"on": "publish", "do": "drop", "times": 0}]"#, "`nth` and `times` count from 1"),
        (r#"[{"on": "publish", "do": "drop", "nth": -1}]"#, "invalid value"),
        (r#"[{"on": "publish", "do": "error", "status": 99}]"#, "`status` must be an HTTP status"),
        (r#"[{"on": "publish", "do": "late_commit"}]"#, "needs `delay_s`"),
        (r#"[{"on": "publish", "do": "delay"}]"#, "needs `delay_s`"),
        (r#"[{"on": "publish", "do": "delay", "delay_s": -1}]"#, "the delay must be from 0"),
        (r#"[{"on": "publish", "do": "delay", "delay_s": 1e300}]"#, "the delay must be from 0"),
        (r#"[{"on": "any", "do": "delay", "delay_s": 1, "delay_ms": 1}]"#, "give one of them"),
        (r#"[{"on": "create", "do": "processing"}]"#, "needs `delay_s`, `subcode`, or both"),
        (r#"[{"on": "publish", "do": "fetch_fails"}]"#, "cannot happen on this `on`"),
        (r#"[{"on": "limit", "do": "status_lag", "delay_s": 1}]"#, "cannot happen on this `on`"),
        (r#"[{"on": "any", "do": "drop"}, {"on": "any", "do": "x"}]"#, "fault 2: unknown variant"),
    ] {
        let mut bench = Bench::new();
        let reply = bench.control(Method::POST, "faults", body);
        let error = reply.text("/error");
        assert_eq!(reply.status, 400, "{body}");
        assert!(error.contains(reason), "{body}: {error}");
        // All or nothing.
        assert_eq!(bench.control(Method::GET, "faults", "").json(), json!([]));
    }
}

#[test]
fn a_single_fault_needs_no_list() {
    let mut bench = Bench::new();
    bench.arm(r#"{"on": "any", "do": "drop"}"#);
    assert!(bench.call(Method::GET, "/me", &[]).is_none());
}

#[test]
fn a_wrong_clock_is_refused_with_the_reason() {
    for (body, reason) in [
        ("", "send {\"advance_s\": 86400}"),
        ("{}", "missing field `advance_s`"),
        (r#"{"advance_s": "1"}"#, "invalid type"),
        (r#"{"advance": 1}"#, "unknown field `advance`"),
        (r#"{"advance_s": -1}"#, "the clock only goes forward"),
        (r#"{"advance_s": 1e12}"#, "the clock only goes forward"),
    ] {
        let reply = Bench::new().control(Method::POST, "clock", body);
        assert_eq!(reply.status, 400);
        let error = reply.text("/error");
        assert!(error.contains(reason), "{body}: {error}");
    }
}

#[test]
fn wrong_paths_and_methods_are_refused_with_the_valid_ones() {
    for (method, path, status, reason) in [
        (Method::GET, "nothing", 404, "there are clock, codes, containers"),
        (Method::POST, "state", 405, "/_sandbox/state takes GET"),
        (Method::GET, "reset", 405, "/_sandbox/reset takes POST"),
        (Method::PUT, "clock", 405, "/_sandbox/clock takes GET and POST"),
        (Method::GET, "files/none.jpg", 404, "no file of this name"),
        (Method::GET, "requests?limit=x", 400, "must be a whole number"),
    ] {
        let reply = Bench::new().control(method.clone(), path, "");
        assert_eq!(reply.status, status, "{method} {path}");
        let error = reply.text("/error");
        assert!(error.contains(reason), "{path}: {error}");
    }
}

#[test]
fn a_file_can_be_stored_and_posted() {
    let mut bench = Bench::new();
    let file = crate::support::jpeg(40, 50);
    let request = Request::post("/_sandbox/files/my%20photo (1).jpg".replace(' ', "+"))
        .header("host", "127.0.0.1:8025")
        .body(file.clone())
        .unwrap();
    let url = bench.send(request).unwrap().text("/url");
    assert_eq!(url, "http://127.0.0.1:8025/_sandbox/files/my-20photo--1-.jpg");
    // The internet of the test does not have it: it is one of the sandbox's own files.
    let container = bench.try_create(&[("image_url", &url)]).id();
    bench.try_publish(&container).id();
    let back = bench.control(Method::GET, "files/my-20photo--1-.jpg", "");
    assert_eq!((back.header("content-type"), &back.body), (Some("image/jpeg"), &file));
    assert_eq!(back.header("x-content-type-options"), Some("nosniff"));
    let gone = "http://127.0.0.1:8025/_sandbox/files/gone.jpg";
    bench.try_create(&[("image_url", gone)]).is_error(400, 9004, 2_207_052);
}

#[test]
fn a_stored_page_is_not_served_as_a_page() {
    let mut bench = Bench::new();
    bench.control(Method::POST, "files/a.html", "<script>alert(1)</script>");
    let reply = bench.control(Method::GET, "files/a.html", "");
    assert_eq!(reply.header("content-type"), Some("application/octet-stream"));
    assert_eq!(reply.header("content-security-policy"), Some("default-src 'none'; sandbox"));
}

#[test]
fn files_need_a_name_and_have_a_limit() {
    let mut bench = Bench::new();
    for name in ["files/", "files/...", "files/.."] {
        assert_eq!(bench.control(Method::POST, name, "x").status, 400, "{name}");
    }
    let request = Request::post("/_sandbox/files/a").header("host", "localhost");
    let reply = bench.send(request.body(vec![0; (100 << 20) + 1]).unwrap()).unwrap();
    assert_eq!(reply.status, 413);
    for (name, status) in [("a", 200), ("b", 200), ("c", 413), ("b", 200)] {
        let request = Request::post(format!("/_sandbox/files/{name}")).header("host", "localhost");
        let reply = bench.send(request.body(vec![0; 100 << 20]).unwrap()).unwrap();
        assert_eq!(reply.status, status, "{name}");
    }
}

fn guarded(method: Method, headers: &[(&str, &str)]) -> u16 {
    let path = if method == Method::GET { "/_sandbox/state" } else { "/_sandbox/reset" };
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Bench::new().send(request.body(Vec::new()).unwrap()).unwrap().status
}

#[test]
fn pages_of_other_sites_may_not_change_anything() {
    let host = ("host", "127.0.0.1:8025");
    for (headers, status) in [
        (vec![host], 200),
        (vec![host, ("origin", "http://127.0.0.1:8025")], 200),
        (vec![host, ("sec-fetch-site", "same-origin")], 200),
        (vec![host, ("sec-fetch-site", "none")], 200),
        (vec![host, ("origin", "http://127.0.0.1:9000")], 403),
        (vec![host, ("origin", "https://evil.example")], 403),
        (vec![host, ("origin", "null")], 403),
        (vec![host, ("sec-fetch-site", "cross-site")], 403),
        (vec![host, ("sec-fetch-site", "same-site")], 403),
    ] {
        assert_eq!(guarded(Method::POST, &headers), status, "{headers:?}");
    }
}

#[test]
fn the_control_endpoints_accept_only_this_machines_own_names() {
    for (host, status) in [
        ("127.0.0.1:8025", 200),
        ("127.0.0.1", 200),
        ("127.8.9.10:1", 200),
        ("localhost:8025", 200),
        ("LOCALHOST", 200),
        ("ig.localhost:8025", 200),
        ("[::1]:8025", 200),
        ("evil.example", 403),
        ("evil.example:8025", 403),
        ("localhost.evil.example", 403),
        ("evillocalhost", 403),
        ("127.0.0.1.evil.example", 403),
        ("192.168.1.2:8025", 403),
        ("user@127.0.0.1", 403),
        ("", 403),
    ] {
        for method in [Method::GET, Method::POST] {
            assert_eq!(guarded(method.clone(), &[("host", host)]), status, "{method} {host:?}");
        }
    }
}

#[test]
fn control_replies_never_show_a_token() {
    let mut bench = Bench::new();
    let wrong = "EAAGm0PX4ZCpsBAKZCwrong";
    bench.post_photo(&format!("my token is {TOKEN}"));
    bench.get(&format!("/{USER}/media"), &[("access_token", wrong), ("debug", wrong)]);
    bench.get(&format!("/{USER}/media"), &[("access_token", TOKEN), ("limit", "1")]);
    bench.post_photo("another");
    let next = bench.get(&format!("/{USER}/media"), &[("limit", "1")]);
    assert!(next.to_text().contains(TOKEN));
    bench.get(&format!("/{TOKEN}/media"), &[]);
    bench.arm(&format!(r#"[{{"on": "upload", "do": "error", "message": "{TOKEN}"}}]"#));
    bench.control(Method::POST, &format!("files/{TOKEN}"), "x");
    for path in ["state", "requests", "faults", "clock", "nothing", TOKEN] {
        let text = bench.control(Method::GET, path, "").to_text();
        assert!(!text.contains(TOKEN) && !text.contains(wrong), "{path}: {text}");
    }
    let requests: Value = bench.control(Method::GET, "requests", "").json();
    assert!(requests.to_string().contains("[token]"));
}
