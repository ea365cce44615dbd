//! The process dies at each step: nothing is lost, and nothing is posted twice.

use std::time::Duration;

use ig_sandbox::{Do, Fault, On};

use super::{SCRIPT, actions, calls, command, journals, script, world};
use crate::{
    serve::Serving,
    world::{Started, World, run, until},
};

const ARGS: [&str; 6] = ["publish", "photo.jpg", "--key", "order-1", "--host-with", "./host.sh"];

/// A script that hosts the file and then waits for as long as there is a file `wait`.
pub(super) fn waiting(world: &World) {
    let text = format!("{SCRIPT}touch hosted\nwhile [ -e wait ]; do sleep 0.05; done\n");
    script(world, "host.sh", &text);
    world.file("wait", b"");
}

/// Kills the command when the file is hosted and nobody has been told so.
fn killed_while_hosting(world: &World) {
    waiting(world);
    let started = Started::new(&mut command(world, &ARGS));
    until("the file is on the server", || world.home().join("hosted").exists());
    started.kill();
    std::fs::remove_file(world.home().join("wait")).unwrap();
    assert_eq!((actions(world), journals(world)), (vec!["host".to_owned()], 1));
    assert!(world.posts().is_empty(), "the post is not saved yet");
}

#[test]
fn killed_between_hosting_and_saving_it_hosts_again_under_another_name() {
    let world = world();
    killed_while_hosting(&world);
    run(&mut command(&world, &ARGS)).expect(0);
    assert_eq!(actions(&world), ["host", "remove", "host", "remove"]);
    let calls = calls(&world);
    assert_eq!((&calls[1].name, &*calls[1].url), (&calls[0].name, "none"), "removed by its name");
    assert_ne!(calls[2].name, calls[0].name);
    assert_eq!((world.public().len(), journals(&world)), (1, 0));
}

#[test]
fn killed_between_hosting_and_saving_resume_removes_what_is_left() {
    let world = world();
    killed_while_hosting(&world);
    let ran = run(&mut command(&world, &["resume"])).expect(0);
    assert!(ran.stderr.contains("nothing to resume"), "{}", ran.stderr);
    assert_eq!((actions(&world), journals(&world)), (vec!["host".into(), "remove".into()], 0));
    assert!(world.public().is_empty());
}

