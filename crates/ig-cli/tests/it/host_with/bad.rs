//! Commands that do not do what they should: one error each, and nothing is sent.

use super::{actions, command, journals, script, world};
use crate::world::run;

#[test]
fn a_command_that_hangs_fails_or_prints_no_url_is_one_error() {
    for (text, code, words) in [
        ("sleep 600", 1, &["did not end within 4 s", "--host-timeout"][..]),
        ("sleep 600 & echo http://127.0.0.1:1/a.jpg", 1, &["still has its standard output"]),
        ("exit 3", 1, &["the command failed (exit status: 3)"]),
        ("kill -9 $$", 1, &["the command failed (exit status: 137)"]),
        ("true", 2, &["it printed nothing", ">&2"]),
        ("echo done", 2, &["it printed 4 characters that are no URL"]),
        ("echo 'cdn.example.com/a.jpg?key=hunter2'", 2, &["an address without https:// before it"]),
        ("echo '{\"url\":\"hunter2\"}'", 2, &["it printed JSON"]),
        ("echo a; echo http://127.0.0.1:1/a.jpg", 2, &["more than one line"]),
        ("head -c 70000 /dev/zero", 1, &["printed more than 65536 bytes"]),
        ("echo 'http://127.0.0.1:1/a b.jpg'", 2, &["the URL of --host-with cannot be used"]),
    ] {
        let world = world();
        let lines = format!(
            "#!/bin/sh\necho $IG_HOST_ACTION >>calls\n[ $IG_HOST_ACTION = remove ] && exit 0\n{text}\n"
        );
        script(&world, "bad.sh", &lines);
        let args = ["publish", "photo.jpg", "--host-with", "./bad.sh", "--host-timeout", "4s"];
        let ran = run(&mut command(&world, &args)).expect(code);
        ran.one_error(&[&["nothing was sent"], words].concat());
        assert!(!ran.stderr.contains("  who") && !ran.stderr.contains("hunter2"), "{}", ran.stderr);
        let said = std::fs::read_to_string(world.home().join("calls")).unwrap();
        assert_eq!(said, "host\nremove\n", "{text}: what may be there is removed");
        assert_eq!(world.count("POST", "/media"), 0, "{text}");
        assert_eq!((world.posts().len(), journals(&world)), (0, 0), "{text}");
    }
}

#[test]
fn a_command_that_is_not_there_is_one_error() {
    let world = world();
    let args = ["publish", "photo.jpg", "--host-with", "./none.sh"];
    let ran = run(&mut command(&world, &args)).expect(1);
    ran.one_error(&["could not be hosted, so nothing was sent", "exit status: 127"]);
    assert_eq!(world.count("POST", "/media"), 0);
    // Neither can what it may have hosted be removed: that is said, and tried again.
    assert!(ran.stderr.contains("tries again to remove it"), "{}", ran.stderr);
    assert_eq!(journals(&world), 1);
    script(&world, "none.sh", "#!/bin/sh\necho $IG_HOST_ACTION >>calls\n");
    run(&mut command(&world, &["resume"])).expect(0);
    assert_eq!((actions_of(&world), journals(&world)), ("remove\n".to_owned(), 0));
}

#[test]
fn an_empty_command_is_refused() {
    let world = world();
    for empty in ["", " "] {
        let ran = run(&mut command(&world, &["publish", "photo.jpg", "--host-with", empty]));
        ran.expect(2).one_error(&["--host-with", "it is empty"]);
    }
    assert_eq!(world.count("POST", "/media"), 0);
}

/// Each file is removed by the command that has hosted it, whatever the next run with the key has.
#[test]
fn what_could_not_be_removed_is_not_forgotten_by_the_next_run_with_the_key() {
    let world = world();
    let publish = |name: &str| {
        let args = ["publish", "photo.jpg", "--key", "k", "--host-with", name];
        run(&mut command(&world, &args))
    };
    script(
        &world,
        "first.sh",
        "#!/bin/sh\n[ -e fixed ] && echo $1 first $IG_HOST_ACTION >>calls\n",
    );
    script(&world, "second.sh", "#!/bin/sh\necho second $IG_HOST_ACTION >>calls\n");
    publish("./first.sh").expect(1);
    publish("./second.sh").expect(2);
    assert_eq!(journals(&world), 1);
    assert_eq!(actions_of(&world), "second host\nsecond remove\n");
    world.file("fixed", b"");
    run(&mut command(&world, &["resume"])).expect(0);
    assert!(actions_of(&world).ends_with("first remove\n"), "{}", actions_of(&world));
    assert_eq!(journals(&world), 0);
}

