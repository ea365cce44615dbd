//! What is shown of posts and counts, and where `ig queue work` is run by others.

use std::{collections::BTreeMap, process::Command};

use ig_sandbox::{Do, Fault, On};

use super::{added, drain, posts};
use crate::world::{TOKEN, World, run};

#[test]
fn a_post_that_is_public_has_a_permalink() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+0s"]);
    let done = drain(&world);
    let permalink = done[0]["permalink"].as_str().unwrap();
    assert!(permalink.starts_with("http"), "{permalink}");
    let listed = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    assert_eq!(listed[0]["permalink"], permalink);
    let shown = world.ig(&["queue", "show", &id]).expect(0).stdout;
    assert!(shown.contains(&format!("permalink    {permalink}\n")), "{shown}");
}

#[test]
fn a_permalink_that_cannot_be_read_changes_no_outcome() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+0s"]);
    world.arm([Fault::new(On::Media, Do::Error).with_status(400).with_code(100).times(9)]);
    let ran = world.ig(&["queue", "work", "--drain", "--json"]).expect(0);
    let done = posts(&ran);
    assert_eq!((&done[0]["outcome"], &done[0]["permalink"]), (&"published".into(), &().into()));
    assert!(ran.stderr.contains("its permalink could not be kept"), "{ran:?}");
    assert_eq!(world.public().len(), 1);
}

/// The grammar of the text format, version 0.0.4: a help, a type, then the samples of that name.
#[test]
fn metrics_are_in_the_text_format_of_prometheus() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+0s"]);
    drain(&world);
    let text = world.ig(&["queue", "metrics"]).expect(0).stdout;
    assert!(text.ends_with('\n') && !text.contains("\n\n"), "{text}");
    let is_name = |name: &str| {
        let mut chars = name.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == ':')
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
    };
    let (mut helped, mut types, mut samples) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(is_name(name) && !help.is_empty() && !helped.contains(&name), "{line}");
            helped.push(name);
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(helped.last(), Some(&name), "{line}");
            assert!(["gauge", "counter"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            types.insert(name, kind);
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let name = series.split('{').next().unwrap();
            assert_eq!(helped.last(), Some(&name), "samples of a name are together: {line}");
            assert!(types.contains_key(name), "{line}");
            if let Some(labels) = series.strip_prefix(name).filter(|it| !it.is_empty()) {
                let label = labels.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap();
                let (key, quoted) = label.split_once('=').unwrap();
                let word = quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap();
                assert!(is_name(key) && !word.contains(['"', '\\']), "{line}");
            }
            let value: f64 = value.parse().unwrap();
            assert!(samples.insert(series, value).is_none(), "twice: {line}");
        }
    }
    assert_eq!(samples["ig_queue_posts{state=\"done\"}"], 1.0);
    for name in ["ig_queue_fenced_total", "ig_queue_quota_wait", "ig_queue_brake"] {
        assert_eq!(samples[name], 0.0, "{name}");
    }
}

/// A block of the README, by its first words.
fn block(start: &str) -> &'static str {
    let readme = include_str!("../../../README.md");
    let (_, after) = readme.split_once(start).unwrap_or_else(|| panic!("{start:?}"));
    after.split_once("\n```").unwrap().0
}

/// The line of the README, as cron runs it: by a shell, and with little in its environment.
#[cfg(unix)]
#[test]
fn the_line_for_cron_publishes_what_is_due() {
    let world = World::new();
    std::fs::create_dir(world.home().join("ig-tokens")).unwrap();
    let token = world.file("ig-tokens/shop", TOKEN.as_bytes());
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(token, mode).unwrap();
    let add = ["photo.jpg", "--at=+0s", "--credential=shop", "--token-elsewhere"];
    added(&world, &add);
    let line = block("```text\n* * * * * ");
    let exe = env!("CARGO_BIN_EXE_ig");
    assert_eq!(line.matches("/usr/local/bin/ig ").count(), 1, "{line}");
    let line = line.replace("/usr/local/bin/ig ", &format!("{exe} "));
    let mut command = Command::new("env");
    command.arg("-i").arg(format!("HOME={}", world.home().display())).arg("LOGNAME=ig");
    // What a user would not have: the sandbox.
    command.arg(format!("IG_API_BASE={}", world.server.url())).arg("PATH=/usr/bin:/bin");
    command.args(["SHELL=/bin/sh", "/bin/sh", "-c", &line]).current_dir(world.home());
    let ran = run(&mut command).expect(0);
    assert_eq!(ran.stderr, "", "a line that is printed is a mail");
    assert_eq!(world.public().len(), 1);
    assert!(ran.stdout.contains("published"), "{ran:?}");
}

/// What the unit starts is a command that there is, and its folders are where that looks for them.
#[test]
fn the_unit_for_systemd_starts_a_worker_that_ends_in_time() {
    let unit = block("```ini\n");
    let value = |key: &str| {
        let start = format!("{key}=");
        let mut lines = unit.lines().filter_map(|line| line.strip_prefix(&start));
        let found = lines.next().unwrap_or_else(|| panic!("{key}: {unit}"));
        assert_eq!(lines.next(), None, "{key} is there once");
        found
    };
    for line in unit.lines().filter(|line| !line.is_empty()) {
        let is_section = line.starts_with('[') && line.ends_with(']');
        assert!(is_section || line.split_once('=').is_some(), "{line}");
    }
    let words: Vec<_> = value("ExecStart").split(' ').collect();
    assert_eq!(words[0], "/usr/local/bin/ig");
    let world = World::new();
    let mut command = world.command(&[&words[1..], &["--once"]].concat());
    for pair in value("Environment").split(' ') {
        let (name, path) = pair.split_once('=').unwrap();
        let path = path.strip_prefix("/var/lib/").unwrap();
        assert!(path.starts_with(&format!("{}/", value("StateDirectory"))), "{pair}");
        std::fs::create_dir_all(world.home().join(path)).unwrap();
        command.env(name, world.home().join(path));
    }
    run(&mut command).expect(0);
    assert!(world.home().join("ig/state/queue/queue.db").exists());
    // A publish takes three minutes at most.
    assert!(180 < value("TimeoutStopSec").parse::<u64>().unwrap());
}
