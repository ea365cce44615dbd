//! Local videos: interrupted, killed and resumed, they arrive complete and are posted once.

use std::time::Duration;

use ig_sandbox::{Do, Fault, On};

use crate::{
    media,
    world::{World, until},
};

/// Long enough for any test: the process is killed while it waits.
const HOLD: Duration = Duration::from_secs(600);

fn hold(on: On) -> Fault {
    Fault::new(on, Do::Delay).with_delay(HOLD)
}

fn world() -> World {
    let world = World::new();
    media::long_video(&world.home().join("video.mp4"), 1_000_000);
    world
}

#[track_caller]
fn one_post(world: &World) {
    let id = world.only_post();
    let report = world.ig(&["resume", &id, "--json"]).expect(0).json();
    assert_eq!(report["outcome"], "published");
    let public = world.public();
    assert_eq!(public.len(), 1, "one post: {public:?}");
    assert_eq!(report["media"], *public[0]);
}

#[test]
fn an_upload_killed_in_the_middle_continues_from_there() {
    let world = world();
    world.arm([hold(On::Upload).nth(3)]);
    let started = world.start(&["publish", "video.mp4", "--upload-slice=100kB", "--settle=1s"]);
    until("the third slice is on its way", || world.uploads() == 3);
    started.kill();
    let explained = world.ig(&["explain", &world.only_post(), "--json"]).expect(0).json();
    assert_eq!(explained["phase"], "upload");
    assert_eq!(explained["upload"]["size"], 1_000_000, "{explained}");
    assert!(world.public().is_empty());
    one_post(&world);
    assert!(world.uploads() <= 12, "what had arrived was not sent again: {}", world.uploads());
    assert_eq!(world.count("POST", "/media"), 1, "one container");
}

#[test]
fn a_carousel_killed_in_the_middle_keeps_its_finished_items() {
    let world = world();
    world.arm([hold(On::Create).nth(3)]);
    let args = ["publish", "photo.jpg", "video.mp4", "photo.jpg", "--caption=all", "--settle=1s"];
    let started = world.start(&args);
    until("the third item is made", || world.count("POST", "/media") == 3);
    started.kill();
    let explained = world.ig(&["explain", &world.only_post(), "--json"]).expect(0).json();
    assert_eq!(explained["kind"], "carousel");
    one_post(&world);
    let post = world.newest();
    assert_eq!(post["children"].as_array().unwrap().len(), 3);
    // The two that were there, the third whose reply was lost, again, and the carousel.
    assert!(world.count("POST", "/media") <= 5, "{}", world.count("POST", "/media"));
}

#[test]
fn an_interrupted_upload_continues() {
    let world = world();
    world.arm([Fault::new(On::Upload, Do::Cut).with_bytes(300_000).times(2)]);
    world.ig(&["publish", "video.mp4"]).expect(0);
    assert_eq!(world.public().len(), 1);
    assert!(2 < world.uploads(), "{}", world.uploads());
}

#[test]
fn a_failed_upload_gets_another_container() {
    let world = world();
    world.arm([Fault::new(On::Upload, Do::UploadDies)]);
    world.ig(&["publish", "video.mp4"]).expect(0);
    assert_eq!(world.public().len(), 1);
    assert_eq!(world.count("POST", "/media"), 2);
}

#[test]
fn a_video_that_changes_while_it_is_uploaded_is_not_posted() {
    let world = world();
    world.arm([hold(On::Upload).nth(2)]);
    let started = world.start(&["publish", "video.mp4", "--upload-slice=100kB"]);
    until("the second slice is on its way", || world.uploads() == 2);
    started.kill();
    world.file("video.mp4", &media::mp4());
    let ran = world.ig(&["resume", &world.only_post()]).expect(1);
    ran.one_error(&["video.mp4", "was 1000000 when the post was planned"]);
    assert!(world.public().is_empty());
}

#[test]
fn an_invalid_slice_size_is_refused() {
    let world = world();
    for size in ["0", "63kB", "1 parsec", "-1", "99999999999999999999"] {
        let ran = world.ig(&["publish", "video.mp4", &format!("--upload-slice={size}")]).expect(2);
        assert!(ran.stderr.contains("--upload-slice"), "{size}: {}", ran.stderr);
    }
    assert!(world.requests().is_empty());
}

#[test]
fn a_video_by_its_url_may_be_fetched_by_the_upload_host() {
    let world = World::new();
    let url = format!("{}/_sandbox/files/video.mp4", world.server.url());
    let video = world.file("video.mp4", &media::mp4());
    let posted = std::process::Command::new("curl")
        .args(["-sf", "--noproxy", "*", "--data-binary", &format!("@{}", video.display()), &url])
        .args(["-H", "content-type: application/octet-stream"])
        .output()
        .unwrap();
    assert!(posted.status.success(), "{posted:?}");
    world.ig(&["publish", &url, "--hosted"]).expect(0);
    assert_eq!((world.public().len(), world.uploads()), (1, 1));
}
