//! One key, one post, however often the command is run; and without a key, nothing twice by
//! mistake.

mod folder;

use std::{fs, time::Duration};

use ig_sandbox::{Do, Fault, On};
use serde_json::{Value, json};

use crate::{
    media,
    world::{Ran, World, until},
};

const PUBLISH: &[&str] =
    &["publish", "photo.jpg", "--caption", "Ayyy!", "--key", "order:4711", "--settle", "1s"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [PUBLISH, &["--json"], more].concat()
}

/// A world with the only post of the key, which is public, and its report.
fn published() -> (World, Value) {
    let world = World::new();
    let report = world.ig(&with(&[])).expect(0).json();
    (world, report)
}

/// The same command prints the same again, and sends nothing.
#[track_caller]
fn is_the_same_post(world: &World, first: &Value, args: &[&str]) -> Ran {
    let sent = world.requests().len();
    let ran = world.ig(args).expect(0);
    assert_eq!(ran.json(), *first);
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    assert_eq!(world.public(), [first["media"].as_str().unwrap()]);
    ran
}

/// Refused as wrong usage, with nothing sent.
#[track_caller]
fn is_refused(world: &World, args: &[&str], words: &[&str]) -> Ran {
    let sent = world.requests().len();
    let ran = world.ig(args).expect(2);
    ran.one_error(words);
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    ran
}

#[track_caller]
fn edit(world: &World, change: impl FnOnce(&mut Value)) {
    let path = world.posts().remove(0);
    let mut record: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut record);
    fs::write(&path, record.to_string()).unwrap();
}

/// Moves its start and end the given number of minutes into the past.
fn age(world: &World, minutes: u64) {
    edit(world, |record| {
        for name in ["created", "saved"] {
            record[name] = json!(record[name].as_u64().unwrap() - minutes * 60 * 1000);
        }
    });
}

fn not_published() -> Fault {
    Fault::new(On::Create, Do::Error).with_status(400).with_code(36_003)
}

#[test]
fn run_twice_by_cron_there_is_one_post_and_the_same_answer() {
    let (world, first) = published();
    assert_eq!(first["id"], "order:4711");
    let ran = is_the_same_post(&world, &first, &with(&[]));
    assert!(ran.stderr.contains("is finished, so nothing was sent"), "{}", ran.stderr);
    let list = world.ig(&["list"]).expect(0).stdout;
    assert!(list.starts_with("order:4711  "), "{list}");
    let post = &world.ig(&["list", "--json"]).expect(0).json()["posts"][0];
    assert_eq!((&post["id"], &post["key"]), (&json!("order:4711"), &json!("order:4711")));
    assert_eq!(world.ig(&["explain", "order:4711", "--json"]).json()["key"], "order:4711");
    assert_eq!(world.ig(&["resume", "order:4711", "--json"]).expect(0).json(), first);
}

#[test]
fn a_post_file_can_also_have_a_key() {
    let (world, first) = published();
    world.file("plan.json", br#"{"photo":{"medium":"photo.jpg","caption":"Ayyy!"}}"#);
    let args = ["publish", "--plan", "plan.json", "--key", "order:4711", "--json"];
    is_the_same_post(&world, &first, &args);
    world.file("plan.json", br#"{"photo":{"medium":"photo.jpg","alt_text":"a man"}}"#);
    is_refused(&world, &args, &["another post", "caption or options differ"]);
}

#[test]
fn killed_after_a_lost_reply_and_run_again_there_is_one_post() {
    let world = World::new();
    let hold = Fault::new(On::MediaList, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), hold]);
    let started = world.start(&with(&[]));
    until("the post is looked for", || world.count("GET", "/media") == 1);
    assert_eq!(world.public().len(), 1, "it is public, and the process does not know");
    started.kill();
    let report = world.ig(&with(&[])).expect(0).json();
    assert_eq!(world.public(), [report["media"].as_str().unwrap()]);
    assert_eq!(report["media_known"], "matched");
    assert!(report["permalink"].is_string(), "{report}");
    assert_eq!(world.count("POST", "/media_publish"), 1);
    is_the_same_post(&world, &report, &with(&[]));
}

