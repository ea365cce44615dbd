//! The queue beside `ig publish`, on one machine and for one account.

use ig_sandbox::{Do, Fault, On};

use super::{added, drain, posts};
use crate::world::World;

/// "Action is blocked" (reference, 4/2207051).
fn block(world: &World) {
    let fault = Fault::new(On::Publish, Do::Error).with_status(403).with_code(4);
    world.arm([fault.with_subcode(2_207_051).times(9)]);
}

fn unblock(world: &World) {
    world.server.with(|sandbox, _| sandbox.disarm());
}

fn row(world: &World, id: &str) -> serde_json::Value {
    world.ig(&["queue", "show", id, "--json"]).expect(0).json()
}

#[test]
fn a_block_that_ig_publish_saw_holds_posts_of_the_queue_to_that_surface() {
    let world = World::new();
    block(&world);
    world.ig(&["publish", "photo.jpg", "--settle=1s"]).expect(1);
    unblock(&world);
    let feed = added(&world, &["photo.jpg", "--caption=feed", "--at=+0s"]);
    let story = added(&world, &["photo.jpg", "--story", "--at=+0s"]);
    world.ig(&["queue", "work", "--once"]).expect(0);
    assert_eq!(row(&world, &story)["outcome"], "published");
    let waits = row(&world, &feed);
    assert_eq!(waits["outcome"], "waiting");
    let note = waits["note"].as_str().unwrap();
    assert!(note.contains("the pause after Instagram blocked"), "{note}");
    let metrics = world.ig(&["queue", "metrics"]).expect(0).stdout;
    assert!(metrics.contains("\nig_queue_brake 1\n"), "{metrics}");
    // Whoever forgets the block forgets it for both, and nobody waits for its end any more.
    let other = world.ig(&["brake", "clear", "--user-id=17841400000000001", "--json"]).expect(0);
    assert_eq!(other.json()["released"], serde_json::json!([]));
    let cleared = world.ig(&["brake", "clear", "--json"]).expect(0).json();
    assert_eq!(cleared["released"], serde_json::json!([feed]));
    assert_eq!(drain(&world)[0]["outcome"], "published");
}

#[test]
fn a_block_that_the_queue_saw_holds_ig_publish() {
    let world = World::new();
    added(&world, &["photo.jpg", "--settle=1s", "--at=+0s"]);
    block(&world);
    world.ig(&["queue", "work", "--once"]);
    unblock(&world);
    let other = ["publish", "photo.jpg", "--caption=other"];
    world.ig(&other).expect(1).one_error(&["paused until", "ig brake clear"]);
    let held = world.ig(&["brake", "list", "--json"]).expect(0).json();
    assert_eq!(held["brakes"][0]["surface"], "feed", "{held}");
    world.ig(&["publish", "photo.jpg", "--story"]).expect(0);
    assert!(world.public().len() == 1);
}

#[test]
fn a_record_of_blocks_that_cannot_be_read_publishes_nothing() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+0s"]);
    std::fs::write(world.state_dir().join("brakes"), "{").unwrap();
    let ran = world.ig(&["queue", "work", "--once"]).expect(1);
    ran.one_error(&["the queue cannot be used", "the record of blocks cannot be used"]);
    assert!(world.public().is_empty());
}

/// Sets how many posts of the account the queue has counted, an hour ago.
fn count(world: &World, posts: usize) {
    let file = world.state_dir().join("queue/queue.db");
    let database = rusqlite::Connection::open(file).unwrap();
    let json: Vec<u8> =
        database.query_row("SELECT ledger FROM account", (), |row| row.get(0)).unwrap();
    let mut ledger: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let at = ledger["published"][0].as_u64().unwrap() - 3_600_000;
    ledger["published"] = vec![at; posts].into();
    let json = serde_json::to_vec(&ledger).unwrap();
    assert_eq!(database.execute("UPDATE account SET ledger = ?", [json]).unwrap(), 1);
}

fn counted(world: &World) -> usize {
    let file = world.state_dir().join("queue/queue.db");
    let database = rusqlite::Connection::open(file).unwrap();
    let json: Vec<u8> =
        database.query_row("SELECT ledger FROM account", (), |row| row.get(0)).unwrap();
    let ledger: serde_json::Value = serde_json::from_slice(&json).unwrap();
    ledger["published"].as_array().unwrap().len()
}

#[test]
fn twenty_four_posts_of_the_queue_and_one_of_ig_publish_fill_the_quota() {
    let world = World::new();
    added(&world, &["photo.jpg", "--caption=first", "--at=+0s"]);
    drain(&world);
    count(&world, 24);
    world.ig(&["publish", "photo.jpg", "--caption=now"]).expect(0);
    assert_eq!(counted(&world), 25);
    let id = added(&world, &["photo.jpg", "--caption=one too many", "--at=+0s"]);
    world.ig(&["queue", "work", "--once"]).expect(0);
    let note = row(&world, &id)["note"].as_str().unwrap().to_owned();
    assert!(note.contains("the 24 h limit: 25 of 25 posts are used"), "{note}");
    let metrics = world.ig(&["queue", "metrics", "--json"]).expect(0).json();
    assert_eq!(metrics["quota_wait"], 1, "{metrics}");
    assert_eq!(world.public().len(), 2);
}

#[test]
fn posts_of_ig_publish_from_before_the_queue_are_counted() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=before"]).expect(0);
    added(&world, &["photo.jpg", "--caption=queued", "--at=+0s"]);
    assert_eq!(counted(&world), 1);
    drain(&world);
    assert_eq!(counted(&world), 2);
    world.ig(&["publish", "photo.jpg", "--caption=after"]).expect(0);
    assert_eq!(counted(&world), 3);
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 1);
}