/// It is killed while the reply to the publish is on its way.
fn killed_while_publishing(world: &World) {
    let hold = Fault::new(On::Publish, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([hold]);
    let started = Started::new(&mut command(world, &[&ARGS[..], &["--settle", "1s"]].concat()));
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    started.kill();
}

#[test]
fn killed_while_publishing_it_goes_on_with_the_url_that_it_has() {
    let world = world();
    killed_while_publishing(&world);
    assert_eq!((actions(&world), journals(&world)), (vec!["host".to_owned()], 1));
    // It may be public, so nothing is removed before that is known.
    run(&mut command(&world, &["resume"])).expect(0);
    assert_eq!(actions(&world), ["host", "remove"]);
    assert_eq!((world.public().len(), journals(&world)), (1, 0));
}

#[test]
fn the_server_that_resumes_the_post_cleans_up_too() {
    let world = world();
    killed_while_publishing(&world);
    let serving = Serving::of(&mut command(&world, &crate::serve::ARGS), &world.state_dir());
    until("it is removed", || actions(&world) == ["host", "remove"] && journals(&world) == 0);
    serving.stop().expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_command_that_could_not_clean_up_is_called_again() {
    let world = world();
    let text =
        SCRIPT.replace("remove ] && exit 0", "remove ] && { [ -e broken ] && exit 1; exit 0; }");
    script(&world, "host.sh", &text);
    world.file("broken", b"");
    let ran = run(&mut command(&world, &ARGS)).expect(0);
    assert!(ran.stderr.contains("may still be hosted"), "the post is public: {}", ran.stderr);
    assert_eq!(journals(&world), 1);
    std::fs::remove_file(world.home().join("broken")).unwrap();
    run(&mut command(&world, &["resume"])).expect(0);
    assert_eq!(
        (actions(&world), journals(&world)),
        (["host", "remove", "remove"].map(str::to_owned).to_vec(), 0)
    );
    assert_eq!(world.public().len(), 1);
}

/// The command goes on when the process that started it is gone, and may put the file there after that.
#[test]
fn a_command_that_outlives_its_process_is_waited_for_before_its_file_is_removed() {
    let world = world();
    let text = "#!/bin/sh\necho $IG_HOST_ACTION >>calls\n[ $IG_HOST_ACTION = remove ] && exit 0\n\
                while [ -e wait ]; do sleep 0.05; done\necho there >>calls\necho $BASE/a.jpg\n";
    script(&world, "host.sh", text);
    world.file("wait", b"");
    let said = || std::fs::read_to_string(world.home().join("calls")).unwrap_or_default();
    let started = Started::new(&mut command(&world, &ARGS));
    until("the command runs", || said() == "host\n");
    started.kill();
    let log = world.home().join("resume.log");
    let mut resume = command(&world, &["resume", "order-1"]);
    resume.stderr(std::fs::File::create(&log).unwrap());
    let resume = Started::new(&mut resume);
    until("it waits", || std::fs::read_to_string(&log).unwrap().contains("waiting for its end"));
    assert_eq!(said(), "host\n", "nothing is removed before it is there");
    std::fs::remove_file(world.home().join("wait")).unwrap();
    resume.end().expect(0);
    assert_eq!(said(), "host\nthere\nremove\n");
    assert_eq!(journals(&world), 0);
    // The same command makes the one post.
    script(&world, "host.sh", SCRIPT);
    std::fs::remove_file(world.home().join("calls")).unwrap();
    run(&mut command(&world, &ARGS)).expect(0);
    assert_eq!((world.public().len(), journals(&world)), (1, 0));
}

/// One that does not end either is not removed behind its back, and not forgotten.
#[test]
fn a_command_that_outlives_its_process_and_hangs_is_named() {
    let world = world();
    waiting(&world);
    let args = [&ARGS[..], &["--host-timeout", "4s"]].concat();
    // Its time ends with the process that counts it.
    let started = Started::new(&mut command(&world, &args));
    until("the file is on the server", || world.home().join("hosted").exists());
    started.kill();
    let ran = run(&mut command(&world, &["resume", "order-1"])).expect(1);
    assert!(ran.stderr.contains("has not ended yet"), "{}", ran.stderr);
    let ran = run(&mut command(&world, &args)).expect(1);
    ran.one_error(&["photo.jpg could not be hosted", "has not ended yet", "wait for its end"]);
    assert_eq!((actions(&world), journals(&world)), (vec!["host".to_owned()], 1));
    std::fs::remove_file(world.home().join("wait")).unwrap();
    // As soon as it has ended.
    until("it is removed", || run(&mut command(&world, &["resume", "order-1"])).code == Some(0));
    assert_eq!(journals(&world), 0);
    assert!(world.public().is_empty());
}

#[test]
fn killed_while_it_cleans_up_it_cleans_up_again() {
    let world = world();
    let text = SCRIPT.replace(
        "remove ] && exit 0",
        "remove ] && { touch removing; while [ -e wait ]; do sleep 0.05; done; exit 0; }",
    );
    script(&world, "host.sh", &text);
    world.file("wait", b"");
    let started = Started::new(&mut command(&world, &ARGS));
    until("it removes the file", || world.home().join("removing").exists());
    started.kill();
    std::fs::remove_file(world.home().join("wait")).unwrap();
    assert_eq!((world.public().len(), journals(&world)), (1, 1));
    let ran = run(&mut command(&world, &["resume", "order-1", "--json"])).expect(0);
    assert_eq!(ran.json()["outcome"], "published");
    let calls = calls(&world);
    assert_eq!(calls.len(), 3);
    assert_eq!((&*calls[2].action, &calls[2].url), ("remove", &calls[1].url));
    assert_eq!((world.public().len(), journals(&world)), (1, 0));
}
