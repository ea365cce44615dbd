//! Photos on this machine that a command of the user's hosts.

mod bad;
mod killed;
mod s3;
mod stopped;

use std::{fs, path::PathBuf, process::Command};

use ig_sandbox::Config;

use crate::world::World;

/// Puts a file on the sandbox, and writes down each call.
const SCRIPT: &str = r#"#!/bin/sh
echo "$IG_HOST_ACTION $IG_HOST_NAME ${IG_HOST_URL:-none} $IG_HOST_KEY $(basename "$1")" >>calls
env >>environment
[ "$IG_HOST_ACTION" = remove ] && exit 0
curl --silent --fail --data-binary "@$1" "$BASE/_sandbox/files/$IG_HOST_NAME" >&2
echo "$BASE/_sandbox/files/$IG_HOST_NAME"
"#;

/// One call of the command.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Call {
    action: String,
    name: String,
    url: String,
    key: String,
    file: String,
}

/// Writes an executable script into the home folder.
fn script(world: &World, name: &str, text: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = world.file(name, text.as_bytes());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// A machine with the script as `host.sh`.
fn world() -> World {
    let world = World::new();
    script(&world, "host.sh", SCRIPT);
    world
}

/// The command with what the script needs.
fn command(world: &World, args: &[&str]) -> Command {
    let mut command = world.command(args);
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("BASE", world.server.url());
    command
}

fn calls(world: &World) -> Vec<Call> {
    let text = fs::read_to_string(world.home().join("calls")).unwrap_or_default();
    let call = |line: &str| {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        let [action, name, url, key, file] = words.try_into().unwrap();
        Call { action, name, url, key, file }
    };
    text.lines().map(call).collect()
}

/// What the command was called for, in order.
fn actions(world: &World) -> Vec<String> {
    calls(world).into_iter().map(|call| call.action).collect()
}

/// The journals of what is hosted.
fn journals(world: &World) -> usize {
    let files = fs::read_dir(world.state_dir().join("hosted")).into_iter().flatten();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: Vec<_> = names.collect();
    let journals = names.iter().filter(|name| name.ends_with(".json")).count();
    assert!(journals != 0 || names.is_empty(), "no lock is left without its journal: {names:?}");
    journals
}

#[test]
fn a_photo_is_hosted_published_and_removed() {
    let world = world();
    let args = ["publish", "photo.jpg", "--key", "order-1", "--host-with", "./host.sh"];
    let ran = crate::world::run(&mut command(&world, &args)).expect(0);
    assert!(ran.stderr.contains("hosting "), "{}", ran.stderr);
    let calls = calls(&world);
    let [host, remove] = &calls[..] else { panic!("{calls:?}") };
    assert_eq!((&*host.action, &*host.url, &*host.file), ("host", "none", "photo.jpg"));
    let url = format!("{}/_sandbox/files/{}", world.server.url(), host.name);
    assert!(host.name.ends_with("-photo.jpg"), "{host:?}");
    assert_eq!((&*remove.action, &remove.url, &remove.name), ("remove", &url, &host.name));
    assert_eq!((&*host.key, &*remove.key), ("order-1", "order-1"));
    assert_eq!((world.public().len(), journals(&world)), (1, 0));
    let kept = fs::read_to_string(&world.posts()[0]).unwrap();
    assert!(kept.contains(&host.name), "the URL is in the post: {kept}");
    // The same bytes under another name are the same post: nothing is hosted again.
    fs::rename(world.home().join("photo.jpg"), world.home().join("other.jpg")).unwrap();
    let again = ["publish", "other.jpg", "--key", "order-1", "--host-with", "./host.sh"];
    crate::world::run(&mut command(&world, &again)).expect(0);
    assert_eq!((actions(&world).len(), world.public().len()), (2, 1));
    // Other bytes are another post.
    world.file("other.jpg", &crate::media::jpeg(400, 400));
    crate::world::run(&mut command(&world, &again)).expect(2).one_error(&["its media differ"]);
    assert_eq!(actions(&world).len(), 2);
}

#[test]
fn the_command_gets_no_secret() {
    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    let world = World::with(Config::default().with_app(Config::APP_ID, SECRET));
    script(&world, "host.sh", SCRIPT);
    let args = ["publish", "photo.jpg", "--host-with", "./host.sh"];
    let mut command = command(&world, &args);
    command.env("IG_TOKEN_SHOP", "another-token").env("IG_APP_SECRET", SECRET);
    command.env("IG_AUTH_CODE", "the-code-of-a-login");
    crate::world::run(&mut command).expect(0);
    let seen = fs::read_to_string(world.home().join("environment")).unwrap();
    assert!(seen.contains("IG_HOST_ACTION=host"), "{seen}");
    for secret in ["sandbox-token", "another-token", SECRET, "the-code-of-a-login"] {
        assert!(!seen.contains(secret), "{seen}");
    }
}

#[test]
fn a_carousel_hosts_its_photos_and_uploads_its_video() {
    let world = world();
    world.file("two.jpg", &crate::media::jpeg(400, 400));
    world.file("video.mp4", &crate::media::mp4());
    let args = ["publish", "photo.jpg", "video.mp4", "two.jpg", "--host-with", "./host.sh"];
    crate::world::run(&mut command(&world, &args)).expect(0);
    assert_eq!(actions(&world), ["host", "host", "remove", "remove"]);
    assert_eq!((world.uploads(), world.public().len()), (1, 1));
}

#[test]
fn a_dry_run_hosts_nothing() {
    let world = world();
    let args = ["publish", "photo.jpg", "--host-with", "./host.sh", "--dry-run"];
    let ran = crate::world::run(&mut command(&world, &args)).expect(0);
    assert!(ran.stderr.contains("stands for the URL that --host-with prints"), "{}", ran.stderr);
    assert!(calls(&world).is_empty() && world.requests().is_empty());
}
