//! `ig check FILE`: the bytes decide what a file is.

use serde_json::Value;

use crate::{
    media,
    web::Web,
    world::{Ran, World, run},
};

const REEL: &[u8] = include_bytes!("../../../ig-media/tests/data/h264_aac_faststart.mp4");
const LATE_INDEX: &[u8] =
    include_bytes!("../../../ig-media/tests/data/h264_aac_rotated_moov_last.mov");

/// The rules that the only file breaks.
#[track_caller]
fn rules(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let files = report["files"].as_array().unwrap();
    assert_eq!(files.len(), 1, "{report}");
    let findings = files[0]["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

fn check(world: &World, args: &[&str]) -> Ran {
    run(&mut world.bare(&[&["check"], args].concat()))
}

#[test]
fn a_good_file_is_accepted_whatever_its_name() {
    let world = World::new();
    world.file("reel.jpg", REEL);
    let ran = check(&world, &["photo.jpg"]).expect(0);
    assert_eq!(
        ran.stdout,
        "photo.jpg: Instagram accepts it\n  file     JPEG, 360 x 360, \
         BYTES bytes; checked as a photo\n"
            .replace("BYTES", &media::jpeg(360, 360).len().to_string())
    );
    assert_eq!(ran.stderr, "");
    let file = check(&world, &["reel.jpg", "--json"]).json()["files"][0].clone();
    assert_eq!((&file["file"]["format"], &file["as"]), (&"mp4".into(), &"reel".into()));
}

#[test]
fn a_finding_has_a_rule_a_measure_a_limit_a_severity_and_a_source() {
    let world = World::new();
    world.file("a.jpg", &media::gif());
    let ran = check(&world, &["a.jpg", "--json"]).expect(1);
    let report = ran.json();
    assert_eq!((&report["taken"], &report["files"][0]["taken"]), (&false.into(), &false.into()));
    let finding = &report["files"][0]["findings"][0];
    assert_eq!(finding["rule"], "format");
    assert_eq!(finding["measured"], "GIF");
    assert_eq!(finding["allowed"], "JPEG photos only");
    assert_eq!((&finding["severity"], &finding["evidence"]), (&"error".into(), &"refused".into()));
    assert_eq!((&finding["row"], &finding["date"]), (&"photo-gif".into(), &"2026-09-11".into()));
    assert!(finding["source"].as_str().unwrap().starts_with("https://developers.facebook.com/"));
    let stdout = check(&world, &["a.jpg"]).expect(1).stdout;
    assert!(stdout.starts_with("a.jpg: Instagram does not accept it\n"), "{stdout}");
    assert!(stdout.contains("\n  error    format: the format is GIF, and"), "{stdout}");
    assert!(stdout.contains("\n           source: https://"), "{stdout}");
    assert!(stdout.contains("/media, 2026-09-11 (refused)\n"), "{stdout}");
}

/// The schema, with every property that it does not name forbidden.
fn closed_schema() -> Value {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(object) => {
                object.values_mut().for_each(close);
                if object.contains_key("properties") {
                    object.insert("additionalProperties".to_owned(), false.into());
                }
            }
            Value::Array(array) => array.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = serde_json::from_str(include_str!("../../schema/output/check.json")).unwrap();
    close(&mut schema);
    schema
}

#[test]
fn the_output_matches_the_schema() {
    let world = World::new();
    assert_eq!(
        world.ig(&["schema", "--output", "check"]).expect(0).stdout,
        include_str!("../../schema/output/check.json")
    );
    let validator = jsonschema::validator_for(&closed_schema()).unwrap();
    world.file("a.gif", &media::gif());
    world.file("a.png", &media::png());
    world.file("mpo.jpg", &media::mpo());
    world.file("reel.mp4", REEL);
    world.file("late.mov", LATE_INDEX);
    world.file("silent.mov", &media::silent_video());
    world.file("empty", b"");
    let web = Web::of("image/jpeg", media::jpeg(1080, 1440));
    let url = web.url("/a.jpg");
    let args = [
        "photo.jpg",
        "a.gif",
        "a.png",
        "mpo.jpg",
        "reel.mp4",
        "late.mov",
        "silent.mov",
        "empty",
        "missing.jpg",
        &url,
        "http://127.0.0.1:1/a.mp4",
        "--local",
        "--json",
    ];
    let report = check(&world, &args).expect(2).json();
    assert_eq!(report["files"].as_array().unwrap().len(), 11);
    let errors: Vec<_> = validator
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn the_schema_refuses_output_of_another_shape() {
    let world = World::new();
    world.file("reel.mp4", REEL);
    let validator = jsonschema::validator_for(&closed_schema()).unwrap();
    let report = check(&world, &["reel.mp4", "--json"]).json();
    assert!(validator.is_valid(&report));
    for (path, wrong) in [
        ("/files/0/file/video/video_track/codec", serde_json::json!({"other": "av01"})),
        ("/files/0/file/video/video_track/frame_rate_fps", "30".into()),
        ("/files/0/file/size_bytes", Value::Null),
        ("/files/0/taken", 1.into()),
    ] {
        let mut report = report.clone();
        *report.pointer_mut(path).expect(path) = wrong;
        assert!(!validator.is_valid(&report), "{path}");
    }
}

#[test]
fn a_file_that_was_seen_to_work_is_a_warning_with_its_evidence() {
    let world = World::new();
    world.file("tall.jpg", &media::jpeg(1080, 1440));
    world.file("a.png", &media::png());
    for (file, purpose, row) in [
        ("tall.jpg", "photo", "photo-ratio-documented"),
        ("tall.jpg", "carousel", "photo-ratio-documented"),
        ("a.png", "photo", "photo-png"),
        ("a.png", "cover", "cover-png"),
    ] {
        let report = check(&world, &[file, "--as", purpose, "--json"]).json();
        let finding = &report["files"][0]["findings"][0];
        assert_eq!(report["taken"], true, "{file} as {purpose}");
        assert_eq!(finding["row"], row, "{file} as {purpose}");
        assert_eq!(finding["severity"], "warning");
        assert_eq!(finding["evidence"], "contradicted");
        assert!(finding["date"].as_str().unwrap().starts_with("2026-"));
    }
}

#[test]
fn the_intended_use_decides() {
    let world = World::new();
    world.file("tall.jpg", &media::jpeg(360, 640));
    world.file("late.mov", LATE_INDEX);
    let expect = |args: &[&str], code, expect: &[&str]| {
        let ran = check(&world, &[args, &["--json"]].concat()).expect(code);
        assert_eq!(rules(&ran), expect, "{args:?}");
    };
    expect(&["tall.jpg"], 1, &["aspect-ratio"]);
    expect(&["tall.jpg", "--as", "photo"], 1, &["aspect-ratio"]);
    expect(&["tall.jpg", "--as", "story"], 0, &[]);
    expect(&["tall.jpg", "--as", "cover"], 0, &[]);
    expect(&["tall.jpg", "--as", "carousel"], 1, &["aspect-ratio"]);
    expect(&["tall.jpg", "--as", "reel"], 1, &["format"]);
    for purpose in ["reel", "story", "carousel"] {
        let ran = check(&world, &["late.mov", "--as", purpose, "--json"]);
        assert!(rules(&ran).contains(&"moov-first".to_owned()), "{purpose}");
    }
    let ran = check(&world, &["late.mov", "--as", "photo", "--json"]).expect(1);
    assert_eq!(rules(&ran)[0], "format");
}

#[test]
fn a_truncated_video_and_an_empty_file_are_findings_and_not_crashes() {
    let world = World::new();
    world.file("cut.mp4", &REEL[..REEL.len() / 2]);
    world.file("empty.mp4", b"");
    let ran = check(&world, &["cut.mp4", "--json"]).expect(1);
    assert!(rules(&ran).contains(&"complete".to_owned()), "{}", ran.stdout);
    check(&world, &["empty.mp4", "--json"]).expect(1);
}

#[test]
fn each_of_several_files_is_reported_and_the_worst_decides() {
    let world = World::new();
    world.file("a.gif", &media::gif());
    let ran = check(&world, &["photo.jpg", "a.gif", "--json"]).expect(1);
    let taken: Vec<Value> = ran.json()["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| serde_json::json!([file["name"], file["taken"]]))
        .collect();
    assert_eq!(Value::from(taken).to_string(), r#"[["photo.jpg",true],["a.gif",false]]"#);

    let ran = check(&world, &["missing.jpg", "photo.jpg"]).expect(2);
    ran.one_error(&["missing.jpg cannot be read"]);
    assert!(ran.stdout.starts_with("photo.jpg: Instagram accepts it"), "{}", ran.stdout);
    let ran = check(&world, &["missing.jpg", "--json"]).expect(2);
    assert_eq!(ran.json()["files"][0]["name"], "missing.jpg");
    check(&world, &["."]).expect(2).one_error(&["not a file"]);
}

#[test]
fn nothing_is_sent_for_a_file() {
    let world = World::new();
    world.ig(&["check", "photo.jpg"]).expect(0);
    assert!(world.requests().is_empty());
}
