//! Parameters from query, form, JSON and multipart.

use http::{Method, Request};
use serde_json::json;

use crate::{
    support::{Bench, PHOTO, TOKEN, USER, form},
    upload_support::upload,
};

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
fn the_body_has_precedence_over_the_query() {
    let mut bench = Bench::new();
    let query = format!("?{}", form(&[("image_url", PHOTO), ("caption", "query")]));
    bench.send(post(None, &query, "caption=body")).unwrap().id();
    assert_eq!(bench.state().accounts[0].containers[0].caption.as_deref(), Some("body"));
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
    for (value, item) in [
        ("true", true),
        ("1", true),
        ("True", true),
        (" TRUE ", true),
        ("false", false),
        ("0", false),
        ("False", false),
        ("", false),
    ] {
        let mut bench = Bench::new();
        bench.try_create(&[("image_url", PHOTO), ("is_carousel_item", value)]).id();
        assert_eq!(bench.state().accounts[0].containers[0].is_carousel_item, item, "{value}");
    }
    Bench::new()
        .try_create(&[("image_url", PHOTO), ("is_carousel_item", "maybe")])
        .is_error(400, 100, 0)
        .says("(#100) Param is_carousel_item must be a boolean");
}

/// What becomes of a photo that is tagged and of a carousel, in every way that a client can write
/// lists, objects and booleans.
#[test]
fn lists_and_objects_may_be_written_as_clients_write_them() {
    let form = "application/x-www-form-urlencoded";
    let tags = [
        "user_tags[0][username]=therock&user_tags[0][x]=0.3&user_tags[0][y]=0.2",
        "user_tags%5B0%5D%5Busername%5D=therock&user_tags%5B0%5D%5By%5D=0.2&user_tags%5B0%5D%5Bx%5D=0.3",
        "user_tags[][username]=therock&user_tags[0][x]=0.3&user_tags[0][y]=0.2",
        "user_tags[0]={\"username\":\"therock\",\"x\":0.3,\"y\":0.2}",
        "user_tags={\"username\":\"other\",\"x\":0.1,\"y\":0.1}&user_tags=[{username:'therock',x:0.3,y:0.2}]",
    ];
    for tags in tags {
        let mut bench = Bench::new();
        let body = format!("image_url={PHOTO}&{tags}");
        let reply = bench.send(post(Some(form), "", body)).unwrap();
        reply.id();
        assert_eq!(reply.header("x-sandbox-note"), None, "{tags}");
        let containers = &bench.state().accounts[0].containers;
        let tag = serde_json::to_value(&containers[0].user_tags[0]).unwrap();
        assert_eq!(tag, json!({"username": "therock", "x": 0.3, "y": 0.2}), "{tags}");
    }
    let parts: &[(&str, &str)] = &[
        ("user_tags[0][username]", "therock"),
        ("user_tags[0][x]", "0.3"),
        ("user_tags[0][y]", "0.2"),
        ("image_url", PHOTO),
    ];
    let mut bench = Bench::new();
    bench.send(post(Some(MULTIPART), "", multipart(parts))).unwrap().id();
    assert_eq!(bench.state().accounts[0].containers[0].user_tags[0].username, "therock");
}

#[test]
fn children_may_be_written_as_clients_write_them() {
    for write in [
        |a: &str, b: &str| format!("children[0]={a}&children[1]={b}"),
        |a: &str, b: &str| format!("children[1]={b}&children[0]={a}"),
        |a: &str, b: &str| format!("children[]={a}&children[]={b}"),
        |a: &str, b: &str| format!("children={a}&children={b}"),
        |a: &str, b: &str| format!("children={a},{b}"),
        |a: &str, b: &str| format!("children=[{a},{b}]"),
        |a: &str, b: &str| format!("children=[\"{a}\",\"{b}\"]"),
        |a: &str, b: &str| format!("children=[\"1\",\"2\"]&children=[\"{a}\",\"{b}\"]"),
    ] {
        let mut bench = Bench::new();
        let item = [("image_url", PHOTO), ("is_carousel_item", "True")];
        let (first, second) = (bench.try_create(&item).id(), bench.try_create(&item).id());
        let body = format!("media_type=CAROUSEL&{}", write(&first, &second));
        let reply = bench.send(post(None, "", body.clone())).unwrap();
        reply.id();
        let state = bench.state();
        assert_eq!(state.accounts[0].containers[0].children, [first, second], "{body}");
        assert_eq!(reply.header("x-sandbox-note"), None, "{body}");
    }
}

#[test]
fn fields_may_be_written_as_clients_write_them() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("hello");
    let expected = format!(r#"{{"id":"{media}","caption":"hello"}}"#);
    for query in [
        "fields=id,caption",
        "fields[]=id&fields[]=caption",
        "fields[0]=id&fields[1]=caption",
        "fields=id&fields=caption",
        "fields=[\"id\",\"caption\"]",
    ] {
        let query = query.replace('[', "%5B").replace(']', "%5D").replace('"', "%22");
        let request = Request::get(format!("/{media}?{query}"))
            .header("authorization", format!("Bearer {TOKEN}"))
            .body(Vec::new());
        assert_eq!(bench.send(request.unwrap()).unwrap().to_text(), expected, "{query}");
    }
    for (content_type, body) in [
        ("application/json", json!({"fields": ["id", "caption"]}).to_string()),
        ("application/json", json!({"fields": "id,caption"}).to_string()),
        ("application/x-www-form-urlencoded", "fields[]=id&fields[]=caption".to_owned()),
    ] {
        let request = Request::get(format!("/{media}"))
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", content_type)
            .body(body.clone().into_bytes());
        assert_eq!(bench.send(request.unwrap()).unwrap().to_text(), expected, "{body}");
    }
}

