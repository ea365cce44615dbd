//! Posts are published when they are due, once.

use ig_sandbox::{Do, Fault, On};
use serde_json::json;

use super::{added, drain, posts};
use crate::world::{World, until};

#[test]
fn a_post_is_published_at_its_time_and_not_before() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--caption=later", "--at", "+2s"]);
    let listed = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    assert_eq!((&listed[0]["id"], &listed[0]["state"]), (&json!(id), &json!("waiting")));
    let done = drain(&world);
    assert_eq!(done.len(), 1);
    assert_eq!((&done[0]["outcome"], &done[0]["id"]), (&json!("published"), &json!(id)));
    assert_eq!(world.public(), [done[0]["media"].as_str().unwrap()]);
    let events = world.ig(&["queue", "explain", &id, "--json"]).expect(0).json();
    let find = |word: &str| {
        let events = events["events"].as_array().unwrap();
        let event = events.iter().find(|it| it["what"].as_str().unwrap().contains(word));
        event.unwrap_or_else(|| panic!("{word}: {events:?}"))["at"].as_str().unwrap().to_owned()
    };
    let due = listed[0]["due"].as_str().unwrap();
    assert!(due <= find("is allowed").as_str(), "{events}");
    assert!(due <= find("ended: done").as_str(), "{events}");
    assert_eq!(world.count("POST", "/media_publish"), 1);
    // Nothing is left to do.
    assert!(drain(&world).is_empty());
    assert_eq!(world.count("POST", "/media_publish"), 1);
}

#[test]
fn publish_with_a_time_is_the_same_as_queue_add() {
    let world = World::new();
    let ran =
        world.ig(&["publish", "photo.jpg", "--at", "2099-12-24 18:00 Europe/Berlin"]).expect(0);
    assert!(
        ran.stdout.contains("2099-12-24T17:00:00Z (2099-12-24 18:00 Europe/Berlin)"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("ig queue work"), "{ran:?}");
    assert_eq!(world.count("POST", "/media"), 0, "nothing was sent");
    let zone = ["publish", "photo.jpg", "--at", "2099-12-24 18:00", "--zone", "America/New_York"];
    let ran = world.ig(&[&zone[..], &["--json"]].concat()).expect(0).json();
    assert_eq!(ran["due"], "2099-12-24T23:00:00Z");
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 2);
}

#[test]
fn once_ends_when_nothing_is_due_and_leaves_the_rest() {
    let world = World::new();
    let due = added(&world, &["photo.jpg", "--caption=now", "--at", "+0s"]);
    added(&world, &["photo.jpg", "--caption=later", "--at", "+1d"]);
    let done = posts(&world.ig(&["queue", "work", "--once", "--json"]).expect(0));
    assert_eq!(done.len(), 1);
    assert_eq!(done[0]["id"], due);
    assert_eq!(world.public().len(), 1);
    assert!(posts(&world.ig(&["queue", "work", "--once", "--json"]).expect(0)).is_empty());
}

#[test]
fn a_file_is_uploaded_when_the_post_is_due() {
    let world = World::new();
    world.file("video.mp4", &crate::media::mp4());
    added(&world, &["video.mp4", "--caption=a video", "--at", "+0s"]);
    assert_eq!(world.uploads(), 0, "nothing was sent");
    assert_eq!(drain(&world)[0]["outcome"], "published");
    assert_eq!(world.uploads(), 1);
}

#[test]
fn a_key_adds_one_post_however_often_and_refuses_another() {
    let world = World::new();
    let post = ["photo.jpg", "--caption=a", "--key=shop:1", "--at=+1h"];
    assert_eq!(added(&world, &post), "shop:1");
    let again = world.ig(&[&["queue", "add", "--json"], &post[..]].concat()).expect(0).json();
    assert_eq!((&again["added"], &again["id"]), (&json!(false), &json!("shop:1")));
    let other = world.ig(&["queue", "add", "photo.jpg", "--caption=b", "--key=shop:1", "--at=+1h"]);
    other.expect(2).one_error(&["shop:1 belongs to another post", "its own --key"]);
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 1);
    // Nor does another photo of the same name take the place of the first.
    let photo = std::fs::read(world.home().join("photo.jpg")).unwrap();
    world.file("photo.jpg", &crate::media::jpeg(400, 400));
    let other = world.ig(&[&["queue", "add"], &post[..]].concat()).expect(2);
    other.one_error(&["shop:1 belongs to another post", "other media"]);
    world.file("photo.jpg", &photo);
    let now = world.ig(&["publish", "photo.jpg", "--caption=a", "--key=shop:1"]);
    now.expect(2).one_error(&["the key shop:1 belongs to a post of the queue", "--at +0s"]);
    assert!(world.public().is_empty());
    // A key of `ig publish` is not published a second time.
    world.ig(&["publish", "photo.jpg", "--key=shop:2"]).expect(0);
    let other = world.ig(&["queue", "add", "photo.jpg", "--key=shop:2", "--at=+1h"]);
    other.expect(2).one_error(&["shop:2 belongs to another post", "`ig publish` has used it"]);
}

#[test]
fn the_worst_post_decides_the_exit_status() {
    let world = World::new();
    added(&world, &["photo.jpg", "--caption=good", "--at=+0s"]);
    world.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(100).times(1)]);
    added(&world, &["photo.jpg", "--caption=bad", "--at=+0s"]);
    let ran = world.ig(&["queue", "work", "--drain", "--json"]).expect(1);
    let mut outcomes: Vec<_> =
        posts(&ran).iter().map(|it| it["outcome"].as_str().unwrap().to_owned()).collect();
    outcomes.sort();
    assert_eq!(outcomes, ["not_published", "published"]);
}

/// The reply to the publish is lost, and with `--strict` it is not sent again.
#[test]
fn strict_sends_once_whatever_happens() {
    let world = World::new();
    world.arm([Fault::new(On::Publish, Do::Drop)]);
    added(&world, &["photo.jpg", "--strict", "--settle=1s", "--at=+0s"]);
    let ran = world.ig(&["queue", "work", "--once", "--json"]);
    assert!(posts(&ran).is_empty(), "it has not ended: {ran:?}");
    assert_eq!(world.count("POST", "/media_publish"), 1);
    let listed = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    assert_eq!(listed[0]["may_be_public"], true, "{listed:?}");
}

#[test]
fn a_worker_that_is_killed_with_a_publish_under_way_leaves_it_to_the_next() {
    let world = World::new();
    let hold = Fault::new(On::Publish, Do::Delay).with_delay(std::time::Duration::from_secs(600));
    world.arm([hold]);
    added(&world, &["photo.jpg", "--settle=1s", "--at=+0s"]);
    let started = world.start(&["queue", "work", "--drain", "--json"]);
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    started.kill();
    let done = drain(&world);
    assert_eq!(done[0]["outcome"], "published", "{done:?}");
    assert_eq!(world.public().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_worker_in_an_orderly_way() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+1h"]);
    let started = world.start(&["queue", "work"]);
    super::has_the_queue(&world, &started);
    let id = i32::try_from(started.id()).unwrap();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::Signal::SIGTERM)
        .unwrap();
    started.end().expect(0);
    world.ig(&["queue", "work", "--once"]).expect(0);
}
