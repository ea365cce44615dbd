//! After "action is blocked" the account's posts of the kind are held back.

use ig_sandbox::{Do, Fault, On};

use crate::world::World;

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
    assert!(ran.stderr.contains("are held back until"), "{}", ran.stderr);
    world.server.with(|sandbox, _| sandbox.disarm());
    world
}

#[test]
fn the_next_post_is_refused_at_once_and_says_until_when() {
    let world = world();
    let sent = world.requests().len();
    let posts = world.posts().len();
    let ran = world.ig(&["publish", "photo.jpg", "--json"]).expect(1);
    ran.one_error(&["held back until", "prolongs the block", "--despite-block"]);
    assert!(ran.json()["error"]["until"].is_string(), "{}", ran.stdout);
    assert_eq!(world.requests().len(), sent, "nothing was sent");
    assert_eq!(world.posts().len(), posts, "nothing was begun");
}

#[test]
fn stories_go_on_and_so_does_the_sandbox_inside() {
    let world = world();
    world.ig(&["publish", "photo.jpg", "--story"]).expect(0);
    world.ig(&["publish", "photo.jpg", "--sandbox"]).expect(0);
    world.ig(&["publish", "photo.jpg"]).expect(1);
}

#[test]
fn a_post_despite_the_block_that_goes_through_takes_the_brake_off() {
    let world = world();
    world.ig(&["publish", "photo.jpg", "--despite-block"]).expect(0);
    world.ig(&["publish", "photo.jpg"]).expect(0);
    assert_eq!(world.public().len(), 2);
}

#[test]
fn a_block_despite_the_block_holds_on() {
    let world = world();
    world.arm([blocked().times(9)]);
    world.ig(&["publish", "photo.jpg", "--despite-block", "--settle", "1s"]).expect(1);
    world.server.with(|sandbox, _| sandbox.disarm());
    world.ig(&["publish", "photo.jpg"]).expect(1).one_error(&["held back until"]);
    assert!(world.public().is_empty());
}

#[test]
fn what_cannot_be_read_holds_posts_back_too() {
    let world = world();
    std::fs::write(world.state_dir().join("brakes"), "{").unwrap();
    world.ig(&["publish", "photo.jpg"]).expect(1).one_error(&["blocks cannot be read", "brakes"]);
    assert!(world.public().is_empty());
}