#[test]
fn an_uncertain_post_is_looked_for_again() {
    let world = World::new();
    let dead = Fault::new(On::Status, Do::Error).nth(2).with_status(401).with_code(190);
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), dead]);
    world.ig(&with(&[])).expect(3);
    // It may be public: not even --again makes a second one.
    let sent = world.requests().len();
    let ran = world.ig(&with(&["--again"])).expect(3);
    ran.one_error(&["may be public"]);
    assert_eq!(ran.last_line(), "resume with: ig resume order:4711");
    assert_eq!(ran.json()["error"]["id"], "order:4711");
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    let report = world.ig(&with(&[])).expect(0).json();
    assert_eq!(world.public(), [report["media"].as_str().unwrap()]);
}

#[test]
fn an_uncertain_post_is_named_after_its_file_is_gone() {
    let world = World::new();
    let dead = Fault::new(On::Status, Do::Error).nth(2).with_status(401).with_code(190);
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), dead]);
    world.ig(&with(&[])).expect(3);
    let file = world.home().join("photo.jpg");
    fs::rename(&file, world.home().join("aside")).unwrap();
    let sent = world.requests().len();
    let ran = world.ig(&with(&[])).expect(3);
    ran.one_error(&["order:4711", "may be public", "photo.jpg can no longer be read"]);
    assert_eq!(ran.last_line(), "resume with: ig resume order:4711");
    assert_eq!(ran.json()["error"]["id"], "order:4711");
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    let report = world.ig(&["resume", "order:4711", "--json"]).expect(0).json();
    assert_eq!(world.public(), [report["media"].as_str().unwrap()]);
}

#[test]
fn of_two_at_once_one_posts_and_the_other_is_refused() {
    let world = World::new();
    world.arm([Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600))]);
    let started = world.start(&with(&[]));
    until("the container is requested", || world.count("POST", "/media") == 1);
    let sent = world.requests().len();
    world.ig(&with(&[])).expect(3).one_error(&["post order:4711 is in use"]);
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    started.kill();
    let all: Vec<_> = (0..4).map(|_| world.start(&with(&[]))).collect();
    let codes: Vec<_> = all.into_iter().map(|started| started.end().code).collect();
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 3))), "{codes:?}");
    assert_eq!(world.public().len(), 1);
}

#[test]
fn another_post_under_the_key_is_refused() {
    let (world, first) = published();
    world.file("other.jpg", &media::jpeg(400, 400));
    let key = ["--key", "order:4711", "--json"];
    let check = |args: &[&str], words: &[&str]| {
        let ran = is_refused(&world, &[args, &key].concat(), words);
        let error = &ran.json()["error"];
        assert_eq!(error["id"], "order:4711");
        assert_eq!(error["permalink"], first["permalink"], "{error}");
    };
    check(&["publish", "photo.jpg", "--caption", "Ohh!"], &["caption or options differ"]);
    check(
        &["publish", "photo.jpg", "--caption", "Ayyy!", "--alt-text", "1:a man"],
        &["caption or options differ"],
    );
    check(&["publish", "other.jpg", "--caption", "Ayyy!"], &["its media differ"]);
    check(&["publish", "photo.jpg", "--story"], &["caption or options differ"]);
    check(&["publish", "photo.jpg", "--caption", "Ohh!", "--again"], &["its own key"]);
    let ayyy = &["publish", "photo.jpg", "--caption", "Ayyy!"][..];
    check(&[ayyy, &["--user-id", "17841400000000001"]].concat(), &["for another account"]);
    // The same path with other bytes.
    fs::copy(world.home().join("other.jpg"), world.home().join("photo.jpg")).unwrap();
    check(ayyy, &["its media differ"]);
}

#[test]
fn the_key_of_a_post_at_another_api_is_refused() {
    let (world, _) = published();
    let elsewhere = World::new();
    let base = elsewhere.server.url();
    is_refused(&world, &with(&["--api-base", &base]), &["it went to", &base]);
    is_refused(&world, &with(&["--login", "instagram"]), &["instagram login"]);
    assert!(elsewhere.requests().is_empty(), "nothing was sent there either");
}

