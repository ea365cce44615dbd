//! `{result=name:$.data[0].id}`: a part of the reply to another call of the batch.

use std::{borrow::Cow, collections::BTreeMap};

use form_urlencoded::{Serializer, byte_serialize};
use serde_json::Value;

const START: &str = "{result=";

type Results = BTreeMap<String, Value>;

/// The names of the calls that a URL or a form refers to.
pub(super) fn names(text: &str) -> Vec<String> {
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let decoded: String = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut names = Vec::new();
    for text in [text, &decoded] {
        for rest in text.split(START).skip(1) {
            let name = rest.split([':', '}']).next().unwrap_or_default();
            names.push(name.to_owned());
        }
    }
    names
}

/// Puts results into a URL; `None` if one of them is missing.
pub(super) fn fill_url(url: &str, results: &Results) -> Option<String> {
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (url, None),
    };
    let path = fill(path, results, |value| byte_serialize(value.as_bytes()).collect())?;
    match query {
        Some(query) => Some(format!("{path}?{}", fill_form(query, results)?)),
        None => Some(path),
    }
}

/// Puts results into a form, whether its braces are encoded or not.
pub(super) fn fill_form(form: &str, results: &Results) -> Option<String> {
    let plain = fill(form, results, |value| byte_serialize(value.as_bytes()).collect())?;
    let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        form_urlencoded::parse(plain.as_bytes()).collect();
    if !pairs.iter().any(|(_, value)| value.contains(START)) {
        return Some(plain);
    }
    let mut filled = Serializer::new(String::new());
    for (name, value) in &pairs {
        filled.append_pair(name, &fill(value, results, str::to_owned)?);
    }
    Some(filled.finish())
}

fn fill(text: &str, results: &Results, encode: impl Fn(&str) -> String) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((front, reference)) = rest.split_once(START) {
        let (reference, behind) = reference.split_once('}')?;
        let (name, path) = reference.split_once(':')?;
        out.push_str(front);
        out.push_str(&encode(&look_up(results.get(name)?, path)?));
        rest = behind;
    }
    Some(out + rest)
}

/// `$.a.b`, `$.data[0].id`, `$.data.0.id` and `$.data.*.id`, which gives a list with commas.
fn look_up(value: &Value, path: &str) -> Option<String> {
    let path = path.strip_prefix('$')?.replace('[', ".").replace([']', '\'', '"'], "");
    let mut found = vec![value];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        found = found
            .into_iter()
            .flat_map(|value| match (value, step) {
                (Value::Array(items), "*") => items.iter().collect(),
                (Value::Array(items), at) => {
                    at.parse().ok().and_then(|at: usize| items.get(at)).into_iter().collect()
                }
                (Value::Object(fields), "*") => fields.values().collect(),
                (Value::Object(fields), name) => fields.get(name).into_iter().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    let texts: Vec<String> = found.into_iter().map(to_text).collect();
    (!texts.is_empty()).then(|| texts.join(","))
}

fn to_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_lead_to_values() {
        let value = json!({"id": "1", "n": 2, "data": [{"id": "a"}, {"id": "b"}], "o": {"p": "q"}});
        for (path, found) in [
            ("$.id", Some("1")),
            ("$.n", Some("2")),
            ("$.o.p", Some("q")),
            ("$['o']['p']", Some("q")),
            ("$.data[1].id", Some("b")),
            ("$.data.0.id", Some("a")),
            ("$.data.*.id", Some("a,b")),
            ("$.data[*].id", Some("a,b")),
            ("$.data[2].id", None),
            ("$.none", None),
            ("id", None),
        ] {
            assert_eq!(look_up(&value, path).as_deref(), found, "{path}");
        }
    }

    #[test]
    fn results_are_put_in_encoded_or_not() {
        let results: Results = [("a".to_owned(), json!({"id": "x&y"}))].into();
        for (form, filled) in [
            ("b=1", Some("b=1")),
            ("b={result=a:$.id}&c=2", Some("b=x%26y&c=2")),
            ("b=%7Bresult%3Da%3A%24.id%7D&c=2", Some("b=x%26y&c=2")),
            ("b={result=z:$.id}", None),
            ("b=%7Bresult%3Da%3A%24.no%7D", None),
        ] {
            assert_eq!(fill_form(form, &results).as_deref(), filled, "{form}");
        }
        assert_eq!(fill_url("{result=a:$.id}?f=id", &results).as_deref(), Some("x%26y?f=id"));
        assert_eq!(names("me?x=%7Bresult%3Dq%3A%24.id%7D&{result=r:$.id}"), ["r", "q", "r"]);
    }
}
