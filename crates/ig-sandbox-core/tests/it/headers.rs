//! The headers that Meta sends.

use crate::support::{Bench, USER};

#[test]
fn a_success_has_metas_headers() {
    let mut bench = Bench::new();
    let reply = bench.get(&format!("/v25.0/{USER}"), &[]);
    for (name, value) in [
        ("content-type", "application/json; charset=UTF-8"),
        ("facebook-api-version", "v25.0"),
        ("vary", "Origin"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("strict-transport-security", "max-age=15552000; preload"),
        ("pragma", "no-cache"),
        ("cache-control", "private, no-cache, no-store, must-revalidate"),
        ("expires", "Sat, 01 Jan 2000 00:00:00 GMT"),
        ("date", "Thu, 26 Sep 2019 22:36:43 GMT"),
        ("x-app-usage", r#"{"call_count":0,"total_cputime":0,"total_time":0}"#),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
    let trace = reply.header("x-fb-request-id").unwrap();
    assert!(trace.len() == 23 && trace.starts_with('A'), "{trace}");
    assert_eq!(reply.header("x-fb-trace-id").unwrap().len(), 11);
    assert!(reply.header("x-fb-rev").unwrap().parse::<u64>().is_ok());
    assert!(reply.header("x-fb-debug").unwrap().ends_with("=="));
    assert_eq!(reply.header("www-authenticate"), None);
    assert_eq!(reply.header("retry-after"), None);
}

#[test]
fn an_error_has_a_challenge_and_the_trace_id_of_its_body() {
    let mut bench = Bench::new();
    let reply = bench.try_publish("17889455560051444");
    assert_eq!(
        reply.header("www-authenticate"),
        Some(
            "OAuth \"Facebook Platform\" \"invalid_request\" \"The requested resource does not \
             exist\""
        ),
    );
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("retry-after"), None);
    assert_eq!(reply.header("x-fb-request-id"), Some(&*reply.text("/error/fbtrace_id")));
}

#[test]
fn characters_that_are_invalid_in_a_header_are_replaced() {
    let mut bench = Bench::new();
    let fields = "a\"b\r\nset-cookie: x\u{fc}";
    let reply = bench.get(&format!("/{USER}"), &[("fields", fields)]);
    reply.is_error(400, 100, 0);
    let challenge = reply.response.headers().get("www-authenticate").unwrap();
    assert!(challenge.as_bytes().starts_with(b"OAuth \"Facebook Platform\" \"invalid_request\""));
    assert_eq!(reply.header("set-cookie"), None);
}

#[test]
fn every_trace_id_is_different() {
    let mut bench = Bench::new();
    let ids: std::collections::BTreeSet<String> = (0..50)
        .map(|_| bench.get(&format!("/{USER}"), &[]).header("x-fb-request-id").unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 50);
}

#[test]
fn the_date_is_that_of_the_virtual_clock_everywhere() {
    let mut bench = Bench::new();
    bench.sandbox.advance(std::time::Duration::from_secs(86_400));
    for path in ["/", "/_sandbox/state", "/p/nothing/", "/nonsense", "/favicon.ico"] {
        let reply = bench.get(path, &[]);
        assert_eq!(reply.header("date"), Some("Fri, 27 Sep 2019 22:36:43 GMT"), "{path}");
    }
}

#[test]
fn usage_grows_with_calls_and_never_reaches_the_end() {
    let mut bench = Bench::new();
    let usage = |bench: &mut Bench| {
        let reply = bench.get(&format!("/{USER}"), &[]);
        let usage: serde_json::Value =
            serde_json::from_str(reply.header("x-app-usage").unwrap()).unwrap();
        usage["call_count"].as_u64().unwrap()
    };
    for _ in 0..200 {
        usage(&mut bench);
    }
    assert_eq!(usage(&mut bench), 10);
    bench.wait(3600);
    assert_eq!(usage(&mut bench), 0);
}
