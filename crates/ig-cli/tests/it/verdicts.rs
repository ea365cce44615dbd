//! What `ig publish` reports about a post and the files at its URLs before it sends anything.

use ig_sandbox::{Config, Rules};
use serde_json::Value;

use crate::{media, web::Web, world::World};

const SIX_TAGS: &[&str] = &["photo.jpg", "--caption", "#a #b #c #d #e #f"];

fn rows(warnings: &Value) -> Vec<&str> {
    warnings.as_array().unwrap().iter().map(|it| it["row"].as_str().unwrap()).collect()
}

#[test]
fn a_disputed_post_is_published_with_a_warning() {
    let world = World::new();
    let ran = world.ig(&[&["publish"], SIX_TAGS].concat()).expect(0);
    let warning =
        "warning: the caption has 6 hashtags, and Instagram's app allows at most 5 hashtags";
    assert!(ran.stderr.contains(warning), "{}", ran.stderr);
    let again = [&["publish"], SIX_TAGS, &["--again", "--json"]].concat();
    let report = world.ig(&again).expect(0).json();
    assert_eq!(rows(&report["warnings"]), ["hashtags-of-the-app"]);
    assert_eq!(report["warnings"][0]["evidence"], "risk");
    let plain = world.ig(&["publish", "photo.jpg", "--caption", "#a", "--json"]).expect(0).json();
    assert_eq!(rows(&plain["warnings"]), [""; 0]);
}

#[test]
fn a_dry_run_has_the_warnings_too() {
    let world = World::new();
    let names = ["a", "b", "c", "d"].map(|name| format!("--collaborator={name}"));
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let args = [&["publish"], SIX_TAGS, &names, &["--dry-run"]].concat();
    let ran = world.ig(&args).expect(0);
    assert!(ran.stderr.contains("warning: the post has 4 collaborators"), "{}", ran.stderr);
    let object = world.ig(&[&args[..], &["--json"]].concat()).expect(0).json();
    assert_eq!(rows(&object["warnings"]), ["hashtags-of-the-app", "collaborators-documented"]);
    assert!(world.requests().is_empty(), "nothing was sent");
}

#[test]
fn more_items_and_hashtags_than_any_document_allows_are_refused() {
    let world = World::new();
    let items = |count: usize| vec!["photo.jpg"; count];
    let publish = |args: &[&str]| world.ig(&[&["publish", "--dry-run"], args].concat());
    let ran = publish(&items(11)).expect(0);
    assert!(
        ran.stderr.contains("warning: the carousel has 11 photos and videos"),
        "{}",
        ran.stderr
    );
    publish(&items(21)).expect(2).one_error(&["2 to 20 photos and videos, and this one has 21"]);
    let tags = "#a ".repeat(31);
    publish(&["photo.jpg", "--caption", &tags]).expect(2).one_error(&["31 hashtags", "30"]);
}

#[test]
fn the_file_at_a_url_is_refused_as_a_file_is() {
    let world = World::new();
    let web = Web::of("image/gif", media::gif());
    let url = web.url("/a.gif");
    let always = ["publish", &url, "--check-urls", "always"];
    world.ig(&always).expect(2).one_error(&["GIF", "save the picture as a plain JPEG"]);
    assert!(web.requests() > 0);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
}

#[test]
fn a_disputed_file_at_a_url_is_a_warning_and_a_good_one_is_not() {
    for (kind, name, file, expect) in [
        ("image/png", "/a.png", media::png(), Some("the format is PNG")),
        ("image/jpeg", "/a.jpg", media::jpeg(1080, 1440), Some("1080 × 1440 pixels (0.750:1)")),
        ("image/jpeg", "/b.jpg", media::jpeg(360, 360), None),
    ] {
        let world = World::new();
        let web = Web::of(kind, file);
        let ran = world.ig(&["publish", &web.url(name), "--check-urls", "always"]).expect(0);
        match expect {
            Some(words) => assert!(ran.stderr.contains(words), "{name}: {}", ran.stderr),
            None => assert!(!ran.stderr.contains("the picture is"), "{}", ran.stderr),
        }
        assert_eq!(world.public().len(), 1, "{name}");
    }
}

#[test]
fn a_server_that_refuses_is_a_warning_and_the_api_decides() {
    let world = World::new();
    let web = Web::start(|_, out| {
        out.head("403 Forbidden\r\ncontent-length: 0");
    });
    let ran = world.ig(&["publish", &web.url("/a.jpg"), "--check-urls", "always"]).expect(1);
    assert!(ran.stderr.contains("warning:") && ran.stderr.contains("403"), "{}", ran.stderr);
    assert!(world.count("POST", "/media") > 0, "the API was asked");
}

#[test]
fn a_sandbox_looks_at_urls_itself_unless_they_are_always_checked() {
    let world = World::new();
    let web = Web::of("image/gif", media::gif());
    for args in [&[][..], &["--check-urls", "never"], &["--check-urls", "auto"]] {
        let ran = world.ig(&[&["publish", &web.url("/a.gif"), "--again"], args].concat()).expect(1);
        assert!(ran.stderr.contains("36001"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_strict_sandbox_keeps_to_the_documents() {
    for (rules, code) in [(Rules::Lenient, 0), (Rules::Strict, 1)] {
        let world = World::with(Config::default().with_rules(rules));
        world.file("a.png", &media::png());
        world.ig(&["publish", "a.png"]).expect(code);
        world.file("tall.jpg", &media::jpeg(1080, 1440));
        world.ig(&["publish", "tall.jpg"]).expect(code);
        let names = ["a", "b", "c", "d"].map(|name| format!("--collaborator={name}"));
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        world.ig(&[&["publish", "photo.jpg"], &names[..]].concat()).expect(code);
        world.ig(&[&["publish"], &vec!["photo.jpg"; 11][..]].concat()).expect(code);
    }
}
