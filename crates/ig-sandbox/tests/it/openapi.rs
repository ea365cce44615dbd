//! The control interface is what its OpenAPI file says: each path, method and answer.

use std::collections::BTreeSet;

use ig_sandbox::LocalInstagram;
use serde_json::{Map, Value, json};

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

/// Whether a value is what a schema says. Words that it does not know fail, so that none is in the
/// file without being checked.
fn validate(value: &Value, schema: &Value, root: &Value, place: &str) -> Result<(), String> {
    let fails = |why: String| Err(format!("{place}: {why} in {value}"));
    for (word, rule) in schema.as_object().unwrap() {
        match word.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                validate(value, root.pointer(pointer).expect(pointer), root, place)?;
            }
            "oneOf" => {
                let fits = |schema: &&Value| validate(value, schema, root, place).is_ok();
                if rule.as_array().unwrap().iter().filter(fits).count() != 1 {
                    return fails("not one of the forms".to_owned());
                }
            }
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    "null" => value.is_null(),
                    other => panic!("{other} is no type"),
                };
                let fits = rule.as_array().map_or_else(|| is(rule), |types| types.iter().any(is));
                if !fits {
                    return fails(format!("no {rule}"));
                }
            }
            "enum" if !value.is_null() && !rule.as_array().unwrap().contains(value) => {
                return fails(format!("none of {rule}"));
            }
            "minimum" if value.as_f64() < rule.as_f64() => return fails("too small".to_owned()),
            "maximum" if value.as_f64() > rule.as_f64() => return fails("too large".to_owned()),
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(item, rule, root, &format!("{place}[{at}]"))?;
                }
            }
            "required" => {
                let has = |name: &&Value| value.get(name.as_str().unwrap()).is_some();
                if let Some(name) = rule.as_array().unwrap().iter().find(|name| !has(name)) {
                    return fails(format!("no {name}"));
                }
            }
            "properties" => {
                for (name, schema) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        validate(value, schema, root, &format!("{place}.{name}"))?;
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(rule, false, "{place}");
                let known = |name: &&String| !schema["properties"][name.as_str()].is_null();
                let fields = value.as_object().into_iter().flat_map(Map::keys);
                if let Some(name) = fields.into_iter().find(|name| !known(name)) {
                    return fails(format!("an unknown {name}"));
                }
            }
            "enum" | "minimum" | "maximum" | "default" | "format" => {}
            other => panic!("{place}: this test does not know `{other}`"),
        }
    }
    Ok(())
}

struct Reply {
    status: u16,
    content_type: String,
    body: Vec<u8>,
}

fn send(base: &str, method: &str, path: &str, body: &[u8]) -> Reply {
    let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
    let agent: ureq::Agent = config.build().into();
    let request = http::Request::builder().method(method).uri(format!("{base}{path}"));
    let mut reply = agent.run(request.body(body).unwrap()).unwrap();
    let content_type = reply.headers().get("content-type").unwrap().to_str().unwrap().to_owned();
    let status = reply.status().as_u16();
    Reply { status, content_type, body: reply.body_mut().read_to_vec().unwrap() }
}

/// Asserts that a reply is among those of an operation.
fn check(reply: &Reply, operation: &Value, root: &Value, what: &str) {
    let told = String::from_utf8_lossy(&reply.body);
    let documented = &operation["responses"][reply.status.to_string()];
    assert!(documented.is_object(), "{what} answers {}: {told}", reply.status);
    if let Some(schema) = documented.pointer("/content/application~1json/schema") {
        assert!(reply.content_type.starts_with("application/json"), "{what}");
        let value =
            serde_json::from_slice(&reply.body).unwrap_or_else(|_| panic!("{what}: {told}"));
        validate(&value, schema, root, what).unwrap();
    }
}

