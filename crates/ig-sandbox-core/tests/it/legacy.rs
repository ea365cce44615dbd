//! What Meta closed to new apps is refused, and what an old app still has is played.

use http::Method;
use ig_sandbox_core::{Config, LegacyFeatures, Restoring};

use crate::support::{Bench, START, USER};

/// The method, the path and the parameters of a request.
type Closed = (Method, String, Vec<(&'static str, &'static str)>);

/// Requests that each use one of the closed features.
fn closed() -> [Closed; 7] {
    let user = || format!("/v26.0/{USER}");
    [
        (Method::POST, user(), vec![("method", "get")]),
        (Method::GET, user(), vec![("method", "GET")]),
        (Method::GET, "/v21.0/".to_owned(), vec![("ids", USER)]),
        (Method::GET, format!("{}/media", user()), vec![("date_format", "U")]),
        (Method::GET, user(), vec![("callback", "shown")]),
        (Method::GET, user(), vec![("fields", "username.as(name)")]),
        (Method::POST, format!("{}/async_batch_requests", user()), vec![("name", "a")]),
    ]
}

#[track_caller]
fn refused(bench: &mut Bench, expect: bool) {
    for (method, path, params) in closed() {
        let reply = bench.call(method.clone(), &path, &params).unwrap();
        let is_refused = reply.header("x-sandbox-note").is_some_and(|it| it.contains("invented"));
        assert_eq!(is_refused, expect, "{method} {path} {params:?}: {}", reply.to_text());
        if expect {
            reply
                .is_error(400, 3, 0)
                .says("(#3) Application does not have the capability to make this API call.");
        }
    }
}

#[test]
fn a_new_app_is_refused_every_closed_feature_on_every_version() {
    refused(&mut Bench::new(), true);
}

#[test]
fn an_old_app_is_not() {
    let config = Config::from_toml("legacy_features = \"accepted\"").unwrap();
    refused(&mut Bench::with(config), false);
    refused(
        &mut Bench::with(Config::default().with_legacy_features(LegacyFeatures::Accepted)),
        false,
    );
}

#[test]
fn a_test_can_play_an_old_app_until_a_reset_and_over_a_restart() {
    let mut bench = Bench::new();
    bench.sandbox = Restoring::new(Config::default()).finish();
    let set = r#"{"features":"accepted"}"#;
    let reply = bench.control(Method::POST, "legacy", set);
    assert_eq!((reply.status, reply.to_text().as_str()), (200, set));
    refused(&mut bench, false);
    let changes = bench.sandbox.changes().unwrap();
    let mut restoring = Restoring::new(Config::default());
    for row in changes.rows() {
        if let Some(value) = &row.value {
            restoring.row(row.kind, &row.key, value).unwrap();
        }
    }
    let mut again = Bench { sandbox: restoring.finish(), now: START };
    refused(&mut again, false);
    again.control(Method::POST, "reset", "");
    refused(&mut again, true);
    assert_eq!(bench.control(Method::POST, "legacy", r#"{"features":"some"}"#).status, 400);
}

#[test]
fn the_verb_of_a_batchs_element_is_not_the_override() {
    let batch = format!(r#"[{{"method":"GET","relative_url":"{USER}"}}]"#);
    let reply = Bench::new().post("/v26.0/", &[("batch", &batch)]);
    assert_eq!((reply.status, &reply.json()[0]["code"]), (200, &200.into()));
}
