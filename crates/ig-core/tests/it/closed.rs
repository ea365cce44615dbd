//! What Meta closed to new apps on 2026-11-04 is sent by nothing here (reference §17.3).

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The parameters: the override of the verb, several objects in one request, the format of dates,
/// JSONP.
const PARAMETERS: [&str; 4] = ["method", "ids", "date_format", "callback"];

/// An alias of a field, and a batch that nobody waits for.
const OTHERS: [&str; 2] = [".as(", "async_batch"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The closed feature that the code sends, if it does.
fn closed_in(code: &str) -> Option<&'static str> {
    let parameter = |name: &&str| {
        let set = ["_field", "_query", "_optional", "_secret"].map(|it| format!("{it}(\"{name}\""));
        let written = ["?", "&"].map(|before| format!("{before}{name}="));
        set.iter().chain(&written).any(|word| code.contains(word))
    };
    PARAMETERS
        .into_iter()
        .find(parameter)
        .or_else(|| OTHERS.into_iter().find(|it| code.contains(it)))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that goes by the code reads it")]
fn nothing_that_is_closed_to_new_apps_is_in_the_code() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for path in found {
        let code = fs::read_to_string(&path).unwrap();
        assert_eq!(closed_in(&code), None, "{}", path.display());
    }
}

#[test]
fn each_closed_feature_would_be_found() {
    for (code, expect) in [
        (r#".with_field("method", "get")"#, Some("method")),
        (r#"format!("{url}?method=get")"#, Some("method")),
        (r#".with_query("ids", all)"#, Some("ids")),
        (r#"format!("?fields=id&ids={ids}")"#, Some("ids")),
        (r#".with_optional("date_format", format)"#, Some("date_format")),
        (r#".with_query("callback", "f")"#, Some("callback")),
        (r#".with_query("fields", "username.as(name)")"#, Some(".as(")),
        ("{account}/async_batch_requests", Some("async_batch")),
        ("branded_content_sponsor_ids=[1]", None),
        (r#".field("method", request.method())"#, None),
    ] {
        assert_eq!(closed_in(code), expect, "{code}");
    }
}