fn actions_of(world: &crate::world::World) -> String {
    std::fs::read_to_string(world.home().join("calls")).unwrap_or_default()
}

/// A post to Instagram, to which nothing is sent.
#[test]
fn a_private_url_is_refused() {
    let world = world();
    for url in
        ["http://127.0.0.1:9000/b/a.jpg", "https://192.168.0.7/a.jpg", "https://nas.local/a.jpg"]
    {
        let line = format!("echo {url} #");
        let args = ["publish", "photo.jpg", "--host-with", &line];
        let ran = run(command(&world, &args).env_remove("IG_API_BASE")).expect(2);
        ran.one_error(&["the URL of --host-with cannot be used, so nothing was sent", "anybody"]);
    }
    assert!(world.posts().is_empty());
}

#[test]
fn what_was_hosted_before_the_failure_is_removed() {
    let world = world();
    world.file("two.jpg", &crate::media::jpeg(400, 400));
    let text = format!(
        "{}\n",
        super::SCRIPT.replace("curl ", "case $1 in *two.jpg) exit 9;; esac\ncurl ")
    );
    script(&world, "second.sh", &text);
    let args = ["publish", "photo.jpg", "two.jpg", "--host-with", "./second.sh"];
    run(&mut command(&world, &args)).expect(1).one_error(&["two.jpg could not be hosted"]);
    assert_eq!(actions(&world), ["host", "host", "remove", "remove"]);
    assert_eq!((world.count("POST", "/media"), journals(&world)), (0, 0));
}

#[test]
fn a_post_that_waits_is_not_hosted() {
    let world = world();
    let args = ["publish", "photo.jpg", "--at", "+1h", "--host-with", "./host.sh"];
    let ran = run(&mut command(&world, &args)).expect(2);
    let words = ["--host-with cannot be used with --at", "give its URL", "cron"];
    ran.one_error(&words);
    assert!(actions(&world).is_empty());
    // Nor is it suggested where it would be refused.
    let mut command = command(&world, &["publish", "photo.jpg", "--at", "+1h"]);
    let ran = run(command.env_remove("IG_API_BASE")).expect(2);
    ran.one_error(&["photo.jpg is on this machine", "give its URL"]);
    assert!(!ran.stderr.contains("--host-with"), "{}", ran.stderr);
}

/// It has taken all its time for one file: the others are not worth as much again, and neither is what
/// may be there of the first.
#[test]
fn a_command_that_hangs_when_it_removes_is_not_called_for_each_file() {
    let world = world();
    world.file("two.jpg", &crate::media::jpeg(400, 400));
    let text = super::SCRIPT.replace("remove ] && exit 0", "remove ] && sleep 600");
    script(&world, "host.sh", &text);
    let args = ["publish", "photo.jpg", "two.jpg", "--host-with", "./host.sh"];
    let args = [&args[..], &["--key", "k", "--host-timeout", "4s"]].concat();
    let ran = run(&mut command(&world, &args)).expect(0);
    assert_eq!(actions(&world), ["host", "host", "remove"]);
    assert_eq!(ran.stderr.matches("may still be hosted").count(), 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("was not started again"), "{}", ran.stderr);
    assert_eq!((world.public().len(), journals(&world)), (1, 1));
}

#[test]
fn a_command_that_always_hangs_ends_and_is_not_forgotten() {
    let world = world();
    script(&world, "host.sh", "#!/bin/sh\necho $IG_HOST_ACTION >>calls\nsleep 600\n");
    let args = ["publish", "photo.jpg", "--host-with", "./host.sh", "--host-timeout", "4s"];
    let ran = run(&mut command(&world, &args)).expect(1);
    ran.one_error(&["did not end within 4 s", "nothing was sent"]);
    assert_eq!(actions_of(&world), "host\nremove\n");
    assert!(ran.stderr.contains("-photo.jpg may still be hosted"), "{}", ran.stderr);
    assert_eq!(journals(&world), 1);
}

