//! What holds for the replies of every endpoint in the list, by what is recorded in
//! `tests/data` of each.

use std::{collections::BTreeSet, fs, path::Path};

use ig_core::{
    endpoint::{ENDPOINTS, Listed},
    http::Response,
};
use serde_json::{Value, json};

use crate::script::heard;

/// The fields without which a reply is not what its endpoint promises.
const REQUIRED: &[&str] = &[
    "access_token",
    "audio",
    "audio_id",
    "catalog_id",
    "code",
    "data",
    "id",
    "is_valid",
    "option_a",
    "option_b",
    "permission",
    "product_id",
    "quota_usage",
    "scope",
    "status",
    "status_code",
    "success",
    "user_id",
];

/// The endpoint, the name of the file and what is in it.
#[expect(clippy::disallowed_methods, reason = "a test that goes by what is recorded reads it")]
fn recorded() -> Vec<(&'static Listed, String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let of = |endpoint: &&Listed| name.starts_with(&file_of(endpoint));
        if let (Some(endpoint), true) = (ENDPOINTS.iter().find(of), name.ends_with("__200.json")) {
            let body = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            all.push((endpoint, name, body));
        }
    }
    assert!(25 < all.len(), "{}", all.len());
    all
}

/// `list_media_` of `ListMedia`.
fn file_of(endpoint: &Listed) -> String {
    let mut name = String::new();
    for letter in endpoint.type_name().chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name + "_"
}

fn read(endpoint: &Listed, body: &Value) -> Result<String, ig_core::Error> {
    endpoint.read(&heard(Ok(Response::new(body.to_string().into_bytes()))))
}

/// Pointers to all fields of objects, at any depth.
fn fields(value: &Value, at: &str, all: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                all.push((at.to_owned(), name.clone()));
                fields(inner, &format!("{at}/{name}"), all);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                fields(inner, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn all_but_what_an_endpoint_is_for_may_be_absent() {
    let mut needed = BTreeSet::new();
    for (endpoint, file, body) in recorded() {
        read(endpoint, &body).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut all = Vec::new();
        fields(&body, "", &mut all);
        let mut required = 0;
        for (at, name) in all {
            let mut less = body.clone();
            less.pointer_mut(&at).unwrap().as_object_mut().unwrap().remove(&name);
            if let Err(error) = read(endpoint, &less) {
                assert!(REQUIRED.contains(&&*name), "{file} without {at}/{name}: {error}");
                required += 1;
                needed.insert(name);
            }
        }
        assert!(0 < required, "{file}: nothing in it is needed");
    }
    assert!(needed.iter().eq(REQUIRED), "{needed:?}");
}

#[test]
fn what_is_not_known_in_a_reply_is_left_aside() {
    for (endpoint, file, body) in recorded() {
        // It keeps what else the reply says, as text.
        if endpoint.name == "POST /{user}/media_publish" {
            continue;
        }
        let mut all = vec![(String::new(), String::new())];
        fields(&body, "", &mut all);
        let mut more = body.clone();
        for (at, _) in all {
            let object = more.pointer_mut(&at).unwrap().as_object_mut().unwrap();
            object.insert("later".to_owned(), json!({"deep": [1, "x", null]}));
        }
        assert_eq!(read(endpoint, &more).unwrap(), read(endpoint, &body).unwrap(), "{file}");
    }
}

#[test]
fn a_success_that_says_nothing_is_not_one() {
    // Their `null` says that there is none (reference §17.2).
    let null_is_none = ["GET /{media}/poll_attachment", "GET /{media}/prompt_response"];
    for endpoint in ENDPOINTS {
        for body in [json!({}), json!([]), json!(true), json!(null), json!({"success": false})] {
            if body.is_null() && null_is_none.contains(&endpoint.name) {
                continue;
            }
            assert!(read(endpoint, &body).is_err(), "{} {body}", endpoint.name);
        }
    }
}
