//! What the core reads in a reply: where another value makes no difference, nothing is read.

use ig_core::{
    EndpointExt,
    endpoint::{ExchangeCode, ReadMedia, UploadVideo},
    http::Response,
};
use ig_tests::heard;
use serde_json::{Value, json};

use super::samples::{Sample, UNREAD};

/// The least that a reply holds, and where the fields of its object are.
fn base(key: &str) -> (Value, &'static str) {
    match key {
        "GET /{container}" => (json!({"id": "1", "status_code": "FINISHED"}), ""),
        "GET /ig_audio" => (json!({"audio": [{"audio_id": "1"}]}), ""),
        "GET /{user}/content_publishing_limit" => {
            (json!({"data": [{"quota_usage": 1}]}), "/data/0")
        }
        "GET /{user}/media" => {
            let paging = json!({"cursors": {"before": "a", "after": "b"}, "next": "c"});
            (json!({"data": [{"id": "1"}], "paging": paging}), "/data/0")
        }
        "GET /{user}/stories"
        | "GET /{media}/children"
        | "GET /{media}/collaborators"
        | "GET /pages/search" => (json!({"data": [{"id": "1"}]}), "/data/0"),
        "GET /{media}" => (json!({"id": "1", "owner": {"id": "1"}}), ""),
        "GET /me/accounts" => {
            let account = json!({"id": "1", "instagram_business_account": {"id": "2"}});
            (json!({"data": [account]}), "/data/0")
        }
        "GET /{page}" => (json!({"id": "1", "instagram_business_account": {"id": "2"}}), ""),
        "GET /me/permissions" => {
            (json!({"data": [{"permission": "a", "status": "granted"}]}), "/data/0")
        }
        "GET /{user}/available_catalogs" => (json!({"data": [{"catalog_id": "1"}]}), "/data/0"),
        "GET /{user}/catalog_product_search" => {
            let product = json!({"product_id": "1", "product_variants": [{"product_id": "2"}]});
            (json!({"data": [product]}), "/data/0")
        }
        "GET /me" => (json!({"user_id": "1"}), ""),
        "GET /debug_token" => {
            let scopes = json!([{"scope": "a"}]);
            let data = json!({"is_valid": true, "granular_scopes": scopes, "error": {"code": 1}});
            (json!({ "data": data }), "/data")
        }
        "error" => (json!({"error": {"message": "a", "code": 1}}), "/error"),
        "upload-error" => (json!({"debug_info": {}}), ""),
        "code-error" => {
            (json!({"error_type": "OAuthException", "code": 400, "error_message": "a"}), "")
        }
        key if key.contains("access_token") => (json!({"access_token": "token"}), ""),
        key if key.starts_with("DELETE") || key == "POST /{media}" || key.contains("rupload") => {
            (json!({"success": true}), "")
        }
        _ => (json!({"id": "1"}), ""),
    }
}

/// How the reply of an endpoint, or an error, becomes text.
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
    let (base, at) = base(key);
    let at = if path.starts_with("paging") { "" } else { at };
    let text = |value: &Value| decode(value.to_string().as_bytes());
    // The parent alone must make no difference that is taken for the field's.
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

/// Whether the core knows a word at `path`, or keeps any.
pub(super) fn knows_word(key: &str, path: &str, word: &str, samples: &[Sample]) -> bool {
    let Some(decode) = decoder(key, samples) else { return false };
    let (mut base, at) = base(key);
    set(base.pointer_mut(at).unwrap(), path, Some(&word.into()));
    let text = decode(base.to_string().as_bytes());
    reads(key, path, samples) && text != UNREAD && !text.contains("Other(")
}

/// Puts a value to a place, and makes what lies above it; without a value, makes the place itself.
fn set(root: &mut Value, path: &str, value: Option<&Value>) {
    let mut place = root;
    for part in path.split('.') {
        let (name, is_list) = match part.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (part, false),
        };
        let empty = if is_list { json!([{}]) } else { json!({}) };
        let fields = place.as_object_mut().unwrap();
        place = fields.entry(name).or_insert(empty);
        if is_list {
            place = &mut place[0];
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
