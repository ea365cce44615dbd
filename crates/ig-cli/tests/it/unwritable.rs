//! Output that cannot be written.

use std::{fs::File, process::Stdio};

use crate::world::{World, run};

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
