//! The usage headers.

use http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Bench, Reply, USER};

fn header(reply: &Reply, name: &str) -> Value {
    serde_json::from_str(reply.header(name).unwrap()).unwrap()
}

fn case(reply: &Reply) -> Value {
    header(reply, "x-business-use-case-usage")[USER][0].clone()
}

fn limit(bench: &mut Bench) -> Reply {
    bench.get(&format!("/{USER}/content_publishing_limit"), &[])
}

#[test]
fn every_reply_has_both_headers_and_they_rise() {
    let mut bench = Bench::new();
    let reply = limit(&mut bench);
    assert_eq!(
        reply.header("x-business-use-case-usage"),
        Some(
            format!(
                "{{\"{USER}\":[{{\"type\":\"instagram\",\"call_count\":0,\"total_cputime\":0,\
                 \"total_time\":0,\"estimated_time_to_regain_access\":0}}]}}"
            )
            .as_str()
        )
    );
    for _ in 0..99 {
        limit(&mut bench);
    }
    let refused = bench.get("/17889455560051444", &[]);
    assert_eq!(header(&refused, "x-app-usage")["call_count"], 5);
    assert_eq!(case(&refused)["call_count"], 5);
    assert_eq!(refused.header("retry-after"), None);
}

#[test]
fn counted_usage_stays_below_the_level_at_which_clients_slow_down() {
    let mut bench = Bench::new();
    for _ in 0..1_600 {
        limit(&mut bench);
    }
    assert_eq!(case(&limit(&mut bench))["call_count"], 70);
}

#[test]
fn an_unknown_token_has_no_usage() {
    let mut bench = Bench::new();
    let path = format!("/{USER}?access_token=EAAnever");
    let reply = bench.send(Request::get(path).body(Vec::new()).unwrap()).unwrap();
    assert_eq!(reply.header("x-app-usage"), None);
    assert_eq!(reply.header("x-business-use-case-usage"), None);
}

#[test]
fn usage_can_be_set_and_rises_from_there() {
    let mut bench = Bench::new();
    let body = r#"{"call_count": 95, "minutes": 12}"#;
    assert_eq!(bench.control(Method::POST, "usage", body).status, 200);
    let reply = limit(&mut bench);
    assert_eq!((reply.status, reply.header("retry-after")), (200, None));
    let case_now = case(&reply);
    assert_eq!(case_now["call_count"], 95);
    assert_eq!(case_now["estimated_time_to_regain_access"], 12);
    assert_eq!(header(&reply, "x-app-usage")["total_time"], 95);
    for _ in 0..119 {
        limit(&mut bench);
    }
    bench.wait(61);
    let later = case(&limit(&mut bench));
    assert_eq!(later["call_count"], 101, "as captured, it goes beyond a hundred");
    assert_eq!(later["estimated_time_to_regain_access"], 11);
    bench.wait(12 * 60);
    assert_eq!(case(&limit(&mut bench))["estimated_time_to_regain_access"], 0);
    bench.control(Method::DELETE, "usage", "");
    assert_eq!(case(&limit(&mut bench))["call_count"], 6);
}

#[test]
fn a_rate_limit_has_the_header_of_its_fault() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "limit", "do": "rate_limit", "minutes": 7}]"#);
    let reply = limit(&mut bench);
    reply.is_error(400, 80002, 0);
    assert_eq!(case(&reply)["estimated_time_to_regain_access"], 7);
    assert_eq!(case(&reply)["call_count"], 100);
    assert_eq!(reply.header("retry-after"), None);
}

#[test]
fn invalid_usage_is_refused_and_a_reset_clears_it() {
    let mut bench = Bench::new();
    for body in ["", "{}", r#"{"call_count": -1}"#, r#"{"call_count": 1001}"#, r#"{"calls": 1}"#] {
        let reply = bench.control(Method::POST, "usage", body);
        assert_eq!(reply.status, 400, "{body}");
    }
    bench.control(Method::POST, "usage", r#"{"call_count": 50}"#);
    bench.control(Method::POST, "reset", "");
    assert_eq!(
        case(&limit(&mut bench)),
        json!({
            "type": "instagram", "call_count": 0, "total_cputime": 0, "total_time": 0,
            "estimated_time_to_regain_access": 0,
        })
    );
}
