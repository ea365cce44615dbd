//! What the core reads in a reply: if another value makes no difference, the place is not read.

use std::{fs, path::PathBuf};

use ig_core::{
    EndpointExt,
    endpoint::{ExchangeCode, ReadMedia, UploadVideo},
    http::Response,
};
use ig_tests::heard;
use serde_json::{Value, json};

use super::{
    core,
    samples::{Sample, UNREAD},
};

/// A reply (the recorded one of an endpoint), and the path to the fields of its object.
fn base(key: &str, samples: &[Sample]) -> (Value, &'static str) {
    match key {
        "error" => return (json!({"error": {"message": "a", "code": 1}}), "/error"),
        "upload-error" => return (json!({"debug_info": {}}), ""),
        "code-error" => {
            let error = json!({"error_type": "OAuthException", "code": 400, "error_message": "a"});
            return (error, "");
        }
        _ => {}
    }
    let sample = samples.iter().find(|sample| sample.key == key).unwrap();
    let mut recorded = recorded(sample.type_name);
    let at = match recorded.get_mut("data") {
        None => "",
        Some(Value::Array(list)) => {
            list.truncate(1);
            "/data/0"
        }
        Some(_) => "/data",
    };
    (recorded, at)
}

/// All fields of the recorded successes of an endpoint; without a record, the reply of a write
/// that has no result.
fn recorded(type_name: &str) -> Value {
    let mut name = String::new();
    for letter in type_name.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    let mut all = core::recorded(&format!("{name}_"));
    all.retain(|file| file.to_string_lossy().ends_with("__200.json"));
    all.sort_by_key(|file| !file.to_string_lossy().contains("_sample_"));
    let read = |file: PathBuf| serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    all.into_iter().map(read).reduce(filled).unwrap_or_else(|| json!({"success": true}))
}

/// The first value, with what only the second has added.
fn filled(mut first: Value, second: Value) -> Value {
    if let (Some(fields), Value::Object(second)) = (first.as_object_mut(), second) {
        for (name, value) in second {
            let own = fields.remove(&name);
            let value = own.map_or(value.clone(), |own| filled(own, value));
            fields.insert(name, value);
        }
    }
    first
}

/// The function that turns a reply of an endpoint, or an error, into text.
fn decoder(key: &str, samples: &[Sample]) -> Option<fn(&[u8]) -> String> {
    macro_rules! failure {
        ($endpoint:ty) => {
            |body| format!("{:?}", <$endpoint>::read(&heard(status(400, body))).map(drop))
        };
    }
    match key {
        "error" => Some(failure!(ReadMedia)),
        "upload-error" => Some(failure!(UploadVideo)),
        "code-error" => Some(failure!(ExchangeCode)),
        _ => samples.iter().find(|sample| sample.key == key).map(|sample| sample.decode),
    }
}

fn status(status: u16, body: &[u8]) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.to_vec()).unwrap()
}

/// Whether the core reads what is at `path` in the reply of an endpoint.
pub(super) fn reads(key: &str, path: &str, samples: &[Sample]) -> bool {
    let Some(decode) = decoder(key, samples) else { return false };
    let (base, at) = base(key, samples);
    let at = if path.starts_with("paging") { "" } else { at };
    let text = |value: &Value| decode(value.to_string().as_bytes());
    // The parent exists in both, so that its own effect is not mistaken for the field's.
    let mut parent = base;
    if let Some((above, _)) = path.rsplit_once('.') {
        set(parent.pointer_mut(at).unwrap(), above, None);
    }
    let before = text(&parent);
    let values = [
        json!("1"),
        json!("https://www.example.com/a"),
        json!(7),
        json!(true),
        json!(false),
        json!({"id": "7"}),
        json!(["7"]),
        json!([{"id": "7"}]),
        Value::Null,
    ];
    values.iter().any(|value| {
        let mut changed = parent.clone();
        set(changed.pointer_mut(at).unwrap(), path, Some(value));
        text(&changed) != before
    }) || {
        let mut without = parent.clone();
        unset(without.pointer_mut(at).unwrap(), path);
        text(&without) != before
    }
}

/// Whether the core knows the value `word` at `path`, or keeps any value.
pub(super) fn knows_word(key: &str, path: &str, word: &str, samples: &[Sample]) -> bool {
    let Some(decode) = decoder(key, samples) else { return false };
    let (mut base, at) = base(key, samples);
    set(base.pointer_mut(at).unwrap(), path, Some(&word.into()));
    let text = decode(base.to_string().as_bytes());
    reads(key, path, samples) && text != UNREAD && !text.contains("Other(")
}

/// Sets a value at a path and creates its parents; without a value, creates only the parents.
fn set(root: &mut Value, path: &str, value: Option<&Value>) {
    let mut place = root;
    for part in path.split('.') {
        let (name, is_list) = match part.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (part, false),
        };
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[name];
        if is_list {
            if place.get(0).is_none() {
                *place = json!([{}]);
            }
            place = &mut place[0];
        } else if place.is_null() {
            *place = json!({});
        }
    }
    if let Some(value) = value {
        *place = value.clone();
    }
}

fn unset(root: &mut Value, path: &str) {
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let pointer = above.replace("[]", "/0").replace('.', "/");
    let pointer = if pointer.is_empty() { pointer } else { format!("/{pointer}") };
    if let Some(fields) = root.pointer_mut(&pointer).and_then(Value::as_object_mut) {
        fields.remove(name.trim_end_matches("[]"));
    }
}
