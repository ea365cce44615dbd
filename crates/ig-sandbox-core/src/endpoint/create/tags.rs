//! The `user_tags` and `collaborators` parameters.

use serde_json::Value;

use crate::{
    config::Config,
    intake::Params,
    refusal::Refusal,
    world::{Kind, Tag},
};

const MAX_TAGS: usize = 20;

/// Reads the tags. Photos need positions, stories may have them; on other videos they have no
/// meaning and are dropped (reference §2.4).
pub(super) fn read(tags: Vec<Value>, kind: Kind, config: &Config) -> Result<Vec<Tag>, Refusal> {
    if tags.len() > MAX_TAGS {
        return Err(Refusal::too_many_tags(MAX_TAGS));
    }
    tags.iter().enumerate().map(|(at, tag)| read_one(at, tag, kind, config)).collect()
}

fn read_one(at: usize, tag: &Value, kind: Kind, config: &Config) -> Result<Tag, Refusal> {
    let wrong = |field: &str, must_be: &str| {
        Refusal::wrong_type(&format!("user_tags[{at}]{field}"), must_be)
    };
    let Value::Object(fields) = tag else {
        return Err(wrong("", "an object with username, x and y"));
    };
    let Some(username) = fields.get("username").and_then(Value::as_str) else {
        return Err(wrong("[username]", "a string"));
    };
    if !config.knows(username) {
        return Err(Refusal::unknown_username());
    }
    let position = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Err(Refusal::missing(&format!("user_tags[{at}][{name}]"))),
        Some(value) => {
            share(value).ok_or_else(|| wrong(&format!("[{name}]"), "a number from 0.0 to 1.0"))
        }
    };
    let is_placed = ["x", "y"].iter().any(|name| fields.get(*name).is_some_and(|v| !v.is_null()));
    let (x, y) = match kind {
        Kind::Photo | Kind::PhotoItem => (Some(position("x")?), Some(position("y")?)),
        Kind::PhotoStory | Kind::VideoStory if is_placed => {
            (Some(position("x")?), Some(position("y")?))
        }
        Kind::PhotoStory | Kind::VideoStory => (None, None),
        Kind::Reel | Kind::VideoItem | Kind::Carousel => (None, None),
    };
    Ok(Tag { username: username.to_owned(), x, y })
}

/// A share from 0 to 1. Numbers in quotes are accepted too: forms have no others.
pub(super) fn share(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (0.0..=1.0).contains(&number).then_some(number)
}

/// Reads the invited co-authors. The real server's reply to too many is not known; an unknown
/// one gets the error of an unknown tag.
pub(super) fn collaborators(params: &Params, config: &Config) -> Result<Vec<String>, Refusal> {
    let names = params.texts("collaborators")?;
    let is_repeated = names.iter().enumerate().any(|(at, name)| names[..at].contains(name));
    let most = config.most_collaborators();
    if names.len() > most || is_repeated {
        let must_be = format!("a list of up to {most} different usernames");
        return Err(Refusal::wrong_type("collaborators", &must_be));
    }
    match names.iter().all(|name| config.knows(name)) {
        true => Ok(names),
        false => Err(Refusal::unknown_username()),
    }
}
