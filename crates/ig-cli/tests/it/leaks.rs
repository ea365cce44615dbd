//! Nothing that the command writes contains a token.

use std::{fs, path::Path, time::Duration};

use ig_sandbox::{Config, Do, Fault, On};

use crate::{
    media,
    world::{Ran, World, run, until},
};

/// A token as long as a real one, unlike any other text.
const SECRET: &str = "EAAGm0PX4ZCpsBAKZCq1HZBsEcReTToKeNtHaTmUsTnOtLeAk7ZAqYvB3ZA0000111122223333";
const APP_SECRET: &str = "0123456789abcdefappsecretthatmustnotleak";
const PROOF_NAME: &str = "appsecret_proof=";

#[track_caller]
fn is_clean(what: &str, text: &str) {
    for part in [SECRET, &SECRET[..24], &SECRET[20..], APP_SECRET] {
        assert!(!text.contains(part), "a secret is in {what}: {text}");
    }
}

#[track_caller]
fn ran_clean(ran: &Ran) {
    is_clean("standard output", &ran.stdout);
    is_clean("standard error", &ran.stderr);
}

/// Checks everything stored and shown: the state folder, and the sandbox's own records.
#[track_caller]
fn world_is_clean(world: &World) {
    folder_is_clean(&world.state_dir());
    let requests = serde_json::to_string(&world.requests()).unwrap();
    is_clean("/_sandbox/requests", &requests);
    is_clean("/_sandbox/state", &serde_json::to_string(&world.state()).unwrap());
    let page = World::get(&world.server.url());
    assert!(page.contains("<html"), "{page}");
    is_clean("the page", &page);
}

/// All files below a folder: posts, and the database of the queue with its log.
#[track_caller]
fn folder_is_clean(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folder_is_clean(&path);
            continue;
        }
        is_clean(&path.display().to_string(), &String::from_utf8_lossy(&fs::read(&path).unwrap()));
    }
}

fn secret(world: &World, args: &[&str]) -> Ran {
    let mut command = world.command(args);
    command.env("IG_ACCESS_TOKEN", SECRET).env("IG_APP_SECRET", APP_SECRET);
    // Everything that can be logged, of other crates too.
    let ran = run(command.env("IG_LOG", "trace,ureq=trace,ureq_proto=trace,rustls=trace"));
    ran_clean(&ran);
    ran
}

/// Meta puts the token into some of its messages.
fn echo(on: On) -> Fault {
    Fault::new(on, Do::Error).with_status(400).with_code(190).with_echoed_token()
}

#[test]
fn an_error_that_echoes_the_token_does_not_reveal_it() {
    for form in ["-v", "--json", "-q"] {
        let world = World::new();
        world.arm([echo(On::Any).times(9)]);
        let ran = secret(&world, &["publish", "photo.jpg", form]).expect(1);
        assert!(ran.stderr.contains("[redacted]"), "the echo was there: {}", ran.stderr);
        assert!(ran.stderr.contains(" ig_driver::call: "), "the log was there: {}", ran.stderr);
        secret(&world, &["publish", "photo.jpg", "--no-limit-check", form]).expect(1);
        secret(&world, &["status", "17889455560051444", form]).expect(1);
        secret(&world, &["limit", form]).expect(1);
        secret(&world, &["pages", "search", "Fonz", form]).expect(1);
        secret(&world, &["media", "list", form]).expect(1);
        secret(&world, &["media", "show", "17889455560051444", form]).expect(1);
        secret(&world, &["media", "delete", "17889455560051444", "--yes", form]).expect(1);
        secret(&world, &["media", "comments", "off", "17889455560051444", form]).expect(1);
        secret(&world, &["list", form]).expect(0);
        for path in world.posts() {
            let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
            secret(&world, &["explain", &id, form]).expect(0);
            secret(&world, &["resume", &id, form]).expect(1);
        }
        world_is_clean(&world);
    }
}

/// The upload host has errors of another form, and also receives the token.
#[test]
fn an_upload_that_echoes_the_token_does_not_reveal_it() {
    let config = Config::default().with_token(SECRET).with_app(Config::APP_ID, APP_SECRET);
    let world = World::with(config);
    world.file("video.mp4", &media::mp4());
    let echo = Fault::new(On::Upload, Do::Error).with_status(400).with_echoed_token();
    world.arm([echo.times(99)]);
    secret(&world, &["publish", "video.mp4", "-v"]).expect(1);
    assert!(world.uploads() != 0);
    secret(&world, &["explain", &world.only_post(), "--json"]).expect(0);
    world_is_clean(&world);
}

