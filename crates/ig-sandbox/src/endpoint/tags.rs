//! The `user_tags` parameter.

use serde_json::Value;

use crate::{
    refusal::Refusal,
    world::{Kind, Tag},
};

const MAX_TAGS: usize = 20;

/// Reads the tags. Photos need to know where; on videos, positions mean nothing and are dropped.
pub(super) fn read(tags: Vec<Value>, kind: Kind) -> Result<Vec<Tag>, Refusal> {
    if tags.len() > MAX_TAGS {
        return Err(Refusal::too_many_tags());
    }
    tags.iter().enumerate().map(|(at, tag)| read_one(at, tag, kind)).collect()
}

fn read_one(at: usize, tag: &Value, kind: Kind) -> Result<Tag, Refusal> {
    let wrong = |field: &str, must_be: &str| {
        Refusal::wrong_type(&format!("user_tags[{at}]{field}"), must_be)
    };
    let Value::Object(fields) = tag else {
        return Err(wrong("", "an object with username, x and y"));
    };
    let Some(username) = fields.get("username").and_then(Value::as_str) else {
        return Err(wrong("[username]", "a string"));
    };
    if !is_username(username) {
        return Err(Refusal::unknown_username());
    }
    let position = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Err(Refusal::missing(&format!("user_tags[{at}][{name}]"))),
        Some(value) => {
            share(value).ok_or_else(|| wrong(&format!("[{name}]"), "a number from 0.0 to 1.0"))
        }
    };
    let (x, y) = match kind {
        Kind::Photo => (Some(position("x")?), Some(position("y")?)),
        Kind::Reel => (None, None),
    };
    Ok(Tag { username: username.to_owned(), x, y })
}

/// Numbers in quotes are taken as well: forms have no others.
fn share(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (0.0..=1.0).contains(&number).then_some(number)
}

/// The sandbox knows nobody, so that every name an account could have is somebody.
fn is_username(name: &str) -> bool {
    (1..=30).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_')
}
