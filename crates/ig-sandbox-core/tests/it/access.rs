//! Tokens and accounts.

use http::{Method, Request};

use crate::support::{Bench, TOKEN, USER, request};

fn limit_with(header: Option<&str>, query: &str, body: &str) -> crate::support::Reply {
    let mut builder = Request::builder()
        .method(Method::GET)
        .uri(format!("/v26.0/{USER}/content_publishing_limit{query}"));
    if let Some(header) = header {
        builder = builder.header("authorization", header);
    }
    Bench::new().send(builder.body(body.as_bytes().to_vec()).unwrap()).unwrap()
}

#[test]
fn the_token_may_come_in_query_body_or_header() {
    let query = format!("?access_token={TOKEN}");
    let body = format!("access_token={TOKEN}");
    let bearer = format!("Bearer {TOKEN}");
    let oauth = format!("OAuth {TOKEN}");
    for (header, query, body) in [
        (None, query.as_str(), ""),
        (None, "", body.as_str()),
        (Some(bearer.as_str()), "", ""),
        (Some(oauth.as_str()), "", ""),
        (Some("bearer sandbox-token"), "", ""),
    ] {
        let reply = limit_with(header, query, body);
        assert_eq!(reply.status, 200, "{header:?} {query} {body}: {}", reply.to_text());
    }
}

#[test]
fn an_unknown_token_gets_metas_error() {
    for header in ["Bearer EAAGwrong", "OAuth sandbox-token-2"] {
        let reply = limit_with(Some(header), "", "");
        reply.is_error(400, 190, 0).says("Invalid OAuth access token - Cannot parse access token");
        assert_eq!(reply.text("/error/type"), "OAuthException");
        assert_eq!(
            reply.header("www-authenticate"),
            Some(
                "OAuth \"Facebook Platform\" \"invalid_token\" \"Invalid OAuth access token - \
                 Cannot parse access token\""
            ),
        );
        assert_eq!(reply.header("x-app-usage"), None);
        assert_eq!(reply.header("facebook-api-version"), None);
    }
}

#[test]
fn a_missing_token_and_a_wrong_one_have_different_errors() {
    for header in [None, Some("Bearer "), Some("Basic c2FuZGJveA=="), Some("Bearer")] {
        let reply = limit_with(header, "", "");
        reply.is_error(400, 2500, 0).says(
            "An active access token must be used to query information about the current user.",
        );
        assert!(reply.header("www-authenticate").unwrap().contains("\"invalid_request\""));
    }
}

#[test]
fn foreign_objects_do_not_exist() {
    let mut bench = Bench::new();
    let message = |verb: &str, id: &str| {
        format!(
            "Unsupported {verb} request. Object with ID '{id}' does not exist, cannot be loaded \
             due to missing permissions, or does not support this operation. Please read the Graph \
             API documentation at https://developers.facebook.com/docs/graph-api"
        )
    };
    for (method, path, verb, id) in [
        (Method::POST, "/17841405822304914/media_publish", "post", "17841405822304914"),
        (Method::POST, "/17841405822304914/media", "post", "17841405822304914"),
        (Method::GET, "/17841405822304914/media", "get", "17841405822304914"),
        (Method::GET, "/17841405822304914", "get", "17841405822304914"),
        (Method::GET, "/17889455560051444", "get", "17889455560051444"),
        (Method::DELETE, "/17889455560051444", "delete", "17889455560051444"),
    ] {
        let reply = bench.call(method, path, &[]).unwrap();
        reply.is_error(400, 100, 33).says(&message(verb, id));
        assert_eq!(reply.text("/error/type"), "GraphMethodException");
    }
}

#[test]
fn unsupported_verbs_of_an_edge_are_refused() {
    let mut bench = Bench::new();
    let (container, media) = bench.post_photo("a");
    for (method, path) in [
        (Method::GET, format!("/{USER}/media_publish")),
        (Method::POST, format!("/{USER}/content_publishing_limit")),
        (Method::DELETE, format!("/{USER}/media")),
        (Method::POST, format!("/{container}")),
        (Method::PUT, format!("/{media}")),
        (Method::POST, format!("/{media}/children")),
        (Method::DELETE, format!("/{media}/collaborators")),
        (Method::POST, format!("/{USER}/stories")),
        (Method::POST, format!("/{USER}/available_catalogs")),
        (Method::POST, format!("/{USER}")),
    ] {
        bench.call(method, &path, &[]).unwrap().is_error(400, 100, 33);
    }
}

#[test]
fn me_needs_a_token() {
    let mut bench = Bench::new();
    assert_eq!(bench.get("/me", &[]).status, 200);

    let mut anonymous = request(Method::GET, "/me", &[]);
    anonymous.headers_mut().remove("authorization");
    bench.send(anonymous).unwrap().is_error(400, 2500, 0);
}

#[test]
fn an_account_shows_its_name_and_its_number_of_posts() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    let reply = bench.get(&format!("/{USER}"), &[("fields", "id,username,media_count")]);
    assert_eq!(
        reply.to_text(),
        format!(r#"{{"id":"{USER}","username":"bronz_fonz","media_count":1}}"#)
    );
    let plain = bench.get(&format!("/{USER}"), &[]);
    assert_eq!(plain.to_text(), format!(r#"{{"id":"{USER}"}}"#));
}

#[test]
fn the_other_host_words_errors_differently() {
    let mut bench = Bench::with(
        ig_sandbox_core::Config::default().with_login(ig_sandbox_core::Login::Instagram),
    );
    for (method, path, status, code, subcode, message) in [
        (
            Method::GET,
            "/17889455560051444".to_owned(),
            400,
            100,
            33,
            "Unsupported get request. Object with ID '17889455560051444' does not exist, cannot be \
             loaded due to missing permissions, or does not support this operation",
        ),
        (
            Method::POST,
            format!("/{USER}/media"),
            400,
            100,
            0,
            "The parameter image_url is required.",
        ),
        (Method::GET, format!("/{USER}/x"), 500, 2500, 0, "Unknown path components: /x"),
        (
            Method::GET,
            "/pages/search".to_owned(),
            500,
            2500,
            0,
            "Unknown path components: /pages/search",
        ),
    ] {
        let reply = bench.call(method, &path, &[]).unwrap();
        reply.is_error(status, code, subcode).says(message);
        assert_eq!(reply.text("/error/type"), "IGApiException", "{path}");
    }
    let (container, _) = bench.post_photo("publishing is the same");
    let again = bench.try_publish(&container);
    assert_eq!(again.is_error(400, 24, 2_207_008).text("/error/type"), "OAuthException");
}
