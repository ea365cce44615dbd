//! Parameters from query, form, JSON and multipart.

use http::{Method, Request};
use serde_json::json;

use crate::support::{Bench, PHOTO, TOKEN, USER, form};

fn post(content_type: Option<&str>, query: &str, body: impl Into<Vec<u8>>) -> Request<Vec<u8>> {
    let mut builder = Request::builder()
        .method(Method::POST)
        .uri(format!("/v26.0/{USER}/media{query}"))
        .header("authorization", format!("Bearer {TOKEN}"));
    if let Some(content_type) = content_type {
        builder = builder.header("content-type", content_type);
    }
    builder.body(body.into()).unwrap()
}

fn multipart(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in parts {
        body +=
            &format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    (body + "--xyz--\r\n").into_bytes()
}

const MULTIPART: &str = "multipart/form-data; boundary=xyz";
const TAGS: &str = r#"[{"username":"therock","x":0.3,"y":0.2}]"#;

#[test]
fn parameters_may_come_in_any_form() {
    let all = [("image_url", PHOTO), ("caption", "a + b & ü"), ("user_tags", TAGS)];
    let encoded = form(&all);
    let query = format!("?{encoded}");
    let tags = json!([{"username": "therock", "x": 0.3, "y": 0.2}]);
    let real = json!({"image_url": PHOTO, "caption": "a + b & ü", "user_tags": tags}).to_string();
    let text = json!({"image_url": PHOTO, "caption": "a + b & ü", "user_tags": TAGS}).to_string();
    let half = format!("?{}", form(&all[..1]));
    for (name, request) in [
        ("query", post(None, &query, "")),
        ("form", post(Some("application/x-www-form-urlencoded"), "", encoded.as_str())),
        ("form without a type", post(None, "", encoded.as_str())),
        ("JSON", post(Some("application/json"), "", real.as_str())),
        ("JSON with a charset", post(Some("Application/JSON; charset=utf-8"), "", real.as_str())),
        ("JSON with texts", post(Some("application/json"), "", text.as_str())),
        ("JSON without a type", post(None, "", real.as_str())),
        ("multipart", post(Some(MULTIPART), "", multipart(&all))),
        ("query and form", post(None, &half, form(&all[1..]))),
        ("query and multipart", post(Some(MULTIPART), &half, multipart(&all[1..]))),
    ] {
        let mut bench = Bench::new();
        let container = bench.send(request).unwrap().id();
        bench.try_publish(&container).id();
        let state = bench.state();
        let media = &state.accounts[0].media[0];
        assert_eq!(media.caption.as_deref(), Some("a + b & ü"), "{name}");
        assert_eq!(media.user_tags[0].username, "therock", "{name}");
    }
}

#[test]
fn the_body_goes_before_the_query() {
    let mut bench = Bench::new();
    let query = format!("?{}", form(&[("image_url", PHOTO), ("caption", "query")]));
    bench.send(post(None, &query, "caption=body")).unwrap().id();
    assert_eq!(bench.state().accounts[0].containers[0].caption.as_deref(), Some("body"));
}

#[test]
fn unknown_parameters_are_ignored() {
    Bench::new().try_create(&[("image_url", PHOTO), ("field", "id"), ("nonsense", "[[[")]).id();
}

#[test]
fn json_may_spell_scalars_as_numbers_and_booleans() {
    let body = json!({
        "image_url": PHOTO, "is_carousel_item": false, "location_id": 7_640_348_500_u64,
        "caption": null,
    });
    let mut bench = Bench::new();
    bench.send(post(Some("application/json"), "", body.to_string())).unwrap().id();
    assert_eq!(bench.state().accounts[0].containers[0].caption, None);
}

#[test]
fn bodies_that_cannot_be_read_are_refused() {
    let unfinished = b"--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf".to_vec();
    for (content_type, body) in [
        ("application/json", b"{\"image_url\": ".to_vec()),
        ("application/json", b"[1, 2]".to_vec()),
        ("application/json", b"\xFF\xFE".to_vec()),
        ("multipart/form-data", multipart(&[("a", "b")])),
        (MULTIPART, unfinished),
        (MULTIPART, b"nothing of the kind".to_vec()),
    ] {
        let reply = Bench::new().send(post(Some(content_type), "", body.clone())).unwrap();
        reply.is_error(400, 100, 0);
        let message = reply.text("/error/message");
        assert!(message.starts_with("(#100) The request body cannot be read: "), "{message}");
    }
}

#[test]
fn a_form_is_a_form_even_if_it_looks_like_json() {
    let body = json!({"image_url": PHOTO}).to_string();
    let request = post(Some("application/x-www-form-urlencoded"), "", body);
    Bench::new()
        .send(request)
        .unwrap()
        .is_error(400, 100, 0)
        .says("(#100) The parameter image_url is required");
}

#[test]
fn a_body_beyond_a_mebibyte_is_refused() {
    let request = post(None, "", vec![b'a'; (1 << 20) + 1]);
    Bench::new().send(request).unwrap().is_error(413, 100, 0);
    let request = post(None, "", vec![b'a'; 1 << 20]);
    Bench::new().send(request).unwrap().is_error(400, 100, 0);
}

#[test]
fn booleans_are_words_or_digits() {
    for (value, item) in [("true", true), ("1", true), ("false", false), ("0", false), ("", false)]
    {
        let mut bench = Bench::new();
        bench.try_create(&[("image_url", PHOTO), ("is_carousel_item", value)]).id();
        assert_eq!(bench.state().accounts[0].containers[0].is_carousel_item, item, "{value}");
    }
    Bench::new()
        .try_create(&[("image_url", PHOTO), ("is_carousel_item", "maybe")])
        .is_error(400, 100, 0)
        .says("(#100) Param is_carousel_item must be a boolean");
}
