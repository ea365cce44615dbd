//! Two processes on one post: one drives it, the other is refused.

use std::time::Duration;

use ig_sandbox::{Do, Fault, On};

use crate::world::{World, until};

#[test]
fn of_two_resumes_at_once_one_drives_and_the_other_is_refused() {
    let world = World::new();
    let hold = |millis| Fault::new(On::Create, Do::Delay).with_delay(Duration::from_millis(millis));
    world.arm([hold(600_000), hold(600_000)]);
    let started = world.start(&["publish", "photo.jpg"]);
    until("the container is requested", || world.count("POST", "/media") == 1);
    let id = world.only_post();
    let words = ["is in use", "another process"];
    let ran = world.ig(&["resume", &id, "--json"]).expect(3);
    ran.one_error(&words);
    let next = format!("resume with: ig resume {id}");
    assert_eq!(ran.last_line(), next);
    assert_eq!(ran.json()["error"]["next"], *next);
    let folder = world.state_dir();
    let folder = folder.to_str().unwrap();
    let ran = world.ig(&["resume", &id, "--state-dir", folder]).expect(3);
    assert_eq!(ran.last_line(), format!("{next} --state-dir {folder}"));
    started.kill();

    let first = world.start(&["resume", &id]);
    until("the first asks for a container", || world.count("POST", "/media") == 2);
    world.ig(&["resume", &id]).expect(3).one_error(&words);
    first.kill();

    world.ig(&["resume", &id]).expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn many_resumes_at_once_make_one_post() {
    let world = World::new();
    world.arm([Fault::new(On::Publish, Do::Delay).with_delay(Duration::from_secs(600))]);
    let started = world.start(&["publish", "photo.jpg", "--settle", "1s"]);
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    started.kill();
    let all: Vec<_> = (0..4).map(|_| world.start(&["resume"])).collect();
    let ends: Vec<_> = all.into_iter().map(|it| it.end().code).collect();
    assert!(ends.contains(&Some(0)), "{ends:?}");
    assert!(ends.iter().all(|code| matches!(code, Some(0 | 3))), "{ends:?}");
    assert_eq!(world.public().len(), 1);
}
