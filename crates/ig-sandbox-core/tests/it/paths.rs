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
        (format!("/v27.0/{USER}"), "v27.0", None),
        (
            format!("/v19.0/{USER}"),
            "v21.0",
            Some("The call has been auto-upgraded to v21.0 as v19.0 has been deprecated."),
        ),
        (
            format!("/v2.12/{USER}"),
            "v21.0",
            Some("The call has been auto-upgraded to v21.0 as v2.12 has been deprecated."),
        ),
    ] {
        let reply = Bench::new().get(&path, &[]);
        assert_eq!(reply.header("facebook-api-version"), Some(served), "{path}");
        assert_eq!(reply.header("x-ad-api-version-warning"), warning, "{path}");
    }
}

/// As probed without a token (reference §17.3): a version that there never was is a part of the path.
#[test]
fn a_version_that_there_never_was_is_refused_with_and_without_a_token() {
    for version in ["v99.0", "v28.0", "v26.1", "v0.0", "v2.13"] {
        let mut bench = Bench::new();
        let says = "Unknown path components: /me";
        bench.get(&format!("/{version}/me"), &[]).is_error(400, 2500, 0).says(says);
        let request = http::Request::get(format!("/{version}/me")).body(Vec::new()).unwrap();
        let reply = bench.send(request).unwrap();
        reply.is_error(400, 2500, 0).says(says);
        assert_eq!(reply.header("x-sandbox-note"), Some("there is no such version"));
    }
    let request = http::Request::get("/v26.0/me").body(Vec::new()).unwrap();
    let reply = Bench::new().send(request).unwrap();
    assert!(reply.text("/error/message").starts_with("An active access token must be used"));
}

#[test]
fn what_the_api_has_and_the_sandbox_does_not_is_said() {
    for (path, edge) in [
        (format!("/{USER}/insights"), "insights"),
        (format!("/{USER}/tags"), "tags"),
        (format!("/{USER}/mentions"), "mentions"),
        (format!("/{USER}/recently_searched_hashtags"), "recently_searched_hashtags"),
        ("/v26.0/17889455560051444/comments".to_owned(), "comments"),
        ("/17889455560051444/replies".to_owned(), "replies"),
        ("/17843853986012965/top_media".to_owned(), "top_media"),
        ("/ig_hashtag_search".to_owned(), "ig_hashtag_search"),
    ] {
        let reply = Bench::new().get(&path, &[]);
        let note = format!("the API has `{edge}`, and the sandbox does not play it");
        assert_eq!((reply.status, reply.header("x-sandbox-note")), (400, Some(&*note)), "{path}");
    }
    let reply = Bench::new().get(&format!("/{USER}/insihgts"), &[]);
    assert_eq!(reply.header("x-sandbox-note"), None);
}

#[test]
fn unknown_paths_are_named() {
    for (path, unknown) in [
        (format!("/v26.0/v26.0/{USER}/media"), format!("/{USER}/media")),
        (format!("/{USER}/messages"), "/messages".to_owned()),
        ("/pages/lookup".to_owned(), "/pages/lookup".to_owned()),
    ] {
        let reply = Bench::new().get(&path, &[]);
        reply.is_error(400, 2500, 0).says(&format!("Unknown path components: {unknown}"));
    }
}

#[test]
fn a_word_is_not_an_id() {
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