#[test]
fn a_body_that_says_nothing_is_taken_for_none() {
    for body in ["{}", "null", "[]", "  {} "] {
        let request = Request::get(format!("/{USER}"))
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", "application/json")
            .body(body.as_bytes().to_vec());
        assert_eq!(Bench::new().send(request.unwrap()).unwrap().status, 200, "{body}");
    }
}

/// The note of a request to make a photo's container.
#[track_caller]
fn check_note(params: &[(&str, &str)], status: u16, note: Option<&str>) {
    let reply = Bench::new().try_create(params);
    assert_eq!((reply.status, reply.header("x-sandbox-note")), (status, note), "{params:?}");
}

#[test]
fn what_is_not_read_is_named() {
    let photo = ("image_url", PHOTO);
    check_note(&[photo], 200, None);
    check_note(&[photo, ("field", "x"), ("id", "1")], 200, Some("not read: `field`, `id`"));
    check_note(&[photo, ("share_to_feed", "true")], 200, Some("not read: `share_to_feed`"));
    check_note(&[photo, ("nonsense", "[[[")], 200, Some("not read: `nonsense`"));
    check_note(
        &[photo, ("caption", "a"), ("caption", "b")],
        200,
        Some("`caption` was given 2 times: only the last one counts"),
    );
    check_note(&[photo, ("caption[]", "a")], 200, Some("not read: `caption`"));
    // What is refused first is not searched for more than what no endpoint reads.
    check_note(&[("image_ulr", PHOTO), ("alt_text", "a")], 400, Some("not read: `image_ulr`"));
    let many: Vec<String> = (10..22).map(|at| format!("p{at}")).collect();
    let mut params = vec![photo];
    params.extend(many.iter().map(|name| (name.as_str(), "1")));
    let note = "not read: `p10`, `p11`, `p12`, `p13`, `p14`, `p15`, `p16`, `p17` and 4 more";
    check_note(&params, 200, Some(note));
    let odd = format!("x\r\nset-cookie: ü{}", "y".repeat(80));
    let note = format!("not read: `x??set-cookie: ?{}...`", "y".repeat(44));
    check_note(&[photo, (&odd, "1")], 200, Some(&note));
}

#[test]
fn a_body_of_another_type_is_named() {
    let mut bench = Bench::new();
    let reply = bench.send(post(Some("text/plain"), "", "caption=a")).unwrap();
    reply.is_error(400, 100, 0);
    let note = "not read: the body, whose content type is text/plain";
    assert_eq!(reply.header("x-sandbox-note"), Some(note));
    // The log has the note as well.
    let log = bench.control(Method::GET, "log/0", "").json();
    assert_eq!(log["note"], note);
}

/// Uploads take everything as headers, and the control interface only its own parameters.
#[test]
fn a_query_that_is_not_read_is_named_by_uploads_and_the_control_interface() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let headers = [("offset", "0"), ("file_size", "4")];
    let path = format!("{}?offset=9&access_token={TOKEN}", to.path);
    let reply = bench.send(upload(&path, &headers, b"moov")).unwrap();
    let note = "not read: `access_token`, `offset`: an upload takes everything as headers";
    assert_eq!((reply.status, reply.header("x-sandbox-note")), (200, Some(note)));
    let again = bench.send(upload(&path, &headers, b"moov")).unwrap();
    let both = format!("the upload is complete; {note}");
    assert_eq!((again.status, again.header("x-sandbox-note")), (400, Some(&*both)));
    let other = bench.create_for_upload();
    let plain = bench.send(upload(&other.path, &headers, b"moov")).unwrap();
    assert_eq!((plain.status, plain.header("x-sandbox-note")), (200, None));

    for (path, note) in [
        ("state?acount=1&acount=2", Some("not read: `acount`")),
        ("log?limit=1&page=2", Some("not read: `page`")),
        ("log?limit=1&before=2&text=a", None),
        ("run", None),
    ] {
        let reply = bench.control(Method::GET, path, "");
        assert_eq!((reply.status, reply.header("x-sandbox-note")), (200, note), "{path}");
    }
}

#[test]
fn a_secret_is_masked_however_its_name_is_written() {
    let mut bench = Bench::new();
    let body = "client_secret[]=SECRET-1&client_secret[a][b]=SECRET-2&access_token=SECRET-3&access_token=SECRET-4";
    bench.send(post(Some("application/x-www-form-urlencoded"), "", body)).unwrap();
    bench
        .send(post(
            Some(MULTIPART),
            "",
            multipart(&[
                ("client_secret[0]", "SECRET-5"),
                ("client_secret[a]", "SECRET-6"),
                ("code", "SECRET-7"),
                ("code", "SECRET-8"),
            ]),
        ))
        .unwrap();
    for path in ["requests", "log", "log/0", "log/1"] {
        let text = bench.control(Method::GET, path, "").to_text();
        assert!(!text.contains("SECRET"), "{path}: {text}");
    }
}
