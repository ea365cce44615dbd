//! `--give-up-after`: the caller's time limits every wait, and the post can be resumed.

use std::time::{Duration, Instant};

use ig_sandbox::{Do, Fault, On};

use crate::{
    media,
    world::{Ran, World, until},
};

/// Far less than the wait would otherwise take, and far more than a slow machine needs.
const SOON: Duration = Duration::from_secs(25);

/// Publishes with a limit; the message comes in time and says how to resume.
#[track_caller]
fn given_up(world: &World, args: &[&str]) -> Ran {
    let start = Instant::now();
    let ran = world.ig(&[args, &["--json"]].concat()).expect(3);
    assert!(start.elapsed() < SOON, "{:?}: {}", start.elapsed(), ran.stderr);
    let next = format!("resume with: ig resume {}", world.only_post());
    ran.one_error(&["given up after 2s"]);
    assert_eq!(ran.last_line(), next);
    let object = ran.json();
    // What did not come to it in the time is not left for the next run.
    world.server.with(|sandbox, _| sandbox.disarm());
    assert_eq!(object["error"]["next"], *next);
    assert_eq!(object["target"]["to"], "local");
    ran
}

#[test]
fn a_wait_ends_with_the_callers_time_and_the_post_can_be_resumed() {
    let world = World::new();
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop)]);
    let ran = given_up(&world, &["publish", "photo.jpg", "--give-up-after", "2s"]);
    assert!(ran.stderr.contains("the post may be public"), "{}", ran.stderr);
    let sent = world.requests().len();
    given_up(&world, &["resume", "--give-up-after", "2s"]);
    assert_eq!(world.requests().len(), sent, "it checks after 30 s, and its time was up before");

    let path = world.posts().remove(0);
    let kept = std::fs::read_to_string(&path).unwrap();
    // As if half a minute had passed.
    std::fs::write(&path, kept.replace("\"secs\": 30,", "\"secs\": 1,")).unwrap();
    world.ig(&["resume"]).expect(0);
    assert_eq!(world.public().len(), 1);
    assert_eq!(world.count("POST", "/media_publish"), 1);
}

#[test]
fn nothing_is_started_after_it_and_a_container_is_kept() {
    let world = World::new();
    let busy = Fault::new(On::Status, Do::Error).with_status(500).with_code(2);
    world.arm([busy.times(99)]);
    let ran = given_up(&world, &["publish", "photo.jpg", "--give-up-after", "2s"]);
    assert!(ran.stderr.contains("nothing was published"), "{}", ran.stderr);
    assert_eq!(world.count("POST", "/media_publish"), 0);
    world.ig(&["resume"]).expect(0);
    assert_eq!(world.count("POST", "/media"), 1, "the container was kept");
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_request_that_is_outstanding_is_not_waited_for() {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let slow = Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([slow]);
    given_up(&world, &["publish", "photo.jpg", "--give-up-after", "2s"]);
    world.ig(&["resume"]).expect(0);

    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let slow = Fault::new(On::Upload, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([slow]);
    given_up(&world, &["publish", "video.mp4", "--give-up-after", "2s"]);
    world.ig(&["resume"]).expect(0);
    assert_eq!(world.public().len(), 1);

    // Nothing was saved before the very first request.
    let world = World::new();
    let slow = Fault::new(On::Limit, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([slow]);
    given_up(&world, &["publish", "photo.jpg", "--give-up-after", "2s"]);
    world.ig(&["resume"]).expect(0);
}

/// More than half of the time is up when the request begins, so that it ends long before the request's
/// own limit, which is no longer than the whole.
fn late(on: On, delay: Duration) -> (World, Ran, Duration) {
    let world = World::new();
    let first = Fault::new(On::Limit, Do::Delay).with_delay(Duration::from_secs(9));
    world.arm([first, Fault::new(on, Do::Delay).with_delay(delay)]);
    let start = Instant::now();
    let ran = world.ig(&["publish", "photo.jpg", "--give-up-after", "16s"]);
    (world, ran, start.elapsed())
}

#[test]
fn a_request_that_began_late_is_cut_off_when_the_time_is_up() {
    let (world, ran, took) = late(On::Create, Duration::from_secs(600));
    let ran = ran.expect(3);
    assert!(took < Duration::from_secs(24), "{took:?}: its own limit would be over at 25 s");
    ran.one_error(&["given up after 16s", "making the container; nothing was published"]);
    world.ig(&["resume"]).expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_publish_in_progress_is_waited_for() {
    let (world, ran, took) = late(On::Publish, Duration::from_secs(11));
    let ran = ran.expect(0);
    assert!(Duration::from_secs(16) < took, "the reply came after the time: {took:?}");
    assert_eq!(world.public().len(), 1);
    assert!(ran.stderr.contains("the permalink is not read"), "{}", ran.stderr);
    assert_eq!(world.count("GET", &world.public()[0]), 0, "nothing is started after it");
}

#[test]
fn a_post_that_is_in_time_is_as_without_a_limit() {
    let world = World::new();
    let args = ["publish", "photo.jpg", "--give-up-after", "5m", "--json"];
    let report = world.ig(&args).expect(0).json();
    assert!(report["permalink"].is_string(), "{report}");
}

#[test]
fn without_a_terminal_no_minute_is_silent() {
    let world = World::new();
    let slow = Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([slow]);
    let started = world.start(&["publish", "photo.jpg", "--give-up-after", "58s"]);
    until("the container is requested", || world.count("POST", "/media") == 1);
    let ran = started.end().expect(3);
    let line = ran.stderr.lines().find(|line| line.starts_with("still making the container: "));
    let line = line.unwrap_or_else(|| panic!("{}", ran.stderr));
    assert!(line.contains("waiting for a reply; until "), "{line}");
    assert!(line.ends_with(" at the latest"), "{line}");
}