#[test]
fn a_failed_post_is_reported_again_and_posted_with_again() {
    let world = World::new();
    world.arm([not_published()]);
    let first = world.ig(&with(&[])).expect(1).json();
    let sent = world.requests().len();
    let ran = world.ig(&with(&[])).expect(1);
    ran.one_error(&["not published"]);
    assert_eq!(ran.json()["reason"], first["reason"]);
    assert!(ran.last_line().contains("--key order:4711 --again"), "{}", ran.stderr);
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    let report = world.ig(&with(&["--again"])).expect(0).json();
    assert_eq!(report["id"], "order:4711");
    assert_eq!(world.public(), [report["media"].as_str().unwrap()]);
    is_the_same_post(&world, &report, &with(&[]));
}

#[test]
fn again_repeats_a_public_post() {
    let (world, first) = published();
    let second = world.ig(&with(&["--again"])).expect(0).json();
    assert_ne!(second["media"], first["media"]);
    assert_eq!(world.public().len(), 2);
    assert_eq!(world.posts().len(), 1, "the key is that of the second");
}

#[test]
fn an_invalid_key_is_refused() {
    let world = World::new();
    let (long, token) = ("k".repeat(300), format!("EAA{}", "x".repeat(60)));
    for (key, words) in [
        (long.as_str(), ["300 bytes", "at most 80"]),
        (token.as_str(), ["looks like an access token", "--key"]),
        ("", ["is empty", "--key"]),
        ("a/b", ["`/` at byte 1", "--key"]),
        ("..", ["starts with `.`", "--key"]),
        ("../../etc/passwd", ["`/` at byte 2", "--key"]),
        ("-x", ["starts with `-`", "--key"]),
        ("größe", ["`ö`", "ASCII"]),
    ] {
        is_refused(&world, &["publish", "photo.jpg", "--key", key], &words);
        world.ig(&["resume", key]).expect(2);
    }
    assert!(!world.state_dir().exists(), "nothing was created");
}

#[test]
fn the_longest_key_is_listed_as_a_whole() {
    let world = World::new();
    let key = "K".repeat(80);
    world.ig(&["publish", "photo.jpg", "--key", &key]).expect(0);
    world.ig(&["publish", "photo.jpg", "--caption", "no key"]).expect(0);
    let list = world.ig(&["list"]).expect(0).stdout;
    let [newest, oldest] = list.lines().collect::<Vec<_>>()[..] else { panic!("{list}") };
    assert!(oldest.starts_with(&format!("{key}  ")), "newest first, whatever the key: {list}");
    assert_eq!(newest.find("published"), oldest.find("published"), "in columns: {list}");
    let posts = world.ig(&["list", "--json"]).expect(0).json();
    assert!(posts["posts"][0]["key"].is_null(), "{posts}");
    assert_eq!(posts["posts"][1]["key"], *key);
}

#[test]
fn a_key_cannot_be_used_with_a_sandbox_inside_the_command() {
    let world = World::new();
    let words = ["--key cannot be used with --sandbox", "disappear when the command ends"];
    is_refused(&world, &["publish", "photo.jpg", "--key", "a", "--sandbox"], &words);
}

#[test]
fn a_dry_run_with_a_key_says_what_would_happen() {
    let world = World::new();
    let would_post = world.ig(&with(&["--dry-run"])).expect(0).json();
    assert!(!would_post["requests"].as_array().unwrap().is_empty(), "{would_post}");
    assert!(!world.state_dir().exists(), "nothing was created");
    let first = world.ig(&with(&[])).expect(0).json();
    let sent = world.requests().len();
    let ran = world.ig(&with(&["--dry-run"])).expect(0);
    assert_eq!(ran.json()["requests"], json!([]));
    let standing = format!("it is published as {}", first["media"].as_str().unwrap());
    assert!(ran.json()["standing"].as_str().unwrap().starts_with(&standing), "{ran:?}");
    assert!(ran.stderr.contains("nothing would be sent"), "{}", ran.stderr);
    world.ig(&["publish", "photo.jpg", "--key", "order:4711", "--dry-run"]).expect(2);
    assert_eq!(world.requests().len(), sent, "nothing was sent");
}