/// A sandbox in which there is something of everything.
fn busy() -> LocalInstagram {
    let instagram = LocalInstagram::start();
    let base = instagram.url();
    let post = |edge: &str, params: &str| {
        let path = format!("/17841400008460056/{edge}?access_token=sandbox-token&{params}");
        let reply = send(&base, "POST", &path, b"");
        let value: Value = serde_json::from_slice(&reply.body).unwrap();
        value["id"].as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
    };
    let photo = instagram.sample_photo();
    let item = format!("image_url={photo}&is_carousel_item=true&alt_text=a");
    let children = format!("{},{}", post("media", &item), post("media", &item));
    let carousel = post("media", &format!("media_type=CAROUSEL&children={children}&caption=c"));
    let tagged = "user_tags=%5B%7B%22username%22:%22therock%22,%22x%22:0.5,%22y%22:0.5%7D%5D";
    let tagged = format!("image_url={photo}&{tagged}&location_id=7640348500&collaborators=one");
    let single = post("media", &tagged);
    let story = post("media", &format!("image_url={photo}&media_type=STORIES"));
    for container in [carousel, single, story] {
        post("media_publish", &format!("creation_id={container}"));
    }
    post("media", "media_type=REELS&upload_type=resumable&cover_url=https://example.com/a.jpg");
    post("media", "media_type=REELS&video_url=http://127.0.0.1:9/none.mp4&alt_text=dropped");
    send(&base, "POST", "/_sandbox/faults", br#"{"on": "limit", "do": "drop", "nth": 9}"#);
    instagram
}

#[test]
fn every_operation_answers_as_the_file_says() {
    let root = document();
    let instagram = busy();
    let base = instagram.url();
    for (path, operations) in root["paths"].as_object().unwrap() {
        let concrete = path.replace("{name}", "photo.jpg").replace("{number}", "0");
        // Files are written before they are read.
        for method in ["post", "get", "delete"] {
            let Some(operation) = operations.get(method) else { continue };
            if path.ends_with("/reset") {
                continue;
            }
            let what = format!("{method} {path}");
            let content = &operation["requestBody"]["content"];
            let json = &content["application/json"];
            let body = if json.is_object() {
                validate(&json["example"], &json["schema"], &root, &what).unwrap();
                json["example"].to_string()
            } else {
                let bytes = &content["application/octet-stream"]["example"];
                bytes.as_str().unwrap_or_default().to_owned()
            };
            let reply = send(&base, &method.to_uppercase(), &concrete, body.as_bytes());
            check(&reply, operation, &root, &what);
            assert_eq!(reply.status, 200, "{what}: {}", String::from_utf8_lossy(&reply.body));
            if json.is_object() && operation["responses"]["400"].is_object() {
                let wrong = send(&base, &method.to_uppercase(), &concrete, b"{\"nonsense\": 1}");
                check(&wrong, operation, &root, &what);
                assert_eq!(wrong.status, 400, "{what} refuses nonsense");
            }
        }
    }
    let reset = &root["paths"]["/_sandbox/reset"]["post"];
    check(&send(&base, "POST", "/_sandbox/reset", b""), reset, &root, "reset");
    assert!(instagram.posts().is_empty());
}

#[test]
fn a_run_has_a_name_until_it_is_reset_or_starts_again() {
    let run = |instagram: &LocalInstagram| {
        let reply = send(&instagram.url(), "GET", "/_sandbox/run", b"");
        serde_json::from_slice::<Value>(&reply.body).unwrap()["run"].as_str().unwrap().to_owned()
    };
    let instagram = LocalInstagram::start();
    let first = run(&instagram);
    send(&instagram.url(), "POST", "/_sandbox/clock", br#"{"advance_s": 60}"#);
    assert_eq!(run(&instagram), first, "moving the clock is no new start");
    send(&instagram.url(), "POST", "/_sandbox/reset", b"");
    let second = run(&instagram);
    assert_ne!(second, first);
    assert!(![first, second].contains(&run(&LocalInstagram::start())), "equal seeds do not tell");
}

#[test]
fn every_refusal_is_in_the_file() {
    let root = document();
    let instagram = LocalInstagram::start();
    let base = instagram.url();
    for (method, path, body, status) in [
        ("get", "/_sandbox/requests?limit=many", "", 400),
        ("get", "/_sandbox/files/none.jpg", "", 404),
        ("post", "/_sandbox/codes", r#"{"account": "1"}"#, 404),
        ("post", "/_sandbox/quota", r#"{"total": 1, "account": "1"}"#, 404),
        ("get", "/_sandbox/posts?account=1", "", 404),
        ("get", "/_sandbox/posts?kind=reels", "", 400),
        ("get", "/_sandbox/containers?account=1", "", 404),
        ("get", "/_sandbox/containers?from=x", "", 400),
        ("get", "/_sandbox/log?before=x", "", 400),
        ("get", "/_sandbox/log/7000", "", 404),
        ("post", "/_sandbox/clock", r#"{"advance_s": -1}"#, 400),
        ("post", "/_sandbox/usage", r#"{"call_count": 5000}"#, 400),
        ("post", "/_sandbox/faults", r#"[{"on": "create", "do": "cut"}]"#, 400),
    ] {
        let template = path.split('?').next().unwrap().replace("none.jpg", "{name}");
        let template = template.replace("7000", "{number}");
        let reply = send(&base, &method.to_uppercase(), path, body.as_bytes());
        assert_eq!(reply.status, status, "{path}");
        check(&reply, &root["paths"][&template][method], &root, path);
    }
}

#[test]
fn nothing_is_there_that_the_file_does_not_have() {
    let root = document();
    let instagram = LocalInstagram::start();
    let base = instagram.url();
    let reply = send(&base, "GET", "/_sandbox/nothing", b"");
    assert_eq!(reply.status, 404);
    let text = String::from_utf8(reply.body).unwrap();
    // The error lists all paths.
    let words: BTreeSet<&str> = text.split([' ', ',', '"', '/', '{', ':']).collect();
    for (path, operations) in root["paths"].as_object().unwrap() {
        let name = path.split('/').nth(2).unwrap();
        assert!(words.contains(name), "{name} in {text}");
        for method in ["GET", "POST", "DELETE", "PUT"] {
            if operations.get(method.to_lowercase()).is_none() {
                let reply = send(
                    &base,
                    method,
                    &path.replace("{name}", "a.jpg").replace("{number}", "0"),
                    b"",
                );
                assert!(matches!(reply.status, 404 | 405), "{method} {path}: {}", reply.status);
            }
        }
    }
    let known = [
        "state",
        "requests",
        "faults",
        "clock",
        "run",
        "codes",
        "usage",
        "quota",
        "reset",
        "overview",
        "events",
        "posts",
        "containers",
        "log",
        "files",
    ];
    let listed: BTreeSet<&str> = known.into_iter().filter(|name| words.contains(name)).collect();
    let names = root["paths"].as_object().unwrap().keys();
    assert_eq!(listed, names.filter_map(|path| path.split('/').nth(2)).collect());
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let root = document();
    let clock = json!({"$ref": "#/components/schemas/Clock"});
    let check = |value: Value| validate(&value, &clock, &root, "clock");
    assert!(check(json!({"now": "a", "now_ms": 1})).is_ok());
    for wrong in [
        json!({"now": "a"}),
        json!({"now": 1, "now_ms": 1}),
        json!({"now": "a", "now_ms": 1.5}),
        json!({"now": "a", "now_ms": 1, "more": 1}),
        json!([]),
    ] {
        assert!(check(wrong.clone()).is_err(), "{wrong}");
    }
}
