//! How the command is used at all.

use serde_json::Value;

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
fn with_json_wrong_usage_is_an_object_as_well() {
    let world = World::new();
    for (args, what, fix) in [
        (&["publish", "--json"][..], "were not provided: <URL|FILE>...", "Usage: ig publish"),
        (&["--json", "publish", "a.jpg", "--stroy"], "unexpected argument '--stroy'", "'--story'"),
        (&["publish", "a.jpg", "--settle=0s", "--json"], "it must be from 1s to 10m", "--help"),
        (&["--json"], "requires a subcommand", "Usage: ig"),
        (&["--json", "media"], "a command is missing", "--help"),
    ] {
        let ran = run(&mut world.bare(args)).expect(2);
        let object = ran.json();
        let error = &object["error"];
        let has = |key: &str, word: &str| error[key].as_str().is_some_and(|it| it.contains(word));
        assert!(has("message", what) && has("advice", fix), "{args:?}: {error}");
        assert!(!has("message", "error:") && !has("message", "\n"), "{error}");
        // What people are told does not change.
        let plain: Vec<_> = args.iter().copied().filter(|arg| *arg != "--json").collect();
        let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        let without = run(&mut world.bare(&plain)).expect(2);
        assert!(without.stdout.is_empty(), "{without:?}");
        if plain.len() > 1 {
            assert_eq!(first(&ran.stderr), first(&without.stderr), "{args:?}");
        }
        // It has the form of every other wrong usage.
        let other = world.ig(&["publish", "none.jpg", "--json"]).expect(2).json();
        let keys = |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!((keys(&object), keys(error)), (keys(&other), keys(&other["error"])));
    }
    for args in [&["--json", "--help"][..], &["publish", "--json", "--help"], &["--json", "-V"]] {
        let ran = run(&mut world.bare(args)).expect(0);
        assert!(!ran.stdout.starts_with('{') && ran.stderr.is_empty(), "{ran:?}");
    }
}

#[test]
fn a_token_needs_a_place_and_the_usage_names_both() {
    let world = World::new();
    let args = ["token", "exchange", "--redirect-uri", "https://www.example.com/"];
    let ran = run(&mut world.bare(&args)).expect(2);
    assert_eq!(ran.stderr.matches("<--token-file <FILE>|--print>").count(), 2, "{}", ran.stderr);
}

#[test]
fn the_state_folder_is_kept_in_by_one_command_and_looked_into_by_others() {
    let world = World::new();
    let help = |command| run(&mut world.bare(&[command, "--help"])).expect(0).stdout;
    assert!(help("publish").contains("Keep posts under way in this folder"));
    for command in ["list", "resume", "explain"] {
        let help = help(command);
        assert!(help.contains("Look for posts in this folder"), "{help}");
        assert!(!help.contains("Keep posts"), "{help}");
    }
}

#[test]
fn completions_are_no_json() {
    let ran = run(&mut World::new().bare(&["completions", "bash", "--json"])).expect(2);
    ran.one_error(&["completions are no JSON", "leave --json out"]);
    assert_eq!(ran.json()["error"]["message"], "completions are no JSON");
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
