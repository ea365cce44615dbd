//! Help, version and usage errors.

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
    &["convert"],
    &["doctor"],
    &["login"],
    &["accounts"],
    &["token"],
    &["token", "debug"],
    &["token", "exchange"],
    &["token", "extend"],
    &["token", "refresh"],
    &["pages"],
    &["pages", "search"],
    &["queue"],
    &["queue", "add"],
    &["queue", "list"],
    &["queue", "show"],
    &["queue", "explain"],
    &["queue", "edit"],
    &["queue", "cancel"],
    &["queue", "release"],
    &["queue", "retime"],
    &["queue", "pause"],
    &["queue", "go"],
    &["queue", "work"],
    &["queue", "import"],
    &["queue", "metrics"],
    &["queue", "migrate"],
    &["sandbox"],
    &["completions"],
    &["man"],
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
    for word in [
        "IG_ACCESS_TOKEN",
        "IG_USER_ID",
        "IG_LOGIN",
        "IG_API_BASE",
        "IG_ACCOUNT",
        "IG_CONFIG",
        "Exit codes",
        "  3 ",
    ] {
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
        (&["publish", "--json"][..], "there is nothing to publish", "--plan FILE"),
        (&["--json", "publish", "a.jpg", "--stroy"], "unknown option --stroy", "--story"),
        (&["publish", "a.jpg", "--settle=0s", "--json"], "--settle <DURATION> cannot", "--help"),
        (&["--json"], "a command is missing", "`ig --help`"),
        (&["--json", "media"], "a command is missing", "`ig media --help`"),
    ] {
        let ran = run(&mut world.bare(args)).expect(2);
        let object = ran.json();
        let error = &object["error"];
        let has = |key: &str, word: &str| error[key].as_str().is_some_and(|it| it.contains(word));
        assert!(has("message", what) && has("advice", fix), "{args:?}: {error}");
        assert!(!has("message", "error:") && !has("message", "\n"), "{error}");
        // The text for people does not change.
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

/// Our errors and clap's have the same form.
#[test]
fn every_usage_error_says_what_is_wrong_and_what_to_do() {
    let world = World::new();
    for (args, what, more) in [
        (&["publish", "a.jpg", "--stroy"][..], "unknown option --stroy", "--story"),
        (&["pubish", "a.jpg"], "unknown command pubish", "publish"),
        (&["media", "list", "extra"], "unexpected argument extra", "write ig media list"),
        (&["status"], "a required argument is missing: <CONTAINER>", "write ig status"),
        (&["list", "-q", "-v"], "cannot be used together", "leave out one of them"),
        (&["media", "list", "--limit"], "--limit <N> needs a value", "`ig media list --help`"),
        (&["media", "list", "--limit", "0"], "--limit <N> cannot be used", "it must be 1 or more"),
        (&["media", "list", "--limit=many"], "--limit <N> cannot", "it must be a whole number"),
        (&["pages", "search", "a", "--most", "0"], "--most <N> cannot", "it must be 1 or more"),
        (&["sandbox", "--quota", "-1"], "--quota cannot be used", "-1 is negative"),
        (&["sandbox", "--quota=-1"], "--quota <POSTS> cannot", "it must be a whole number"),
        (&["media", "list", "--limit", "-5"], "--limit cannot be used", "-5 is negative"),
        (&["publish", "a.jpg", "--settle", "-2s"], "--settle cannot be used", "-2s is negative"),
        (&["publish", "a.jpg", "--settle=soon"], "--settle <DURATION> cannot", "such as 90s"),
        (&["publish", "a.jpg", "--give-up-after=0s"], "--give-up-after <DURATION>", "from 1s"),
        (&["publish", "a.jpg", "--give-up-after=soon"], "--give-up-after", "a duration"),
        (&["resume", "--give-up-after=0"], "--give-up-after <DURATION>", "a duration"),
        (&["publish", "a.mp4", "--upload-slice=1"], "--upload-slice <SIZE> cannot", "64kB"),
        (&["probe", "a.jpg", "--watch=1h"], "--watch <DURATION> cannot", "from 1s to 30m"),
        (&["check", "a.jpg", "--timeout=1h"], "--timeout <DURATION> cannot", "from 100ms to 5m"),
        (&["check", "a.jpg", "--as", "poem"], "--as <USE> cannot be used", "give one of: photo"),
        (&["publish", "a.jpg", "--login=meta"], "--login <LOGIN> cannot", "facebook, instagram"),
        (
            &["publish", "a.jpg", "--stay"],
            "a required argument is missing: --sandbox",
            "write ig publish",
        ),
    ] {
        let ran = run(&mut world.bare(args)).expect(2);
        let (first, rest) = ran.stderr.split_once('\n').unwrap();
        assert!(first.starts_with("error: ") && first.contains(what), "{args:?}: {}", ran.stderr);
        assert!(rest.contains("  fix   "), "{args:?}: {}", ran.stderr);
        assert!(rest.contains(more), "{args:?}: {}", ran.stderr);
        for foreign in ["non-zero", "tip:", "Usage:", "invalid digit", "For more information"] {
            assert!(!ran.stderr.contains(foreign), "{args:?}: {}", ran.stderr);
        }
    }
}

#[test]
fn help_names_the_other_environment_variables() {
    let help = run(&mut World::new().bare(&["--help"])).expect(0).stdout;
    for word in
        ["SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "NO_PROXY", "XDG_STATE_HOME", "NO_COLOR"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    for option in ["--account", "--config", "--user-id", "--login", "--api-base", "--ca"] {
        assert!(help.contains(option), "{option} is listed with its variable: {help}");
        for command in [&["publish"][..], &["resume"], &["limit"], &["media", "delete"]] {
            let help = run(&mut World::new().bare(&[command, &["--help"]].concat())).expect(0);
            assert!(help.stdout.contains(option), "{option}: {}", help.stdout);
        }
    }
}

#[test]
fn a_token_needs_a_destination_and_the_usage_names_both() {
    let world = World::new();
    let args = ["token", "exchange", "--redirect-uri", "https://www.example.com/"];
    let ran = run(&mut world.bare(&args)).expect(2);
    assert_eq!(ran.stderr.matches("<--token-file <FILE>|--print>").count(), 2, "{}", ran.stderr);
}

#[test]
fn one_command_stores_in_the_state_folder_and_others_read_it() {
    let world = World::new();
    let help = |command| run(&mut world.bare(&[command, "--help"])).expect(0).stdout;
    assert!(help("publish").contains("Store posts in progress in this folder"));
    for command in ["list", "resume", "explain"] {
        let help = help(command);
        assert!(help.contains("Look for posts in this folder"), "{help}");
        assert!(!help.contains("Store posts"), "{help}");
    }
}

#[test]
fn completions_cannot_be_json() {
    let ran = run(&mut World::new().bare(&["completions", "bash", "--json"])).expect(2);
    ran.one_error(&["completions cannot be printed as JSON", "leave out --json"]);
    assert_eq!(ran.json()["error"]["message"], "completions cannot be printed as JSON");
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
fn bash_completes_commands_and_options() {
    let world = World::new();
    let script = run(&mut world.bare(&["completions", "bash"])).expect(0).stdout;
    world.file("completions", script.as_bytes());
    let completed = |words: &str, typed: &str, before: &str| {
        let script = format!(
            "set -eu; compopt() {{ :; }}; source ./completions; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _ig ig '{typed}' '{before}'; echo \"${{COMPREPLY[*]}}\""
        );
        let output = std::process::Command::new("bash")
            .args(["--norc", "-c", &script])
            .current_dir(world.home())
            .output()
            .unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{words}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(completed("ig queue w", "w", "queue"), "work");
    assert_eq!(completed("ig accounts --conf", "--conf", "accounts"), "--config");
    assert_eq!(completed("ig schema --outp", "--outp", "schema"), "--output");
    assert_eq!(completed("ig publish --token-file comp", "comp", "--token-file"), "completions");
    assert_eq!(completed("ig publish --key comp", "comp", "--key"), "comp");
}

#[test]
fn zsh_is_told_what_each_value_is() {
    let script = run(&mut World::new().bare(&["completions", "zsh"])).expect(0).stdout;
    // It takes the first of several values for the name of a program, if nobody says what it is.
    let untold: Vec<_> = script.lines().filter(|line| line.contains(":_default'")).collect();
    assert!(untold.is_empty(), "{untold:#?}");
    let media = script.lines().find(|line| line.starts_with("'*::media "));
    assert!(media.is_some_and(|line| line.contains(":_files'")), "{media:?}");
}

#[test]
fn quiet_leaves_the_result_and_nothing_else() {
    let world = World::new();
    let ran = world.ig(&["publish", "photo.jpg", "-q"]).expect(0);
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.stdout.lines().count(), 3);
}

#[test]
fn progress_is_a_line_for_each_phase_without_a_terminal() {
    let ran = World::new().ig(&["publish", "photo.jpg"]).expect(0);
    let lines: Vec<_> = ran.stderr.lines().collect();
    let target = lines.first().copied().unwrap_or_default();
    assert!(target.starts_with("to a local API at http://127.0.0.1:"), "{target}");
    assert_eq!(
        lines[1..],
        [
            "reading the publishing limit",
            "making the container",
            "waiting for Instagram to process the media",
            "listing the newest media",
            "publishing",
        ]
    );
}
