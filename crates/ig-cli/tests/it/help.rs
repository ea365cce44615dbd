//! How the command is used at all.

use crate::world::{World, run};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["publish"],
    &["status"],
    &["list"],
    &["resume"],
    &["explain"],
    &["limit"],
    &["media"],
    &["media", "list"],
    &["media", "show"],
    &["media", "delete"],
    &["media", "comments"],
    &["schema"],
    &["check"],
    &["doctor"],
    &["token"],
    &["token", "debug"],
    &["token", "exchange"],
    &["token", "extend"],
    &["token", "refresh"],
    &["pages"],
    &["pages", "search"],
    &["sandbox"],
    &["completions"],
];

#[test]
fn every_command_has_help() {
    let world = World::new();
    for command in COMMANDS {
        let args = [command, &["--help"][..]].concat();
        let ran = run(&mut world.bare(&args)).expect(0);
        assert!(ran.stdout.contains("Usage: ig"), "{args:?}: {}", ran.stdout);
        assert!(!ran.stdout.contains('\x1b'), "no colours in pipes");
    }
}

#[test]
fn help_names_the_variables_and_the_exit_codes() {
    let help = run(&mut World::new().bare(&["--help"])).expect(0).stdout;
    for word in ["IG_ACCESS_TOKEN", "IG_USER_ID", "IG_LOGIN", "IG_API_BASE", "Exit codes", "  3 "] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    let ran = run(&mut World::new().bare(&["--version"])).expect(0);
    assert_eq!(ran.stdout, format!("ig {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_ends_with_two() {
    let world = World::new();
    for args in [
        &[][..],
        &["post"],
        &["publish"],
        &["publish", "a.jpg", "--token", "secret"],
        &["publish", "a.jpg", "--caption", "a", "--caption-file", "b"],
        &["publish", "a.jpg", "--no-limit-check", "--wait-for-quota"],
        &["publish", "a.mp4", "--story", "--reel"],
        &["publish", "a.mp4", "--cover", "b.jpg", "--cover-at", "0"],
        &["media", "comments", "maybe", "1"],
        &["media", "list", "--limit", "0"],
        &["list", "-q", "-v"],
        &["status"],
        &["completions", "tcsh-9000"],
    ] {
        let ran = run(&mut world.bare(args)).expect(2);
        assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{args:?}: {ran:?}");
    }
}

#[test]
fn completions_name_the_commands() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&mut world.bare(&["completions", shell])).expect(0).stdout;
        for word in ["publish", "resume", "explain", "dry-run", "state-dir"] {
            assert!(script.contains(word), "{word} is not in the script for {shell}");
        }
    }
}

#[test]
fn quiet_leaves_the_result_and_nothing_else() {
    let world = World::new();
    let ran = world.ig(&["publish", "photo.jpg", "-q"]).expect(0);
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.stdout.lines().count(), 3);
}

#[test]
fn progress_is_a_line_for_each_phase_where_there_is_no_terminal() {
    let ran = World::new().ig(&["publish", "photo.jpg"]).expect(0);
    let lines: Vec<_> = ran.stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "reading the publishing limit",
            "making the container",
            "waiting for Instagram to process the media",
            "listing the newest media",
            "publishing",
        ]
    );
}
