//! JSON as Meta's servers write it, and what they say beside it.

use crate::support::{Bench, USER};

#[test]
fn slashes_and_letters_beyond_ascii_are_escaped() {
    let mut bench = Bench::new();
    let caption = "é/\u{1f600}\\\"";
    let (_, media) = bench.post_photo(caption);
    let reply = bench.get(&format!("/{media}"), &[("fields", "caption,permalink")]);
    let text = reply.to_text();
    assert!(
        text.starts_with(r#"{"caption":"\u00e9\/\ud83d\ude00\\\"","permalink":"http:\/\/"#),
        "{text}"
    );
    assert_eq!(reply.text("/caption"), caption);
    let error = bench.get(&format!("/{USER}"), &[("fields", "ü")]).to_text();
    assert!(error.contains(r"(\u00fc)"), "{error}");
    let batch = format!(r#"[{{"method":"GET","relative_url":"{media}?fields=permalink"}}]"#);
    let batch = bench.post("/", &[("batch", &batch)]);
    let inner: serde_json::Value = serde_json::from_str(&batch.text("/0/body")).unwrap();
    assert!(inner["permalink"].as_str().unwrap().starts_with("http://"), "{inner}");
}

#[test]
fn debug_adds_its_messages_to_a_success() {
    let mut bench = Bench::new();
    let mut get = |version: &str, debug: &str| {
        bench.get(&format!("/{version}/{USER}"), &[("debug", debug)]).json()
    };
    let none = serde_json::json!({"id": USER, "__debug__": {"messages": []}});
    for debug in ["all", "info", "warning"] {
        assert_eq!(get("v26.0", debug), none, "{debug}");
    }
    assert_eq!(get("v19.0", "info"), none);
    assert_eq!(get("v19.0", "nonsense"), serde_json::json!({ "id": USER }));
    let warned = get("v19.0", "all");
    let message = &warned["__debug__"]["messages"][0];
    assert_eq!(message["type"], "warning");
    let text = message["message"].as_str().unwrap();
    assert!(text.contains("auto-upgraded to v21.0 as v19.0"), "{text}");
}
