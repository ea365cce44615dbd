//! What people see at a terminal.

use std::{
    fs::{self, File},
    io::{Read, Write},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use ig_sandbox::{Do, Fault, On};
use nix::pty::{Winsize, openpty};

use crate::{
    media,
    world::{Started, World, until},
};

/// Runs a command on a terminal; all of its output is collected.
fn on_terminal(command: Command) -> (Started, Arc<Mutex<String>>) {
    let (started, seen, _) = at_terminal(command);
    (started, seen)
}

/// The same, with a keyboard.
pub(crate) fn at_terminal(mut command: Command) -> (Started, Arc<Mutex<String>>, File) {
    let size = Winsize { ws_row: 24, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = openpty(&size, None).unwrap();
    command.env("TERM", "xterm").stdin(pty.slave.try_clone().unwrap());
    let keyboard = File::from(pty.master.try_clone().unwrap());
    command.stdout(pty.slave.try_clone().unwrap()).stderr(Stdio::from(pty.slave));
    let started = Started::new(&mut command);
    // The command's own ends are closed with it, so that the reading ends.
    drop(command);
    let seen = Arc::new(Mutex::new(String::new()));
    let writes = Arc::clone(&seen);
    thread::spawn(move || {
        let mut master = File::from(pty.master);
        let mut chunk = [0; 4096];
        while let Ok(length @ 1..) = master.read(&mut chunk) {
            writes.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..length]));
        }
    });
    (started, seen, keyboard)
}

fn signal(started: &Started, name: &str) {
    Command::new("kill").args([name, &started.id().to_string()]).status().unwrap();
}

/// Whether the program has a handler for `SIGINT`, as the system says.
fn catches_interrupts(started: &Started) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", started.id())).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    u64::from_str_radix(caught.trim(), 16).unwrap() & (1 << 1) != 0
}

#[test]
fn the_sandbox_inside_runs_until_ctrl_c_so_that_the_permalink_can_be_opened() {
    let world = World::new();
    let (mut started, seen) = on_terminal(world.bare(&["publish", "photo.jpg", "--sandbox"]));
    until("it says how to end it", || seen.lock().unwrap().contains("until Ctrl-C"));
    let text = seen.lock().unwrap().clone();
    let (_, permalink) = text.split_once("permalink  ").unwrap();
    let page = World::get(permalink.lines().next().unwrap().trim());
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    let (_, address) = text.split_once("see it at ").unwrap();
    let page = World::get(address.split(' ').next().unwrap());
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    signal(&started, "-INT");
    until("the command has ended", || started.has_ended());
    assert_eq!(started.end().code, Some(0));
}

#[test]
fn the_spinner_shows_the_phase_and_the_time_to_the_next_step() {
    let world = World::new();
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop)]);
    let (started, seen) = on_terminal(world.command(&["publish", "photo.jpg", "--settle", "2s"]));
    assert_eq!(started.end().code, Some(0));
    until("the spinner is gone", || seen.lock().unwrap().contains("permalink"));
    let text = seen.lock().unwrap().clone();
    for words in ["making the container", "whether the post is public (next step in ", " s; until "]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_bar_shows_the_progress_of_an_upload() {
    let world = World::new();
    media::long_video(&world.home().join("video.mp4"), 1_000_000);
    let slow = Fault::new(On::Upload, Do::Delay).with_delay(Duration::from_secs(3));
    world.arm([slow]);
    let (started, seen) = on_terminal(world.command(&["publish", "video.mp4"]));
    assert_eq!(started.end().code, Some(0));
    until("the bar is gone", || seen.lock().unwrap().contains("permalink"));
    let text = seen.lock().unwrap().clone();
    assert!(text.contains("uploading the video ["), "{text}");
    assert!(text.contains("] 1.00 MB of 1.00 MB"), "{text}");
}

#[test]
fn a_deletion_needs_confirmation_and_only_yes_confirms() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=Ayyy"]).expect(0);
    let id = world.public().remove(0);
    for (answer, code, left) in [("no\n", 1, 1), ("y\n", 1, 1), ("\n", 1, 1), ("yes\n", 0, 0)] {
        let (started, seen, mut keyboard) = at_terminal(world.command(&["media", "delete", &id]));
        until("it asks", || seen.lock().unwrap().contains("write yes: "));
        assert!(seen.lock().unwrap().contains("Ayyy"), "it says what it deletes");
        keyboard.write_all(answer.as_bytes()).unwrap();
        assert_eq!(started.end().code, Some(code), "{answer:?}");
        assert_eq!(world.public().len(), left, "{answer:?}");
    }
}

#[test]
fn colours_are_only_for_terminals_and_can_be_turned_off() {
    let world = World::new();
    let check = |command: Command, coloured: bool| {
        let (started, seen) = on_terminal(command);
        assert_eq!(started.end().code, Some(2));
        until("the error is shown", || seen.lock().unwrap().contains("fix"));
        assert_eq!(seen.lock().unwrap().contains('\x1b'), coloured);
    };
    let args = ["publish", "photo.jpg"];
    check(world.bare(&args), true);
    let mut command = world.bare(&args);
    command.env("NO_COLOR", "1");
    check(command, false);
    let plain = World::new().bare(&args).output().unwrap();
    assert!(!plain.stderr.contains(&0x1b), "no colours in pipes");
}

#[test]
fn with_json_or_quiet_the_sandbox_inside_ends_and_with_stay_it_does_not() {
    let world = World::new();
    for form in ["--json", "-q"] {
        let (mut started, _) =
            on_terminal(world.bare(&["publish", "photo.jpg", "--sandbox", form]));
        until("the command has ended by itself", || started.has_ended());
        assert_eq!(started.end().code, Some(0), "{form}");
        // The same without a terminal.
        let mut stays = world.bare(&["publish", "photo.jpg", "--sandbox", form, "--stay"]);
        let mut started = Started::new(&mut stays);
        let mut first = [0; 1];
        started.child().stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
        // It catches the signal a moment after it has printed.
        until("it catches the signal", || catches_interrupts(&started));
        assert!(!started.has_ended(), "{form}");
        signal(&started, "-INT");
        until("the command has ended", || started.has_ended());
        assert_eq!(started.end().code, Some(0), "{form}");
    }
}
