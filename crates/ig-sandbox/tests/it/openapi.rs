//! The control interface is what its OpenAPI document says: each path, method, answer and field.

use ig_sandbox::LocalInstagram;
use serde_json::{Map, Value, json};

/// The document, as a client gets it.
fn document(base: &str) -> Value {
    let reply = send(base, "GET", "/_sandbox/openapi.json", b"");
    serde_json::from_slice(&reply.body).unwrap()
}

/// A schema of the document that takes no field that it does not have.
fn strict(schema: &Value, root: &Value) -> Value {
    fn close(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.values_mut().for_each(close);
                if fields.contains_key("properties") {
                    fields.insert("unevaluatedProperties".to_owned(), json!(false));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = json!({ "allOf": [schema], "components": root["components"] });
    close(&mut schema);
    schema
}

/// What is wrong with a value by a schema of the document.
fn wrong(value: &Value, schema: &Value, root: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&strict(schema, root)).unwrap();
    let errors = validator.iter_errors(value);
    errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
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
    let text = String::from_utf8_lossy(&reply.body);
    let documented = &operation["responses"][reply.status.to_string()];
    assert!(documented.is_object(), "{what} answers {}: {text}", reply.status);
    if let Some(schema) = documented.pointer("/content/application~1json/schema") {
        assert!(reply.content_type.starts_with("application/json"), "{what}");
        let value =
            serde_json::from_slice(&reply.body).unwrap_or_else(|_| panic!("{what}: {text}"));
        assert_eq!(wrong(&value, schema, root), [""; 0], "{what}: {text}");
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
    post("media", "media_type=REELS&upload_type=resumable&cover_url=http://127.0.0.1:9/none.jpg");
    post("media", "media_type=REELS&video_url=http://127.0.0.1:9/none.mp4&alt_text=dropped");
    send(&base, "POST", "/_sandbox/faults", br#"{"on": "limit", "do": "drop", "nth": 9}"#);
    instagram
}

#[test]
fn every_operation_answers_as_the_document_says() {
    let instagram = busy();
    let base = instagram.url();
    let root = document(&base);
    for (path, operations) in root["paths"].as_object().unwrap() {
        let concrete = path.replace("{name}", "photo.jpg").replace("{number}", "0");
        // Files are written before they are read.
        for method in ["post", "get", "patch", "delete"] {
            let Some(operation) = operations.get(method) else { continue };
            if path.ends_with("/reset") {
                continue;
            }
            let what = format!("{method} {path}");
            let json = &operation["requestBody"]["content"]["application/json"];
            let body = if json.is_object() {
                assert_eq!(wrong(&json["example"], &json["schema"], &root), [""; 0], "{what}");
                json["example"].to_string()
            } else {
                "the bytes of a photo".to_owned()
            };
            let reply = send(&base, &method.to_uppercase(), &concrete, body.as_bytes());
            check(&reply, operation, &root, &what);
            assert_eq!(reply.status, 200, "{what}: {}", String::from_utf8_lossy(&reply.body));
            if json.is_object() {
                let nonsense = json!({"nonsense": 1});
                assert_ne!(wrong(&nonsense, &json["schema"], &root), [""; 0], "{what}");
                let body = nonsense.to_string();
                let refused = send(&base, &method.to_uppercase(), &concrete, body.as_bytes());
                check(&refused, operation, &root, &what);
                assert_eq!(refused.status, 400, "{what} refuses nonsense");
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
fn every_refusal_is_in_the_document() {
    let instagram = LocalInstagram::start();
    let base = instagram.url();
    let root = document(&base);
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
        ("patch", "/_sandbox/settings", r#"{"max_carousel_items": 1}"#, 400),
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
fn nothing_is_there_that_the_document_does_not_have() {
    let instagram = LocalInstagram::start();
    let base = instagram.url();
    let root = document(&base);
    let reply = send(&base, "GET", "/_sandbox/nothing", b"");
    assert_eq!(reply.status, 404);
    let text = String::from_utf8(reply.body).unwrap();
    let listed = text.split("there are ").nth(1).unwrap().trim_end_matches("\"}");
    let listed = [""].into_iter().chain(listed.split(", "));
    let listed: Vec<String> = listed.map(|path| format!("/_sandbox/{path}")).collect();
    let paths = root["paths"].as_object().unwrap();
    assert!(paths.keys().eq(&listed), "{listed:?}");
    for (path, operations) in paths {
        for method in ["GET", "POST", "PATCH", "DELETE", "PUT"] {
            if operations.get(method.to_lowercase()).is_none() {
                let path = path.replace("{name}", "a.jpg").replace("{number}", "0");
                let reply = send(&base, method, &path, b"");
                assert_eq!(reply.status, 405, "{method} {path}");
            }
        }
    }
}

#[test]
fn the_document_is_complete_in_itself() {
    fn references(value: &Value, root: &Value, count: &mut usize) {
        if let Some(reference) = value["$ref"].as_str() {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(root.pointer(pointer).is_some(), "{reference}");
            *count += 1;
        }
        let items = value.as_array().into_iter().flatten();
        let fields = value.as_object().into_iter().flat_map(Map::values);
        items.chain(fields).for_each(|inner| references(inner, root, count));
    }
    let root = document(&LocalInstagram::start().url());
    assert_eq!(root["openapi"], "3.1.0");
    assert_eq!(root["info"]["version"], env!("CARGO_PKG_VERSION"));
    let mut count = 0;
    references(&root, &root, &mut count);
    assert!(count > 20, "{count}");
    for (name, schema) in root["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
        assert!(schema["description"].is_string(), "{name} says what it is");
    }
    for (path, operations) in root["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let what = format!("{method} {path}");
            assert!(operation["summary"].as_str().unwrap().len() > 5, "{what}");
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let in_path = parameters.filter(|it| it["in"] == "path").count();
            assert_eq!(in_path, path.matches('{').count(), "{what}");
            for response in operation["responses"].as_object().unwrap().values() {
                assert!(response["description"].is_string(), "{what}");
            }
        }
    }
}

#[test]
fn a_field_that_is_not_documented_is_seen() {
    let root = document(&LocalInstagram::start().url());
    let clock = json!({"$ref": "#/components/schemas/Clock"});
    assert_eq!(wrong(&json!({"now": "a", "now_ms": 1}), &clock, &root), [""; 0]);
    for value in [
        json!({"now": "a"}),
        json!({"now": 1, "now_ms": 1}),
        json!({"now": "a", "now_ms": 1.5}),
        json!({"now": "a", "now_ms": 1, "more": 1}),
        json!([]),
    ] {
        assert_ne!(wrong(&value, &clock, &root), [""; 0], "{value}");
    }
}
