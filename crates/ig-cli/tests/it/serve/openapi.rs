//! The description and the routes are the same.

use serde_json::{Value, json};

use super::{Serving, photo};
use crate::world::World;

const METHODS: [&str; 7] = ["GET", "PUT", "DELETE", "POST", "PATCH", "HEAD", "OPTIONS"];

/// The operations of the description: method, path, what it says.
fn operations(description: &Value) -> Vec<(String, String, Value)> {
    let paths = description["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, operations)| {
        let operations = operations.as_object().unwrap().iter();
        operations.map(move |(method, operation)| {
            (method.to_ascii_uppercase(), path.clone(), operation.clone())
        })
    });
    all.collect()
}

/// A schema of the description, by which a body can be judged.
fn judge(description: &Value, schema: &Value) -> jsonschema::Validator {
    let mut whole = schema.clone();
    whole["components"] = description["components"].clone();
    jsonschema::validator_for(&whole).unwrap()
}

#[test]
fn every_route_is_described_and_nothing_else_is() {
    let world = World::new();
    let serving = Serving::start(&world);
    serving.http.put("k", &photo("k")).expect(202);
    let description = serving.http.get("/openapi.json").expect(200).body;
    let operations = operations(&description);
    assert_eq!(operations.len(), 10, "{operations:?}");
    let mut paths: Vec<_> = operations.iter().map(|(_, path, _)| path.clone()).collect();
    paths.dedup();
    for path in &paths {
        for method in METHODS {
            let is_described = operations.iter().any(|(it, at, _)| it == method && at == path);
            let at = path.replace("{key}", "none").replace("{user_id}", "1");
            // A stream has no end, so only who may not follow is told at once.
            let is_stream = path.ends_with("events");
            let headers = match is_stream {
                true => vec![format!("host: {}", serving.http.address)],
                false => vec![
                    format!("host: {}", serving.http.address),
                    format!("authorization: Bearer {}", serving.http.token),
                ],
            };
            let headers: Vec<_> = headers.iter().map(String::as_str).collect();
            let reply = serving.http.try_send(method, &at, &headers, "").unwrap();
            assert_eq!(reply.status != 405, is_described, "{method} {at}: {reply:?}");
            let is_missing = reply.status == 404
                && reply.body["error"]["message"] == "there is nothing at this path";
            assert!(!is_missing, "{method} {at}: {reply:?}");
        }
    }
    serving.http.get("/other").expect(404);
}

#[test]
fn what_is_answered_is_as_described() {
    let world = World::new();
    let serving = Serving::start(&world);
    let description = serving.http.get("/openapi.json").expect(200).body;
    let check = |method: &str, path: &str, at: &str, body: &str| {
        let reply = serving.http.send(method, at, body);
        let operation = &description["paths"][path][method.to_ascii_lowercase()];
        let answer = &operation["responses"][reply.status.to_string()];
        let schema = &answer["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {at} {} is not described", reply.status);
        let errors: Vec<_> =
            judge(&description, schema).iter_errors(&reply.body).map(|it| it.to_string()).collect();
        assert!(errors.is_empty(), "{method} {at}: {errors:?}: {}", reply.body);
        reply.status
    };
    let post = photo("a").to_string();
    let key = "/posts/{key}";
    assert_eq!(check("PUT", key, "/posts/a?wait=60", &post), 200);
    assert_eq!(check("PUT", key, "/posts/a", &photo("b").to_string()), 409);
    assert_eq!(check("PUT", key, "/posts/b", "{"), 400);
    let later = json!({ "photo": { "medium": "photo.jpg" }, "at": "+1d" }).to_string();
    assert_eq!(check("PUT", key, "/posts/b", &later), 202);
    assert_eq!(check("GET", key, "/posts/a", ""), 200);
    assert_eq!(check("GET", key, "/posts/c", ""), 404);
    assert_eq!(check("GET", "/posts", "/posts", ""), 200);
    assert_eq!(check("DELETE", key, "/posts/b", ""), 200);
    assert_eq!(check("DELETE", key, "/posts/a", ""), 409);
    assert_eq!(check("GET", "/healthz", "/healthz", ""), 200);
    // The body of a request, as the server and the description see it.
    let request = &description["paths"][key]["put"]["requestBody"]["content"]["application/json"];
    let judge = judge(&description, &request["schema"]);
    for (body, is_good) in [
        (photo("a"), true),
        (json!({ "photo": { "medium": "photo.jpg" }, "at": "+1d", "late": "hold" }), true),
        (json!({ "photo": { "medium": "photo.jpg" }, "when": "+1d" }), false),
        (json!({ "photo": { "medium": "photo.jpg", "captoin": "x" } }), false),
        (json!({ "at": "+1d" }), false),
        (json!({}), false),
    ] {
        assert_eq!(judge.is_valid(&body), is_good, "{body}");
        let status = serving.http.put("z", &body).status;
        assert_eq!(status != 400, is_good, "{body}");
        serving.http.delete("z");
    }
}

/// Tools that generate clients refuse a description in which one does not.
#[test]
fn each_default_fits_its_own_schema() {
    let world = World::new();
    let serving = Serving::start(&world);
    let description = serving.http.get("/openapi.json").expect(200).body;
    let (mut left, mut defaults) = (vec![&description], 0);
    while let Some(part) = left.pop() {
        match part {
            Value::Array(items) => left.extend(items),
            Value::Object(members) => {
                left.extend(members.values());
                let Some(default) = members.get("default").filter(|it| !it.is_object()) else {
                    continue;
                };
                defaults += 1;
                assert!(judge(&description, part).is_valid(default), "{part}");
            }
            _ => (),
        }
    }
    assert_ne!(defaults, 0);
}
