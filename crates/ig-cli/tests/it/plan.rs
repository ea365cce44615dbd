//! A post from a file: read strictly, with the line and column of each mistake, and limited to
//! its own folder.

use std::fs;

use crate::{
    media,
    world::{Ran, World},
};

fn world() -> World {
    let world = World::new();
    fs::create_dir(world.home().join("plans")).unwrap();
    world.file("plans/video.mp4", &media::mp4());
    world.file("plans/photo.jpg", &media::jpeg(360, 360));
    world
}

#[track_caller]
fn refused(world: &World, json: &str, words: &[&str]) -> Ran {
    world.file("plans/post.json", json.as_bytes());
    let ran = world.ig(&["publish", "--plan", "plans/post.json"]).expect(2);
    ran.one_error(words);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
    ran
}

#[test]
fn its_paths_are_relative_to_the_file() {
    let world = world();
    let json = r#"{"carousel": {"caption": "from a file", "items": [
        {"photo": {"medium": "photo.jpg", "alt_text": "a man"}},
        {"video": {"medium": "./video.mp4", "thumb_offset": 0}}
    ]}}"#;
    world.file("plans/post.json", json.as_bytes());
    world.ig(&["publish", "--plan", "plans/post.json"]).expect(0);
    let post = world.newest();
    assert_eq!(
        (post["media_type"].as_str(), post["caption"].as_str()),
        (Some("CAROUSEL_ALBUM"), Some("from a file"))
    );
    assert_eq!(post["children"][0]["alt_text"], "a man");
}

