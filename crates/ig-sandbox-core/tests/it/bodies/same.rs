//! Bodies that are equal except for ids, times and trace ids.

use serde_json::Value;

/// A body with placeholders for ids, times and trace ids.
pub(super) fn plain(mut body: Value) -> Value {
    if let Some(error) = body.get_mut("error").and_then(Value::as_object_mut) {
        error.remove("fbtrace_id");
        if let Some(opaque) =
            error.get_mut("error_data").and_then(|it| it.get_mut("sentry_block_data"))
        {
            *opaque = "ID".into();
        }
        for name in ["message", "error_user_msg"] {
            if let Some(Value::String(text)) = error.get_mut(name) {
                *text = timeless(&nameless(text));
            }
        }
    }
    if let Some(app) = body.pointer_mut("/data/app_id") {
        *app = "ID".into();
    }
    body
}

/// `Object with ID '17889455560051444' does not exist`.
fn nameless(text: &str) -> String {
    let named = text.split_once("Object with ID '").and_then(|(before, rest)| {
        let (_, after) = rest.split_once('\'')?;
        Some(format!("{before}Object with ID 'ID'{after}"))
    });
    named.unwrap_or_else(|| text.to_owned())
}

/// `Session has expired on Saturday, 24-Mar-18 05:00:00 PDT. The current time is …`, if the times
/// are of this form.
fn timeless(text: &str) -> String {
    let Some((before, times)) = text.split_once("Session has expired on ") else {
        return text.to_owned();
    };
    let (expired, now) = times.split_once(". The current time is ").unwrap();
    for time in [expired, now.trim_end_matches('.')] {
        let words: Vec<&str> = time.split([' ', '-', ':']).collect();
        let [day, date, month, year, hour, minute, second, zone] = words[..] else {
            panic!("{time:?} is not a time in Meta's form");
        };
        assert!(day.ends_with("day,") && month.len() == 3 && ["PDT", "PST"].contains(&zone));
        for number in [date, year, hour, minute, second] {
            assert!(number.len() == 2 && number.bytes().all(|it| it.is_ascii_digit()), "{time}");
        }
    }
    format!("{before}Session has expired on TIME. The current time is TIME.")
}

/// The fields of an error that the record does not have, if all others are equal.
pub(super) fn beside(found: &Value, expected: &Value) -> Result<Vec<String>, String> {
    let (Some(found_error), Some(expected_error)) = (found.get("error"), expected.get("error"))
    else {
        return if found == expected { Ok(Vec::new()) } else { Err("not equal".to_owned()) };
    };
    for (name, value) in expected_error.as_object().into_iter().flatten() {
        let is_there = found_error.get(name);
        if is_there != Some(value) {
            return Err(format!("{name} is {is_there:?} and not {value}"));
        }
    }
    let all = found_error.as_object().into_iter().flatten().map(|(name, _)| name.clone());
    Ok(all.filter(|name| expected_error.get(name).is_none()).collect())
}

#[test]
fn bodies_that_differ_in_more_than_ids_and_times_are_not_equal() {
    let body = |message: &str, code: i64| {
        plain(serde_json::json!({"error": {"message": message, "code": code}}))
    };
    let expected = body("Object with ID '1' does not exist", 100);
    assert_eq!(beside(&body("Object with ID '2' does not exist", 100), &expected), Ok(vec![]));
    beside(&body("Object with ID '2' does exist", 100), &expected).unwrap_err();
    beside(&body("Object with ID '2' does not exist", 101), &expected).unwrap_err();
    let less = plain(serde_json::json!({"error": {"code": 100}}));
    beside(&less, &expected).unwrap_err();
    assert_eq!(beside(&expected, &less), Ok(vec!["message".to_owned()]));
}
