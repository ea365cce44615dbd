//! The schema in the repository is current, and it and the command agree.

use schemars::Schema;
use serde_json::Value;

use super::super::file::{self, PostFile};
use crate::{contract::generate::is_in_the_repository, schemas};

fn generated() -> Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<PostFile>();
    schema.insert("title".to_owned(), "A post for `ig publish --plan`".into());
    let words = "One of the five kinds of post. Paths are relative to this file";
    schema.insert("description".to_owned(), words.into());
    schema
}

#[test]
fn the_schema_in_the_repository_is_that_of_the_types() {
    is_in_the_repository("post.schema.json", &generated());
}

#[test]
fn the_schema_of_the_file_may_be_left_open() {
    let schema: Value = serde_json::from_str(&schemas::text("post.schema.json")).unwrap();
    let words = &schema["properties"]["$schema"];
    assert!(jsonschema::validator_for(words).unwrap().is_valid(&words["default"]), "{words}");
}

#[track_caller]
fn is_valid(json: &str) -> bool {
    let schema: Value = serde_json::from_str(&schemas::text("post.schema.json")).unwrap();
    let post: Value = serde_json::from_str(json).unwrap();
    jsonschema::validator_for(&schema).unwrap().is_valid(&post)
}

/// The schema and the command refuse the same posts; rules that only the core knows,
/// such as the number of hashtags, are left to the core.
#[test]
fn the_schema_and_the_command_agree() {
    let check = |json: &str, expect: bool| {
        assert_eq!(is_valid(json), expect, "the schema: {json}");
        assert_eq!(file::read(json, "post.json").is_ok(), expect, "the command: {json}");
    };
    check(r#"{"photo":{"medium":"a.jpg"}}"#, true);
    check(r#"{"$schema":"x","photo":{"medium":"a.jpg","caption":"x"}}"#, true);
    check(r#"{"photo":{"medium":"a.jpg","captoin":"x"}}"#, false);
    check(r#"{"photo":{"medium":""}}"#, false);
    check(r#"{"photo":{}}"#, false);
    check(r#"{}"#, false);
    check(r#"{"photo":{"medium":"a.jpg"},"reel":{"medium":"a.mp4"}}"#, false);
    check(r#"{"photo":{"medium":"a.jpg"},"when":"tomorrow"}"#, false);
    check(r#"{"photo":{"medium":"a.jpg","user_tags":[{"username":"a","x":0,"y":1}]}}"#, true);
    check(r#"{"photo":{"medium":"a.jpg","user_tags":[{"username":"a"}]}}"#, false);
    check(r#"{"photo":{"medium":"a.jpg","user_tags":[{"username":"a","x":1.1,"y":1}]}}"#, false);
    check(r#"{"reel":{"medium":"a.mp4","user_tags":[{"username":"a"}],"thumb_offset":0}}"#, true);
    check(r#"{"reel":{"medium":"a.mp4","user_tags":[{"username":"a","x":0,"y":0}]}}"#, false);
    check(r#"{"reel":{"medium":"a.mp4","thumb_offset":-1}}"#, false);
    check(r#"{"reel":{"medium":"a.mp4","collaborators":["a","b","c"]}}"#, true);
    check(r#"{"reel":{"medium":"a.mp4","collaborators":["a","b","c","d","e"]}}"#, true);
    check(r#"{"reel":{"medium":"a.mp4","collaborators":["a","b","c","d","e","f"]}}"#, false);
    check(r#"{"reel":{"medium":"a.mp4","paid_partnership":[]}}"#, true);
    check(r#"{"reel":{"medium":"a.mp4","paid_partnership":["1","2","3"]}}"#, false);
    check(r#"{"reel":{"medium":"a.mp4","trial_params":{"graduation_strategy":"MANUAL"}}}"#, true);
    check(r#"{"reel":{"medium":"a.mp4","trial_params":{"graduation_strategy":"LATER"}}}"#, false);
    check(r#"{"reel":{"medium":"a.mp4","audio_configuration":{"audio_id":"1"}}}"#, true);
    let loud =
        r#"{"reel":{"medium":"a.mp4","audio_configuration":{"audio_id":"1","audio_volume":101}}}"#;
    check(loud, false);
    check(r#"{"photo_story":{"medium":"a.jpg","user_tags":[{"username":"a"}]}}"#, true);
    check(r#"{"photo_story":{"medium":"a.jpg","user_tags":[{"username":"a","x":0.1}]}}"#, false);
    check(r#"{"photo_story":{"medium":"a.jpg","caption":"x"}}"#, false);
    check(r#"{"video_story":{"medium":"https://example.com/a.mp4","hosted":true}}"#, true);
    let asking = |add_on: &str| {
        format!(r#"{{"photo":{{"medium":"a.jpg","caption":"?","add_on":{add_on}}}}}"#)
    };
    for (add_on, expect) in [
        (r#""comment_prompt""#, true),
        (r#"{"poll":{"options":["a","b"]}}"#, true),
        (r#"{"poll":{"options":["a","b","c","d"],"duration":"unlimited"}}"#, true),
        (r#"{"poll":{"options":["a"]}}"#, false),
        (r#"{"poll":{"options":["a","b","c","d","e"]}}"#, false),
        (r#"{"poll":{"options":["a"," "]}}"#, false),
        (r#"{"poll":{"options":["a","b"],"duration":"a_week"}}"#, false),
        (r#"{"poll":{"options":["a","b"],"when":"now"}}"#, false),
        (r#"{"poll":{"options":["a","b"]},"comment_prompt":null}"#, false),
        (r#""poll""#, false),
    ] {
        check(&asking(add_on), expect);
    }
    check(r#"{"photo_story":{"medium":"a.jpg","add_on":"comment_prompt"}}"#, false);
    check(r#"{"photo":{"medium":"a.jpg","extra":{"is_new":"1"}}}"#, true);
    check(r#"{"photo":{"medium":"a.jpg","extra":{"Is New":"1"}}}"#, false);
    let item = r#"{"photo":{"medium":"a.jpg"}}"#;
    let carousel =
        |count: usize| format!(r#"{{"carousel":{{"items":[{}]}}}}"#, vec![item; count].join(","));
    for (count, expect) in [(1, false), (2, true), (20, true), (21, false)] {
        check(&carousel(count), expect);
    }
    let of_item = |item: &str| format!(r#"{{"carousel":{{"items":[{item},{item}]}}}}"#);
    check(&of_item(r#"{"video":{"medium":"a.mp4","thumb_offset":0}}"#), true);
    check(&of_item(r#"{"video":{"medium":"a.mp4","alt_text":"x"}}"#), false);
    check(&of_item(r#"{"photo":{"medium":"a.jpg","caption":"x"}}"#), false);
    check(&of_item(r#"{"picture":{"medium":"a.jpg"}}"#), false);
}

/// The command accepts every example in the docs; there is at least one for each kind.
#[test]
fn the_examples_in_the_docs_are_posts() {
    let docs = include_str!("../../../README.md");
    let mut kinds: Vec<_> = docs
        .split("```json\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .map(|json| {
            assert!(is_valid(json), "the schema: {json}");
            let sketch = file::read(json, "README.md").expect(json);
            std::mem::discriminant(&sketch)
        })
        .collect();
    kinds.dedup();
    assert_eq!(kinds.len(), 5, "photo, reel, two stories and a carousel");
}