#[test]
fn a_post_killed_and_resumed_with_a_dead_token_does_not_store_it() {
    let world = World::new();
    let hold = Fault::new(On::Publish, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([hold, echo(On::Status).nth(2)]);
    let started = world.start(&["publish", "photo.jpg", "--settle", "1s"]);
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    started.kill();
    let ran = secret(&world, &["resume", "-v"]).expect(3);
    assert!(ran.stderr.contains("[redacted]"), "{}", ran.stderr);
    world_is_clean(&world);
}

#[test]
fn a_dry_run_masks_the_token_and_the_proof() {
    let world = World::new();
    for form in ["-v", "--json"] {
        let ran = secret(&world, &["publish", "photo.jpg", "--dry-run", form]).expect(0);
        assert!(ran.stdout.contains("Bearer [redacted]"), "{}", ran.stdout);
        assert!(ran.stdout.contains(&format!("{PROOF_NAME}[redacted]")), "{}", ran.stdout);
        assert_eq!(ran.stdout.matches(PROOF_NAME).count(), 2, "{}", ran.stdout);
    }
    world_is_clean(&world);
}

/// The rows of the queue, their events, its metrics and what its worker says.
#[test]
fn a_queue_whose_server_echoes_the_token_does_not_keep_it() {
    let world = World::new();
    // One that ends its post, and one that pauses the account.
    let refuse = Fault::new(On::Create, Do::Error).with_status(400).with_code(100);
    world.arm([refuse.with_echoed_token(), echo(On::Create).nth(2).times(9)]);
    for caption in ["one", "two"] {
        let args = ["queue", "add", "photo.jpg", "--no-limit-check", "--at=+0s", "--caption"];
        secret(&world, &[&args[..], &[caption]].concat()).expect(0);
    }
    let worked = secret(&world, &["queue", "work", "--once", "-v"]);
    assert!(worked.stderr.contains("[redacted]"), "the echo was there: {worked:?}");
    let listed = secret(&world, &["queue", "list", "--json"]).expect(0).json();
    let posts = listed["posts"].as_array().unwrap();
    assert_eq!(posts.len(), 2);
    for post in posts {
        let id = post["id"].as_str().unwrap();
        for form in ["-v", "--json"] {
            secret(&world, &["queue", "explain", id, form]).expect(0);
            secret(&world, &["queue", "show", id, form]).expect(0);
        }
    }
    secret(&world, &["queue", "list"]).expect(0);
    secret(&world, &["queue", "metrics"]).expect(0);
    assert!(world.state_dir().join("queue/queue.db").exists());
    world_is_clean(&world);
}

#[test]
fn a_token_in_the_wrong_place_is_not_shown_either() {
    let world = World::new();
    for name in ["token", "token.csv", "token.jsonl"] {
        world.file(name, SECRET.as_bytes());
    }
    for args in [
        &["status", SECRET][..],
        &["explain", SECRET],
        &["resume", SECRET],
        &["publish", "photo.jpg", "--key", SECRET],
        &["publish", "photo.jpg", "--location", SECRET],
        &["publish", "photo.jpg", "--tag", SECRET],
        &["publish", "photo.jpg", "--product", SECRET],
        &["publish", "photo.jpg", "--collaborator", SECRET],
        &["publish", "photo.jpg", "--param", SECRET],
        &["publish", "--plan", "token"],
        &["media", "show", SECRET],
        &["queue", "show", SECRET],
        &["queue", "pause", SECRET],
        &["queue", "add", "photo.jpg", "--at=+1h", "--credential", SECRET],
        &["queue", "add", "photo.jpg", "--at=+1h", "--key", SECRET],
        &["queue", "import", "token"],
        &["queue", "import", "token.csv"],
        &["queue", "import", "token.jsonl"],
        &["sandbox", "--listen", SECRET],
        &["limit", "--token-file", "token", "-v"],
    ] {
        let ran = run(&mut world.command(args));
        assert_ne!(ran.code, Some(0), "{args:?}");
        ran_clean(&ran);
    }
    for name in ["IG_USER_ID", "IG_LOGIN", "IG_API_BASE"] {
        let ran = run(world.command(&["limit", "-v"]).env(name, SECRET)).expect(2);
        ran_clean(&ran);
    }
    world_is_clean(&world);
}

#[test]
fn help_shows_no_value_of_the_environment() {
    let world = World::new();
    for args in [&["--help"][..], &["publish", "--help"], &["resume", "--help"]] {
        let mut command = world.bare(args);
        for name in ["IG_ACCESS_TOKEN", "IG_USER_ID", "IG_APP_SECRET", "IG_API_BASE"] {
            command.env(name, SECRET);
        }
        ran_clean(&run(command.env("IG_STATE_DIR", SECRET)).expect(0));
    }
}
