//! A signal while files are being hosted: the command ends, what it has hosted is removed, and nothing is
//! sent.

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::{SCRIPT, actions, command, journals, killed::waiting, script, world};
use crate::world::{Started, run, until};

const ARGS: [&str; 6] = ["publish", "photo.jpg", "--key", "order-1", "--host-with", "./host.sh"];

fn send(started: &Started, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(started.id()).unwrap()), signal).unwrap();
}

#[test]
fn a_signal_ends_the_command_and_removes_what_is_there() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let world = world();
        waiting(&world);
        let started = Started::new(&mut command(&world, &ARGS));
        until("the file is on the server", || world.home().join("hosted").exists());
        send(&started, signal);
        let ran = started.end().expect(1);
        ran.one_error(&["nothing was sent", "a signal came"]);
        assert!(ran.last_line().contains("run the same command again"), "{}", ran.stderr);
        // If the command still ran, it would be waited for, and what it hosts would not be removed.
        assert!(!ran.stderr.contains("may still be hosted"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("earlier run"), "{}", ran.stderr);
        assert_eq!((actions(&world).join(" "), journals(&world)), ("host remove".to_owned(), 0));
        assert_eq!((world.posts().len(), world.count("POST", "/media")), (0, 0));
        // What it says works.
        std::fs::remove_file(world.home().join("wait")).unwrap();
        run(&mut command(&world, &ARGS)).expect(0);
        assert_eq!((world.public().len(), journals(&world)), (1, 0));
    }
}

#[test]
fn the_reply_to_a_program_says_so_too() {
    let world = world();
    waiting(&world);
    let args = ["publish", "photo.jpg", "--host-with", "./host.sh", "--json"];
    let started = Started::new(&mut command(&world, &args));
    until("the file is on the server", || world.home().join("hosted").exists());
    send(&started, Signal::SIGTERM);
    let error = started.end().expect(1).json()["error"].take();
    assert!(error["message"].as_str().unwrap().contains("nothing was sent"), "{error}");
    assert!(error["advice"].as_str().unwrap().contains("again"), "{error}");
    assert_eq!((actions(&world).len(), journals(&world)), (2, 0));
}

/// A command that does not remove its file keeps nobody from leaving.
#[test]
fn the_second_signal_ends_it_at_once_and_leaves_a_trace() {
    let world = world();
    let text = SCRIPT.replace(
        "remove ] && exit 0",
        "remove ] && { touch removing; while [ -e wait ]; do sleep 0.05; done; exit 0; }",
    );
    let text = format!("{text}touch hosted\nwhile [ -e wait ]; do sleep 0.05; done\n");
    script(&world, "host.sh", &text);
    world.file("wait", b"");
    let mut started = Started::new(&mut command(&world, &ARGS));
    until("the file is on the server", || world.home().join("hosted").exists());
    send(&started, Signal::SIGINT);
    until("it is being removed", || world.home().join("removing").exists());
    send(&started, Signal::SIGINT);
    until("it has ended", || started.has_ended());
    // Its command goes on, and has standard error as long as it does.
    std::fs::remove_file(world.home().join("wait")).unwrap();
    let ran = started.end().expect(1);
    let last = "stopped, and nothing was sent; to remove what may be hosted: ig resume order-1";
    assert_eq!(ran.last_line(), last);
    assert_eq!((journals(&world), world.count("POST", "/media")), (1, 0));
    run(&mut command(&world, &["resume", "order-1"])).expect(0);
    assert_eq!(journals(&world), 0);
}