/// Of two posts that have left something, one with a command that is broken for good.
#[test]
fn resume_with_a_key_is_about_that_post_and_takes_another_command() {
    let world = world();
    script(&world, "broken.sh", "#!/bin/sh\necho $IG_HOST_ACTION $IG_HOST_KEY >>calls\nexit 9\n");
    script(&world, "good.sh", "#!/bin/sh\necho good $IG_HOST_ACTION $IG_HOST_KEY >>calls\n");
    for key in ["one", "two"] {
        let args = ["publish", "photo.jpg", "--key", key, "--host-with", "./broken.sh"];
        run(&mut command(&world, &args)).expect(1);
    }
    assert_eq!(journals(&world), 2);
    let list = run(&mut command(&world, &["list"])).expect(0);
    for key in ["one", "two"] {
        let trace =
            format!("a file of post {key} may still be hosted; `ig resume {key}` removes it");
        assert!(list.stderr.contains(&trace), "{}", list.stderr);
    }
    std::fs::remove_file(world.home().join("calls")).unwrap();
    // Nothing was saved of it, and what it may have hosted is still there.
    let ran = run(&mut command(&world, &["resume", "one"])).expect(1);
    ran.one_error(&["what is hosted for one is not removed", "nothing was sent", "--host-with"]);
    assert_eq!(actions_of(&world), "remove one\n", "and nothing of the other");
    // What the warning says.
    assert!(ran.stderr.contains("`ig resume one` tries again"), "{}", ran.stderr);
    assert!(ran.stderr.contains("`--host-with true` forgets it"), "{}", ran.stderr);
    let ran = run(&mut command(&world, &["resume", "one", "--host-with", "./good.sh", "--json"]));
    assert_eq!(ran.expect(0).json()["outcome"], serde_json::Value::Null);
    assert_eq!(actions_of(&world), "remove one\ngood remove one\n");
    let ran = run(&mut command(&world, &["resume", "two", "--host-with", "true"])).expect(0);
    assert!(ran.stderr.contains("what was hosted for two is removed"), "{}", ran.stderr);
    assert_eq!(journals(&world), 0);
    // There is nothing any more, and it needs a key.
    let ran = run(&mut command(&world, &["resume", "two", "--host-with", "true"])).expect(2);
    ran.one_error(&["--host-with cannot be used", "nothing is hosted for post two"]);
    run(&mut command(&world, &["resume", "--host-with", "true"])).expect(2);
    run(&mut command(&world, &["resume", "two"])).expect(2).one_error(&["there is no post two"]);
    assert!(world.requests().iter().all(|it| !it.path.ends_with("/media")));
}

#[test]
fn resume_fails_if_what_it_should_remove_stays() {
    let world = world();
    script(&world, "broken.sh", "#!/bin/sh\nexit 9\n");
    let args = ["publish", "photo.jpg", "--key", "one", "--host-with", "./broken.sh"];
    run(&mut command(&world, &args)).expect(1);
    let ran = run(&mut command(&world, &["resume"])).expect(1);
    let words = ["what is hosted for one is not removed", "`ig resume one --host-with CMD`"];
    ran.one_error(&words);
    assert!(!ran.stderr.contains("nothing to resume"), "{}", ran.stderr);
    let ran = run(&mut command(&world, &["resume", "--json"])).expect(1);
    assert!(ran.json()["error"]["message"].as_str().unwrap().contains("one"), "{}", ran.stdout);
    run(&mut command(&world, &["resume", "one", "--host-with", "true"])).expect(0);
    let ran = run(&mut command(&world, &["resume"])).expect(0);
    assert!(ran.stderr.contains("nothing to resume"), "{}", ran.stderr);
}

/// The post is public, which the exit status is about; what is left is said each time, in the same way.
#[test]
fn what_could_not_be_removed_is_in_the_report_of_its_post() {
    let world = world();
    script(&world, "host.sh", &super::SCRIPT.replace("remove ] && exit 0", "remove ] && exit 7"));
    let publish = ["publish", "photo.jpg", "--host-with", "./host.sh", "--key", "k", "--json"];
    let resume = ["resume", "k", "--json"];
    for args in [&publish[..], &resume, &publish] {
        let ran = run(&mut command(&world, args)).expect(0);
        let said = ran.json();
        assert_eq!(said["outcome"], "published", "{args:?}");
        let url = format!("{}/_sandbox/files/{}", world.server.url(), super::calls(&world)[0].name);
        assert_eq!(said["still_hosted"], serde_json::json!([url]), "{args:?}");
        let warning = format!("warning: {url} may still be hosted: the command failed");
        assert_eq!(ran.stderr.matches(&warning).count(), 1, "{args:?}: {}", ran.stderr);
    }
    assert_eq!(actions(&world), ["host", "remove", "remove", "remove"]);
    let ran = run(&mut command(&world, &["resume", "k", "--host-with", "true", "--json"]));
    assert_eq!(ran.expect(0).json().get("still_hosted"), None);
    assert_eq!((world.public().len(), journals(&world)), (1, 0));
}