#[test]
fn an_unknown_field_is_reported_with_its_place_and_the_intended_name() {
    let world = world();
    let json = "{\"photo\": {\n  \"medium\": \"photo.jpg\",\n  \"captoin\": \"x\"\n}}";
    let place = ["plans/post.json:3:11", "unknown field `captoin`", "did you mean `caption`"];
    refused(&world, json, &place);
    let json = "{\"photo_stroy\": {}}";
    refused(&world, json, &["post.json:1:14", "`photo_stroy`", "did you mean `photo_story`"]);
    let json = r#"{"photo_story": {"medium": "photo.jpg", "caption": "x"}}"#;
    refused(&world, json, &["unknown field `caption`"]);
    let item = r#"{"photo": {"medium": "photo.jpg", "is_ai_generated": true}}"#;
    let json = format!(r#"{{"carousel": {{"items": [{item}, {item}]}}}}"#);
    refused(&world, &json, &["unknown field `is_ai_generated`"]);
}

#[test]
fn a_wrong_value_is_reported_with_its_place() {
    let world = world();
    let long = "x".repeat(2201);
    let json = format!("{{\"photo\": {{\"medium\": \"photo.jpg\",\n\"caption\": \"{long}\"}}}}");
    refused(&world, &json, &["plans/post.json:2:", "2201"]);
    let json =
        r#"{"photo": {"medium": "photo.jpg", "user_tags": [{"username": "a", "x": 2, "y": 0}]}}"#;
    refused(&world, json, &["post.json:1:", "outside the picture"]);
    refused(
        &world,
        "{\"photo\": {\"medium\": \"photo.jpg\"}",
        &["post.json:1:", "the text ends within an object"],
    );
    refused(&world, r#"{"photo": {"medium": ""}}"#, &["this is empty"]);
    refused(&world, r#"{"photo": {"medium": "a", "medium": "b"}}"#, &["duplicate field"]);
    refused(&world, "{}", &["is not exactly one post", "0 kinds of post"]);
    let two = r#"{"photo": {"medium": "photo.jpg"}, "reel": {"medium": "video.mp4"}}"#;
    refused(&world, two, &["is not exactly one post", "2 kinds of post"]);
    let covers =
        r#"{"reel": {"medium": "video.mp4", "cover_url": "photo.jpg", "thumb_offset": 0}}"#;
    refused(&world, covers, &["two covers"]);
    refused(&world, r#"{"reel": {"medium": "video.mp4", "hosted": true}}"#, &["no URL to fetch"]);
    refused(&world, r#"{"reel": {"medium": "photo.jpg"}}"#, &["JPEG", "not a reel"]);
    refused(&world, r#"{"photo": {"medium": "video.mp4"}}"#, &["MP4", "not a photo"]);
}

#[test]
fn an_object_is_not_written_as_a_list() {
    let world = world();
    for json in [
        r#"[null, {"medium": "photo.jpg"}]"#,
        r#"{"photo": ["photo.jpg"]}"#,
        r#"{"carousel": {"items": [["photo", {"medium": "photo.jpg"}]]}}"#,
        r#"{"carousel": {"items": [{"photo": ["photo.jpg", "x"]}, {"photo": ["photo.jpg"]}]}}"#,
        r#"{"photo": {"medium": "photo.jpg", "user_tags": [["bronz_fonz", 0.5, 0.5]]}}"#,
        r#"{"reel": {"medium": "video.mp4", "audio_configuration": ["1234"]}}"#,
        r#"{"reel": {"medium": "video.mp4", "trial_params": ["MANUAL"]}}"#,
    ] {
        refused(&world, json, &["post.json:1:", "a list, [ ], is not accepted here"]);
    }
}

#[test]
fn another_format_is_not_called_a_mistake_in_json() {
    let world = world();
    for other in [
        "[photo]\nmedium = \"photo.jpg\"\n",
        "photo:\n  medium: photo.jpg\n",
        "\n  # a comment\nphoto = { medium = \"photo.jpg\" }\n",
        "---\nphoto:\n  medium: photo.jpg\n",
        "photo.jpg",
    ] {
        let words =
            ["is not a post", "a post is one JSON object, { }", "TOML or YAML", "ig schema"];
        let ran = refused(&world, other, &words);
        assert!(!ran.stderr.contains("post.json:1"), "{}", ran.stderr);
    }
    // It is JSON, but not an object.
    for json in ["[]", "5", "\"photo.jpg\"", "null"] {
        let ran = refused(&world, json, &["post.json:1:"]);
        assert!(!ran.stderr.contains("TOML"), "{}", ran.stderr);
    }
    refused(&world, " \n", &["post.json:"]);
    // With a byte order mark, as from editors on Windows.
    world.file("plans/post.json", "\u{feff}{\"photo\": {\"medium\": \"photo.jpg\"}}".as_bytes());
    world.ig(&["publish", "--plan", "plans/post.json"]).expect(0);
}

#[test]
fn a_mistake_is_reported_in_plain_language() {
    let world = world();
    let check = |json: &str, words: &str| {
        refused(&world, json, &["post.json:1:", words]);
    };
    let number = "expected a whole number, 0 or more";
    check(r#"{"reel": {"medium": "video.mp4", "thumb_offset": -1}}"#, number);
    check(r#"{"reel": {"medium": "video.mp4", "thumb_offset": "1"}}"#, number);
    check(r#"{"photo": 5}"#, "found the number 5, expected an object, { }");
    check(r#"{"photo": "photo.jpg"}"#, "found the text \"photo.jpg\", expected an obj");
    check(r#"{"photo": {"medium": 5}}"#, "found the number 5, expected a text in quotes");
    check(r#"{"photo": nul}"#, "this is not JSON");
    check(r#"{"carousel": {"items": {}}}"#, "found an object, { }, expected a list, [ ]");
    check(r#"{"carousel": {"items": ["photo"]}}"#, "expected an object, { }");
    check(r#"{"photo": {"medium": "photo.jpg", "location_id": {}}}"#, "expected an id");
    check(r#"{"photo": {"medium": "photo.jpg", "is_ai_generated": 1}}"#, "true or false");
}

#[test]
fn a_post_from_a_file_accepts_no_other_options() {
    let world = world();
    world.file("plans/post.json", br#"{"photo": {"medium": "photo.jpg"}}"#);
    for option in
        ["--caption=x", "--story", "--tag=a@0,0", "--ai-generated", "photo.jpg", "--hosted"]
    {
        let ran = world.ig(&["publish", "--plan", "plans/post.json", option]).expect(2);
        let given = option.split('=').next().unwrap().trim_end_matches(".jpg");
        let given = if given == "photo" { "[URL|FILE]" } else { given };
        let error = ran.stderr.lines().next().unwrap();
        assert!(error.contains("--plan"), "{error}");
        assert!(error.ends_with("cannot be used together"), "{error}");
        assert!(error.contains(given), "{option}: {error}");
        assert!(!error.contains("--collaborator"), "{option}: {error}");
    }
    world.ig(&["publish"]).expect(2).one_error(&["nothing to publish", "--plan FILE"]);
    assert!(world.requests().is_empty());
    world.ig(&["publish", "--plan", "plans/post.json", "--no-limit-check"]).expect(0);
}

#[test]
fn it_accepts_no_file_from_elsewhere() {
    let world = world();
    let of = |path: &str| format!(r#"{{"photo": {{"medium": "{path}"}}}}"#);
    let outside = world.home().join("photo.jpg");
    for path in ["../photo.jpg", outside.to_str().unwrap(), "a/../../photo.jpg"] {
        refused(&world, &of(path), &["is not in the folder of the post"]);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, world.home().join("plans/link.jpg")).unwrap();
        refused(&world, &of("link.jpg"), &["is not in the folder of the post"]);
    }
    refused(&world, &of("none.jpg"), &["none.jpg", "check the path"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_a_folder_or_a_huge_file_is_refused_at_once() {
    let world = world();
    let pipe = world.home().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [pipe.to_str().unwrap(), "/dev/zero", "plans"] {
        world
            .ig(&["publish", "--plan", path])
            .expect(2)
            .one_error(&["is not a post", "not a file"]);
    }
    world.file("large", &vec![b' '; 1024 * 1024 + 1]);
    world.ig(&["publish", "--plan", "large"]).expect(2).one_error(&["too long for the post"]);
    world.ig(&["publish", "--plan", "none"]).expect(2).one_error(&["the post cannot be read"]);
    let medium = r#"{"photo": {"medium": "pipe"}}"#;
    world.file("post.json", medium.as_bytes());
    world.ig(&["publish", "--plan", "post.json"]).expect(2).one_error(&["not a file"]);
    assert!(world.requests().is_empty());
}

#[test]
fn the_schema_is_printed() {
    let world = world();
    let schema = world.ig(&["schema"]).expect(0).stdout;
    assert_eq!(schema, include_str!("../../schema/post.schema.json"));
}