#[test]
fn without_a_key_the_same_post_is_refused_for_an_hour() {
    let world = World::new();
    let args = &["publish", "photo.jpg", "--caption", "Ayyy!", "--json"][..];
    let first = world.ig(args).expect(0).json();
    let permalink = first["permalink"].as_str().unwrap();
    let id = first["id"].as_str().unwrap();
    let ran = is_refused(&world, args, &["less than an hour ago", id, permalink, "--again"]);
    assert_eq!(ran.json()["error"]["id"], first["id"]);
    assert_eq!(ran.json()["error"]["permalink"], first["permalink"]);
    // The same bytes by another name, and touched.
    fs::copy(world.home().join("photo.jpg"), world.home().join("copy.jpg")).unwrap();
    is_refused(&world, &["publish", "copy.jpg", "--caption", "Ayyy!"], &["an hour ago"]);
    age(&world, 30);
    is_refused(&world, args, &["an hour ago"]);
    age(&world, 30);
    world.ig(args).expect(0);
    assert_eq!(world.public().len(), 2, "after an hour");
    world.ig(&[args, &["--again"]].concat()).expect(0);
    assert_eq!(world.public().len(), 3, "it was posted with --again");
}

#[test]
fn another_caption_kind_account_or_key_is_another_post() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption", "Ayyy!"]).expect(0);
    world.ig(&["publish", "photo.jpg"]).expect(0);
    world.ig(&["publish", "photo.jpg", "--story"]).expect(0);
    world.ig(&["publish", "photo.jpg", "--key", "a"]).expect(0);
    world.ig(&["publish", "photo.jpg", "--key", "b"]).expect(0);
    for _ in 0..2 {
        world.ig(&["publish", "photo.jpg", "--caption", "Ayyy!", "--sandbox"]).expect(0);
    }
    let elsewhere = World::new();
    let base = elsewhere.server.url();
    world.ig(&["publish", "photo.jpg", "--api-base", &base]).expect(0);
    assert_eq!(elsewhere.public().len(), 1, "another API");
}

#[test]
fn unfinished_and_uncertain_posts_count_and_failed_ones_do_not() {
    let world = World::new();
    let args = &["publish", "photo.jpg", "--settle", "1s"][..];
    world.arm([not_published()]);
    world.ig(args).expect(1);
    world.arm([Fault::new(On::Publish, Do::Delay).with_delay(Duration::from_secs(600))]);
    let started = world.start(args);
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    let words = ["an hour ago", "under way", "ig resume ", "--again"];
    is_refused(&world, args, &words);
    started.kill();
    let ran = is_refused(&world, args, &words);
    let (_, id) = ran.last_line().split_once("resume with: ig resume ").unwrap();
    world.ig(&["resume", id]).expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_touched_or_copied_file_is_the_same_post_and_can_be_resumed() {
    let world = World::new();
    let video = world.home().join("video.mp4");
    media::long_video(&video, 1_000_000);
    world.arm([Fault::new(On::Upload, Do::Delay).with_delay(Duration::from_secs(600)).nth(2)]);
    let args = |name| ["publish", name, "--upload-slice=300kB", "--key=video", "--json"];
    let started = world.start(&args("video.mp4"));
    until("the second slice is on its way", || world.uploads() == 2);
    started.kill();
    // Copied elsewhere, touched with it, and no longer where the plan has it.
    fs::copy(&video, world.home().join("copy.mp4")).unwrap();
    fs::remove_file(&video).unwrap();
    let first = world.ig(&args("copy.mp4")).expect(0).json();
    assert_eq!(world.count("POST", "/media"), 1, "it continued with its container");
    let touched = fs::File::options().write(true).open(world.home().join("copy.mp4")).unwrap();
    touched.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
    is_the_same_post(&world, &first, &args("copy.mp4"));
    is_refused(
        &world,
        &["publish", "copy.mp4", "--caption", "Ohh!", "--key=video"],
        &["another post"],
    );
}

#[test]
fn a_file_is_not_needed_after_its_post_was_published() {
    let (world, first) = published();
    fs::remove_file(world.home().join("photo.jpg")).unwrap();
    let ran = is_the_same_post(&world, &first, &with(&[]));
    assert!(ran.stderr.contains("photo.jpg can no longer be read"), "{}", ran.stderr);
    is_refused(
        &world,
        &["publish", "photo.jpg", "--caption", "Ohh!", "--key=order:4711"],
        &["caption or options differ"],
    );
    is_refused(&world, &with(&["--again"]), &["photo.jpg"]);
}
