//! Output that cannot be written.

use std::{fs::File, process::Stdio};

use nix::{sys::signal, unistd::Pid};

use crate::{
    serve::{Serving, photo},
    world::{Started, World, run},
};

/// A device that is always full.
fn full() -> Stdio {
    File::options().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let world = World::new();
    for args in [
        &["limit"][..],
        &["limit", "--json"],
        &["list", "--json"],
        &["schema"],
        &["accounts", "--json"],
        &["check", "photo.jpg"],
        &["queue", "list", "--json"],
        &["doctor"],
        &["--help"],
        &["-V"],
        &["help", "publish"],
    ] {
        let ran = run(world.command(args).stdout(full()));
        assert_eq!(ran.code, Some(1), "{args:?}: {ran:?}");
        let lost = "error: standard output cannot be written to: ";
        assert_eq!(ran.stderr.matches(lost).count(), 1, "{args:?}: {ran:?}");
    }
}

/// A post that is public is not reported as one that is not: it would be made again.
#[test]
fn a_post_whose_report_is_lost_is_named_on_the_other_stream() {
    let world = World::new();
    for json in [&[][..], &["--json"]] {
        let args = [&["publish", "photo.jpg", "--again"], json].concat();
        let ran = run(world.command(&args).stdout(full()));
        assert_eq!(ran.code, Some(3), "{ran:?}");
        let id = &world.public()[0];
        assert!(
            ran.stderr.contains(&format!("the post is public, with the media id {id}")),
            "{ran:?}"
        );
        let last = ran.last_line().strip_prefix("the report again: ig ").unwrap().to_owned();
        let again = world.ig(&last.split(' ').collect::<Vec<_>>()).expect(0);
        assert!(again.stdout.contains(id), "{again:?}");
    }
    assert_eq!(world.public().len(), 2, "none was posted again");
    // One that failed keeps its status.
    let ran = run(world.command(&["publish", "none.jpg", "--json"]).stdout(full()));
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

/// A closed standard output is reported as any other: nobody reads it.
#[test]
fn a_closed_output_is_a_failure_and_a_reader_that_leaves_is_not() {
    let world = World::new();
    let closed = |args: &str| {
        let mut shell = std::process::Command::new("sh");
        let ig = env!("CARGO_BIN_EXE_ig");
        shell.args(["-c", &format!("{ig} {args}")]).current_dir(world.home());
        shell.env("IG_API_BASE", world.server.url()).env("IG_USER_ID", crate::world::USER);
        shell.env("IG_ACCESS_TOKEN", crate::world::TOKEN).env("HOME", world.home());
        shell.output().unwrap()
    };
    let left = closed("schema | true; echo status ${PIPESTATUS:-0}");
    assert!(!String::from_utf8_lossy(&left.stderr).contains("cannot be written"), "{left:?}");
    let gone = closed("limit >&-");
    // The standard library opens /dev/null in place of a closed descriptor, so that nothing is lost to
    // another file; the program cannot tell the two apart.
    assert!(gone.status.success(), "{gone:?}");
}

/// Ends a command with the signal of a service manager.
fn end(process: Started) -> crate::world::Ran {
    let id = i32::try_from(process.id()).unwrap();
    signal::kill(Pid::from_raw(id), signal::Signal::SIGTERM).unwrap();
    process.end()
}

/// `ig serve | head -1`: its work is over HTTP, and only its address was to be read.
#[test]
fn a_service_goes_on_when_nobody_reads_its_output() {
    let world = World::new();
    let mut serving = Serving::start(&world);
    drop(serving.process.child().stdout.take());
    drop(serving.process.child().stderr.take());
    assert_eq!(serving.http.publish("k", &photo("a")).body["state"], "published");
    assert_eq!(world.public().len(), 1);
    end(serving.process).expect(0);
}

/// As above.
#[test]
fn a_sandbox_goes_on_when_nobody_reads_its_output() {
    let world = World::new();
    let mut sandbox = world.start(&["sandbox", "--listen", "127.0.0.1:0"]);
    let url = sandbox.sandbox_url();
    drop(sandbox.child().stdout.take());
    drop(sandbox.child().stderr.take());
    for _ in 0..2 {
        assert!(World::get(&format!("{url}/health")).starts_with("HTTP/1.1 200"));
    }
    end(sandbox).expect(0);
}

/// `ig queue work --json | head -1`, or a collector of its output that is restarted: posts that are due
/// are published all the same, and nothing of that is a failure.
#[test]
fn a_worker_goes_on_when_nobody_reads_its_output() {
    let world = World::new();
    for (number, args) in [&["--drain", "--json"][..], &["--drain"], &["--once", "--log", "debug"]]
        .into_iter()
        .enumerate()
    {
        for key in ["a", "b"] {
            let (key, caption) = (format!("{key}{number}"), format!("{key} {number}"));
            let add =
                ["queue", "add", "photo.jpg", "--at=+0s", "--key", &key, "--caption", &caption];
            world.ig(&add).expect(0);
        }
        let mut worker = world.start(&[&["queue", "work"], args].concat());
        drop(worker.child().stdout.take());
        drop(worker.child().stderr.take());
        assert_eq!(worker.child().wait().unwrap().code(), Some(0), "{args:?}");
        assert_eq!(world.public().len(), 2 * (number + 1), "{args:?}");
    }
}

/// A service whose output cannot be written says so at once, and in the end by its exit status.
#[test]
fn a_service_that_cannot_say_its_address_goes_on_and_tells() {
    let world = World::new();
    let mut command = world.command(&crate::serve::ARGS);
    let serving = Started::new(command.stdout(full()));
    let token = world.state_dir().join("serve/token");
    crate::world::until("it has started", || token.exists());
    let mut serving = serving;
    let stderr = serving.child().stderr.take().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(stderr));
    let told = lines.any(|line| line.unwrap().contains("standard output cannot be written to"));
    assert!(told);
    assert!(!serving.has_ended());
    end(serving).expect(1);
}
