//! The API, the account and the token: from options and variables, and shown before anything
//! is sent.

use std::{fs, net::TcpListener};

use ig_sandbox::{Do, Fault, On};
use serde_json::json;

use crate::{
    media,
    world::{NOBODY, TOKEN, USER, World, run},
};

const URL: &str = "https://www.example.com/photo.jpg";

#[test]
fn an_empty_variable_is_wrong_usage_and_not_a_default() {
    let world = World::new();
    for value in ["", "  "] {
        for (name, fix) in [
            ("IG_API_BASE", "unset it to use Instagram"),
            ("IG_USER_ID", "unset it"),
            ("IG_ACCESS_TOKEN", "unset it"),
            ("IG_LOGIN", "unset it"),
            ("IG_STATE_DIR", "unset it"),
            ("IG_APP_SECRET", "unset it"),
        ] {
            let ran = run(world.command(&["publish", URL]).env(name, value)).expect(2);
            ran.one_error(&[&format!("{name} is empty"), fix]);
            assert!(!ran.stderr.contains("to Instagram, as"), "{}", ran.stderr);
        }
        let ran = run(world.command(&["doctor"]).env("IG_APP_ID", value)).expect(2);
        ran.one_error(&["IG_APP_ID is empty"]);
        for args in [&["check", URL][..], &["media", "list"], &["resume"], &["limit"]] {
            // Without a post to resume, the API is not read.
            if args[0] != "resume" {
                let ran = run(world.command(args).env("IG_API_BASE", value)).expect(2);
                assert!(ran.stderr.contains("IG_API_BASE is empty"), "{args:?}: {}", ran.stderr);
            }
        }
    }
    assert!(world.requests().is_empty() && world.posts().is_empty());
    // A variable that an option or --sandbox replaces is not read.
    let mut command = world.command(&["publish", "photo.jpg", "--sandbox"]);
    run(command.env("IG_API_BASE", "").env("IG_USER_ID", "")).expect(0);
    let mut command = world.command(&["limit", "--user-id", USER, "--api-base"]);
    run(command.arg(world.server.url()).env("IG_API_BASE", "").env("IG_USER_ID", "")).expect(0);
    world.ig(&["limit", "--user-id", ""]).expect(2).one_error(&["--user-id is empty"]);
}

#[test]
fn options_override_variables() {
    let world = World::new();
    let base = world.server.url();
    let all = ["--user-id", USER, "--login", "facebook", "--api-base", &base];
    let mut command = world.bare(&[&["publish", "photo.jpg"], &all[..]].concat());
    run(command.env("IG_ACCESS_TOKEN", TOKEN)).expect(0);
    let mut command = world.bare(&[&["limit"], &all[..]].concat());
    command.env("IG_ACCESS_TOKEN", TOKEN).env("IG_USER_ID", "1").env("IG_LOGIN", "nonsense");
    run(command.env("IG_API_BASE", "http://127.0.0.1:1")).expect(0);
    let ran = world.ig(&["limit", "--api-base", "nonsense"]).expect(2);
    ran.one_error(&["--api-base cannot be used"]);
    world.ig(&["limit", "--user-id", "shop"]).expect(2).one_error(&["--user-id cannot be used"]);
    world.ig(&["check", "http://127.0.0.1/a.jpg", "--api-base", "x"]).expect(2);
}

#[test]
fn options_cannot_contradict_a_stored_post_either() {
    let world = World::new();
    let dead = Fault::new(On::Status, Do::Error).nth(2).with_status(401).with_code(190);
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), dead]);
    world.ig(&["publish", "photo.jpg", "--settle", "1s"]).expect(3);
    let sent = world.requests().len();
    let resume = |option: &str, value: &str| world.ig(&["resume", option, value]).expect(2);
    resume("--api-base", "http://127.0.0.1:1")
        .one_error(&["an API other than", "--api-base names another"]);
    resume("--login", "instagram").one_error(&["a different login", "leave out --login"]);
    resume("--user-id", "1").one_error(&["a different account", "leave out --user-id"]);
    assert_eq!(world.requests().len(), sent);
    let mut command = world.bare(&["resume", "--json", "--api-base"]);
    let ran = run(command.arg(world.server.url()).env("IG_ACCESS_TOKEN", TOKEN)).expect(0);
    let target = format!("to a local API at {}, as {USER}", world.server.url());
    assert!(ran.stderr.starts_with(&target), "{}", ran.stderr);
    assert_eq!(ran.json()["target"]["api_base"], world.server.url());
}

