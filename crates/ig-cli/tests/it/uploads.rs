//! Films on this machine: cut, killed and resumed, they arrive whole and are posted once.

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
    media::long_film(&world.home().join("film.mp4"), 1_000_000);
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
fn killed_in_the_middle_of_an_upload_it_goes_on_from_there() {
    let world = world();
    world.arm([hold(On::Upload).nth(3)]);
    let started = world.start(&["publish", "film.mp4", "--upload-slice=100kB", "--settle=1s"]);
    until("the third slice is on its way", || world.uploads() == 3);
    started.kill();
    let explained = world.ig(&["explain", &world.only_post(), "--json"]).expect(0).json();
    assert_eq!(explained["phase"], "upload");
    let kept = explained["upload"]["bytes"].as_u64().unwrap();
    assert!((100_000..1_000_000).contains(&kept), "{explained}");
    assert!(world.public().is_empty());
    one_post(&world);
    assert!(world.uploads() <= 12, "what had arrived was not sent again: {}", world.uploads());
    assert_eq!(world.count("POST", "/media"), 1, "one container");
}

#[test]
fn killed_in_the_middle_of_a_carousel_the_items_that_are_done_are_kept() {
    let world = world();
    world.arm([hold(On::Create).nth(3)]);
    let args = ["publish", "photo.jpg", "film.mp4", "photo.jpg", "--caption=all", "--settle=1s"];
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
fn an_upload_that_is_cut_goes_on() {
    let world = world();
    world.arm([Fault::new(On::Upload, Do::Cut).with_bytes(300_000).times(2)]);
    world.ig(&["publish", "film.mp4"]).expect(0);
    assert_eq!(world.public().len(), 1);
    assert!(2 < world.uploads(), "{}", world.uploads());
}

#[test]
fn an_upload_that_dies_gets_another_container() {
    let world = world();
    world.arm([Fault::new(On::Upload, Do::UploadDies)]);
    world.ig(&["publish", "film.mp4"]).expect(0);
    assert_eq!(world.public().len(), 1);
    assert_eq!(world.count("POST", "/media"), 2);
}

#[test]
fn a_film_that_changes_while_it_is_uploaded_is_not_posted() {
    let world = world();
    world.arm([hold(On::Upload).nth(2)]);
    let started = world.start(&["publish", "film.mp4", "--upload-slice=100kB"]);
    until("the second slice is on its way", || world.uploads() == 2);
    started.kill();
    world.file("film.mp4", &media::mp4());
    let ran = world.ig(&["resume", &world.only_post()]).expect(1);
    ran.one_error(&["film.mp4", "was 1000000 when the post was planned"]);
    assert!(world.public().is_empty());
}

#[test]
fn a_size_of_slices_that_is_none_is_refused() {
    let world = world();
    for size in ["0", "63kB", "1 parsec", "-1", "99999999999999999999"] {
        let ran = world.ig(&["publish", "film.mp4", &format!("--upload-slice={size}")]).expect(2);
        assert!(ran.stderr.contains("--upload-slice"), "{size}: {}", ran.stderr);
    }
    assert!(world.requests().is_empty());
}

#[test]
fn a_film_by_its_url_may_be_fetched_by_the_upload_host() {
    let world = World::new();
    let url = format!("{}/_sandbox/files/film.mp4", world.server.url());
    let film = world.file("film.mp4", &media::mp4());
    let posted = std::process::Command::new("curl")
        .args(["-sf", "--data-binary", &format!("@{}", film.display()), &url])
        .args(["-H", "content-type: application/octet-stream"])
        .output()
        .unwrap();
    assert!(posted.status.success(), "{posted:?}");
    world.ig(&["publish", &url, "--hosted"]).expect(0);
    assert_eq!((world.public().len(), world.uploads()), (1, 1));
}
