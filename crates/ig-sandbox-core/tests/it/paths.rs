//! Versions, slashes and words in paths.

use ig_sandbox_core::{Config, LegacyFeatures};

use crate::support::{Bench, USER};

#[test]
fn versions_and_a_trailing_slash_are_optional() {
    for path in [
        format!("/{USER}/content_publishing_limit"),
        format!("/{USER}/content_publishing_limit/"),
        format!("/v26.0/{USER}/content_publishing_limit"),
        format!("/v21.0/{USER}/content_publishing_limit/"),
        format!("/v3.2/{USER}/content_publishing_limit"),
    ] {
        assert_eq!(Bench::new().get(&path, &[]).status, 200, "{path}");
    }
}

#[test]
fn several_slashes_are_one() {
    for path in [
        format!("//{USER}/content_publishing_limit"),
        format!("///{USER}//content_publishing_limit//"),
        format!("/v26.0//{USER}/content_publishing_limit"),
        format!("//v26.0///{USER}/content_publishing_limit/"),
    ] {
        assert_eq!(Bench::new().get(&path, &[]).status, 200, "{path}");
    }
}

#[test]
fn the_version_that_serves_is_named() {
    for (path, served, warning) in [
        (format!("/v25.0/{USER}"), "v25.0", None),
        (format!("/{USER}"), "v26.0", None),
        (format!("/v99.0/{USER}"), "v26.0", None),
        (
            format!("/v19.0/{USER}"),
            "v26.0",
            Some("The call has been auto-upgraded to v26.0 as v19.0 has been deprecated."),
        ),
    ] {
        let reply = Bench::new().get(&path, &[]);
        assert_eq!(reply.header("facebook-api-version"), Some(served), "{path}");
        assert_eq!(reply.header("x-ad-api-version-warning"), warning, "{path}");
    }
}

#[test]
fn unknown_paths_are_named() {
    for (path, unknown) in [
        (format!("/v26.0/v26.0/{USER}/media"), format!("/v26.0/{USER}/media")),
        (format!("/{USER}/messages"), "/messages".to_owned()),
        ("/pages/lookup".to_owned(), "/pages/lookup".to_owned()),
    ] {
        let reply = Bench::new().get(&path, &[]);
        reply.is_error(400, 2500, 0).says(&format!("Unknown path components: {unknown}"));
    }
}

#[test]
fn a_word_is_no_id() {
    let reply = Bench::new().get("/None", &[]);
    reply.is_error(400, 803, 0).says("(#803) Some of the aliases you requested do not exist: None");
}

#[test]
fn a_method_parameter_of_an_old_app_goes_before_the_method() {
    let config = Config::default().with_legacy_features(LegacyFeatures::Accepted);
    let mut bench = Bench::with(config);
    let container = bench.create("a");
    let path = format!("/{USER}/media_publish");
    let reply = bench.get(&path, &[("method", "post"), ("creation_id", &container)]);
    assert!(reply.id().starts_with("1792"));
    assert_eq!(bench.posts(), 1);
}
