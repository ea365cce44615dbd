//! After "action is blocked", the account's posts of the same kind are paused.

use ig_sandbox::{Config, Do, Fault, On, Options, Sandbox, Server};
use serde_json::json;

use crate::world::{USER, World, run};

/// "Action is blocked" (reference, 4/2207051).
fn blocked() -> Fault {
    Fault::new(On::Publish, Do::Error).with_status(403).with_code(4).with_subcode(2_207_051)
}

/// A world in which a post was just blocked.
fn world() -> World {
    let world = World::new();
    world.arm([blocked().times(9)]);
    let ran = world.ig(&["publish", "photo.jpg", "--settle", "1s", "--json"]).expect(1);
    let report = ran.json();
    assert_eq!(report["reason"]["subcode"], 2_207_051);
    assert_eq!(report["brake"]["surface"], "feed");
    assert!(report["brake"]["until"].as_str().unwrap().ends_with('Z'), "{report}");
    assert!(ran.stderr.contains("are paused until"), "{}", ran.stderr);
    world.server.with(|sandbox, _| sandbox.disarm());
    world
}

#[test]
fn the_next_post_is_refused_at_once_and_says_until_when() {
    let world = world();
    let sent = world.requests().len();
    let posts = world.posts().len();
    let ran = world.ig(&["publish", "photo.jpg", "--json"]).expect(1);
    ran.one_error(&["paused until", "--despite-block", "ig brake clear --user-id 1784"]);
    assert!(!ran.stderr.contains("know better") && !ran.stderr.contains("the app"), "{ran:?}");
    assert!(ran.json()["error"]["until"].is_string(), "{}", ran.stdout);
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    assert_eq!(world.posts().len(), posts, "nothing was started");
}

#[test]
fn stories_and_the_sandbox_inside_continue() {
    let world = world();
    world.ig(&["publish", "photo.jpg", "--story"]).expect(0);
    world.ig(&["publish", "photo.jpg", "--sandbox"]).expect(0);
    world.ig(&["publish", "photo.jpg"]).expect(1);
}

#[test]
fn a_successful_post_despite_the_block_releases_the_brake() {
    let world = world();
    world.ig(&["publish", "photo.jpg", "--despite-block"]).expect(0);
    world.ig(&["publish", "photo.jpg", "--again"]).expect(0);
    assert_eq!(world.public().len(), 2);
}

#[test]
fn a_block_is_not_released_by_another_block() {
    let world = world();
    world.arm([blocked().times(9)]);
    world.ig(&["publish", "photo.jpg", "--despite-block", "--settle", "1s"]).expect(1);
    world.server.with(|sandbox, _| sandbox.disarm());
    world.ig(&["publish", "photo.jpg"]).expect(1).one_error(&["paused until"]);
    assert!(world.public().is_empty());
}

#[test]
fn an_unreadable_record_of_blocks_also_pauses_posts() {
    let world = world();
    std::fs::write(world.state_dir().join("brakes"), "{").unwrap();
    world.ig(&["publish", "photo.jpg"]).expect(1).one_error(&["blocks cannot be read", "brakes"]);
    assert!(world.public().is_empty());
}

#[test]
fn a_block_does_not_outlive_the_run_of_the_sandbox() {
    let world = world();
    world.ig(&["publish", "photo.jpg"]).expect(1);
    assert!(World::post(&format!("{}/_sandbox/reset", world.server.url()), "").contains("200"));
    world.ig(&["publish", "photo.jpg"]).expect(0);
    assert_eq!(world.ig(&["brake", "list", "--json"]).expect(0).json()["brakes"], json!([]));
}

#[test]
fn a_block_of_an_ended_sandbox_does_not_apply_to_the_next_one() {
    let mut world = world();
    let address = world.server.address();
    let next = Sandbox::new(Config::default());
    let other = Server::start(([127, 0, 0, 1], 0).into(), next, Options::default()).unwrap();
    drop(std::mem::replace(&mut world.server, other));
    let next = Sandbox::new(Config::default());
    world.server = Server::start(address, next, Options::default()).unwrap();
    world.ig(&["publish", "photo.jpg"]).expect(0);
}

#[test]
fn paused_posts_are_listed_and_can_be_cleared() {
    let world = world();
    let held = |args: &[&str]| world.ig(args).expect(0).stdout;
    let line = format!("posts of {USER} to its feed are paused until ");
    assert!(held(&["brake", "list"]).starts_with(&line));
    assert!(held(&["list"]).contains(&line));
    let doctor = held(&["doctor"]);
    assert!(doctor.contains("posts to its feed are paused until"), "{doctor}");
    assert!(doctor.contains(&format!("ig brake clear --user-id {USER}")), "{doctor}");
    for args in [&["brake", "list", "--json"][..], &["list", "--json"], &["doctor", "--json"]] {
        let brake = &world.ig(args).expect(0).json()["brakes"][0];
        assert_eq!((&brake["user"], &brake["surface"]), (&json!(USER), &json!("feed")), "{args:?}");
        assert!(brake["until"].as_str().unwrap().ends_with('Z'), "{brake}");
        assert_eq!(brake["api_base"], world.server.url());
    }

    let none = world.ig(&["brake", "clear", "--user-id", "1", "--json"]).expect(0).json();
    assert_eq!(none["cleared"], json!([]));
    run(world.command(&["brake", "clear"]).env_remove("IG_USER_ID"))
        .expect(2)
        .one_error(&["which account?", "--all"]);
    world.ig(&["publish", "photo.jpg"]).expect(1);
    let cleared = held(&["brake", "clear"]);
    assert!(
        cleared.starts_with(&format!("posts of {USER} to its feed are no longer paused")),
        "{cleared}"
    );
    world.ig(&["publish", "photo.jpg"]).expect(0);
    let ran = world.ig(&["brake", "list"]).expect(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "no posts are paused\n"));
}

#[test]
fn all_blocks_are_cleared_at_once() {
    let world = world();
    let cleared = world.ig(&["brake", "clear", "--all", "--json"]).expect(0).json();
    assert_eq!(cleared["cleared"][0]["user"], USER);
    world.ig(&["publish", "photo.jpg"]).expect(0);
    world.ig(&["brake", "clear", "--all", "--user-id", "1"]).expect(2);
}

#[test]
fn a_block_by_instagram_itself_is_kept_and_its_message_mentions_the_app() {
    let world = world();
    let path = world.state_dir().join("brakes");
    let mut kept: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let entry = kept["brakes"][0].as_object_mut().unwrap();
    entry.insert("api_base".to_owned(), json!("https://graph.facebook.com"));
    entry.remove("run").expect("a block of a sandbox names its run");
    std::fs::write(&path, kept.to_string()).unwrap();
    let mut command = world.command(&["publish", "https://www.example.com/photo.jpg"]);
    let ran = run(command.env_remove("IG_API_BASE")).expect(1);
    ran.one_error(&["prolongs the block", "check the app", "ig brake clear"]);
    assert!(!ran.stderr.contains("to Instagram, as"), "nothing is about to be sent: {ran:?}");
    let ran = world.ig(&["brake", "clear"]).expect(0);
    assert!(ran.stderr.contains("Instagram itself may still block them"), "{}", ran.stderr);
}