#[test]
fn the_target_of_a_post_is_shown_before_anything_is_sent() {
    let world = World::new();
    let base = world.server.url();
    let local = format!("to a local API at {base}, as {USER}\n");
    let ran = world.ig(&["publish", "photo.jpg", "--json"]).expect(0);
    assert!(ran.stderr.starts_with(&local), "{}", ran.stderr);
    let target = json!({ "to": "local", "api_base": base, "login": "facebook", "user": USER });
    assert_eq!(ran.json()["target"], target);
    assert_eq!(world.ig(&["publish", "photo.jpg", "--again", "-q"]).expect(0).stderr, "");

    world.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(36_003)]);
    let ran = world.ig(&["publish", "photo.jpg", "--again", "--json"]).expect(1);
    assert_eq!(ran.json()["target"], target, "of a post that failed");
    // An earlier error names the same API.
    let mut command = world.command(&["publish", "photo.jpg", "--json"]);
    let ran = run(command.env("IG_API_BASE", format!("{base}/elsewhere"))).expect(1);
    assert_eq!(ran.json()["target"]["to"], "local");
    assert!(ran.json()["error"]["message"].is_string());

    let id = world.public().remove(0);
    let off = world.ig(&["media", "comments", "off", &id, "--json"]).expect(0);
    assert!(off.stderr.starts_with(&local), "{}", off.stderr);
    assert_eq!(off.json()["target"], target);
    let deleted = world.ig(&["media", "delete", &id, "--yes", "--json"]).expect(0);
    assert!(deleted.stderr.starts_with(&local), "{}", deleted.stderr);
    assert_eq!(deleted.json()["target"], target);
    let probed = world.ig(&["probe", "photo.jpg", "--watch=1s", "--yes"]).expect(0);
    assert!(probed.stderr.starts_with(&local), "{}", probed.stderr);
    assert_eq!(probed.json()["target"], target);
}

/// A proxy that does not exist: Instagram's own hosts are named and not reached.
#[test]
fn instagram_and_other_apis_are_distinguished() {
    let world = World::new();
    let proxy = NOBODY.replace("//", "//fonz:s3cret@");
    for (base, login, to) in [
        (None, "facebook", "to Instagram, as 17841400008460056 (Facebook Login)\n"),
        (None, "instagram", "to Instagram, as 17841400008460056 (Instagram Login)\n"),
        (
            Some("https://api.example.com"),
            "facebook",
            "to another API at https://api.example.com, as 17841400008460056 (Facebook Login)\n",
        ),
    ] {
        let mut command = world.command(&["publish", URL, "--no-limit-check", "--json"]);
        match base {
            Some(base) => command.env("IG_API_BASE", base),
            None => command.env_remove("IG_API_BASE"),
        };
        let ran = run(command.env("IG_LOGIN", login).env("HTTPS_PROXY", &proxy)).expect(1);
        assert!(ran.stderr.starts_with(to), "{}", ran.stderr);
        let shown = format!("(through the proxy {NOBODY})");
        ran.one_error(&[&shown, "check the proxy", "NO_PROXY"]);
        assert!(!ran.stderr.contains("s3cret") && !ran.stdout.contains("s3cret"), "{ran:?}");
        assert!(ran.json()["reason"]["message"].as_str().unwrap().contains(&shown), "{ran:?}");
        let mut command = world.command(&["limit"]);
        command.env("IG_API_BASE", base.unwrap_or("https://api.example.com"));
        let ran = run(command.env("HTTPS_PROXY", &proxy)).expect(1);
        ran.one_error(&[&shown, "check the proxy"]);
    }
}

#[cfg(unix)]
#[test]
fn a_token_file_that_others_can_read_causes_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let path = world.file("token", TOKEN.as_bytes());
    let limit = || world.ig(&["limit", "--token-file", "token", "-q"]).expect(0).stderr;
    let set = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    for mode in [0o644, 0o640, 0o604] {
        set(mode);
        let warning = format!("token file token (mode {mode:03o}): chmod 600 token\n");
        assert!(limit().ends_with(&warning), "{}", limit());
    }
    set(0o600);
    assert_eq!(limit(), "");
}

#[test]
fn a_named_state_folder_that_does_not_exist_is_a_typo() {
    let world = World::new();
    for args in [
        &["list"][..],
        &["resume"],
        &["explain", "20260101-000000-abcdef"],
        &["brake", "list"],
        &["brake", "clear", "--all"],
        &["doctor"],
    ] {
        let ran = world.ig(&[args, &["--state-dir", "typo"]].concat()).expect(2);
        ran.one_error(&["no such state folder", "typo does not exist", "--state-dir"]);
    }
    world.ig(&["publish", "photo.jpg", "--state-dir", "new"]).expect(0);
    world.ig(&["list", "--state-dir", "new"]).expect(0);
}

#[test]
fn the_recording_to_replay_is_checked_before_the_port() {
    let world = World::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let ran = world.ig(&["sandbox", "--replay", "nope.json", "--listen", &listen]).expect(2);
    ran.one_error(&["nope.json cannot be replayed"]);
}

#[test]
fn the_sandbox_inside_reports_its_end() {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let ran = run(&mut world.bare(&["publish", "photo.jpg", "--sandbox"])).expect(0);
    assert_eq!(ran.last_line(), "the sandbox has ended; run `ig sandbox` to keep one");
    let ran = run(&mut world.bare(&["publish", "photo.jpg", "--sandbox", "-q"])).expect(0);
    assert_eq!(ran.stderr, "");
}
