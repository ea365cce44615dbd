//! `GET /{user}/content_publishing_limit`.

use http::Method;
use ig_sandbox_core::Config;

use crate::support::{Bench, PHOTO, START, USER};

fn limit(bench: &mut Bench, params: &[(&str, &str)]) -> crate::support::Reply {
    bench.get(&format!("/v26.0/{USER}/content_publishing_limit"), params)
}

#[test]
fn the_reply_is_that_of_the_guide() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    bench.post_photo("b");
    assert_eq!(limit(&mut bench, &[]).to_text(), r#"{"data":[{"quota_usage":2}]}"#);
}

#[test]
fn fields_choose_the_content() {
    let config = r#""config":{"quota_total":50,"quota_duration":86400}"#;
    for (fields, expected) in [
        ("quota_usage", r#"{"data":[{"quota_usage":0}]}"#.to_owned()),
        ("config", format!(r#"{{"data":[{{{config}}}]}}"#)),
        ("quota_usage,config", format!(r#"{{"data":[{{"quota_usage":0,{config}}}]}}"#)),
        ("config,quota_usage", format!(r#"{{"data":[{{{config},"quota_usage":0}}]}}"#)),
    ] {
        let mut bench = Bench::with(Config::default().with_quota(50));
        assert_eq!(limit(&mut bench, &[("fields", fields)]).to_text(), expected);
    }
    limit(&mut Bench::new(), &[("fields", "rate_limit")]).is_error(400, 100, 0);
}

#[test]
fn only_publishing_counts() {
    let mut bench = Bench::new();
    bench.create("never published");
    bench.try_publish("17889455560051444").is_error(400, 24, 2_207_008);
    assert_eq!(limit(&mut bench, &[]).to_text(), r#"{"data":[{"quota_usage":0}]}"#);
}

#[test]
fn since_counts_from_a_time_within_the_last_day() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    bench.wait(100);
    bench.post_photo("b");
    let start = START.as_unix_millis() / 1000;
    for (since, usage) in [(start, 2), (start + 1, 1), (start + 100, 1), (start + 101, 0)] {
        let reply = limit(&mut bench, &[("since", &since.to_string())]);
        assert_eq!(reply.json()["data"][0]["quota_usage"], usage, "{since}");
    }
    for since in ["1", "yesterday", "-1"] {
        limit(&mut bench, &[("since", since)]).is_error(400, 100, 0);
    }
}

#[test]
fn the_window_moves() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    bench.wait(12 * 3600);
    bench.post_photo("b");
    for (wait, usage) in [(12 * 3600 - 1, 2), (1, 1), (12 * 3600 - 1, 1), (1, 0)] {
        bench.wait(wait);
        assert_eq!(limit(&mut bench, &[]).json()["data"][0]["quota_usage"], usage);
    }
}

#[test]
fn the_containers_are_counted_beside_it() {
    let mut bench = Bench::with(Config::from_toml("max_containers = 2").unwrap());
    bench.post_photo("a");
    assert_eq!(limit(&mut bench, &[]).header("x-sandbox-containers"), Some("1 of 2 in 24 hours"));
    bench.create("b");
    let state = bench.state();
    assert_eq!((state.accounts[0].container_usage, state.accounts[0].container_total), (2, 2));
    bench.try_create(&[("image_url", PHOTO)]).is_error(400, 9, 0);
    let set = bench.control(Method::POST, "quota", r#"{"containers": 3}"#);
    assert_eq!(set.to_text(), r#"{"containers":3}"#);
    bench.create("c");
    bench.try_create(&[("image_url", PHOTO)]).is_error(400, 9, 0);
    bench.control(Method::POST, "reset", "");
    assert_eq!(bench.state().accounts[0].container_total, 2);
}
