//! Foreign clients, unmodified, against the sandbox: Meta's SDKs, and PHP's way of encoding.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use ig_sandbox::LocalInstagram;

/// Runs a client, with the base URL as its argument; what it says is not taken on trust.
#[track_caller]
fn run(command: &mut Command, captions: &[&str]) -> LocalInstagram {
    let instagram = LocalInstagram::start();
    command.arg(instagram.url()).env("NO_PROXY", "*").env("no_proxy", "*");
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (said, wrong) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{wrong}");
    assert_eq!(instagram.posts().captions(), captions);
    let first = &instagram.posts()[captions.len() - 1];
    assert_eq!(first.tagged(), ["kevinhart4real", "therock"]);
    assert_eq!(first.state.location.as_ref().map(|place| &*place.id), Some("7640348500"));
    assert_eq!(instagram.posts()[captions.len() - 2].state.children.len(), 3);
    instagram
}

/// What `cargo xtask setup` puts into the target folder.
#[track_caller]
fn installed(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..").join(path);
    assert!(path.exists(), "there is no {}: run `cargo xtask setup`", path.display());
    path
}

fn script(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn metas_python_sdk_creates_publishes_and_reads_with_nothing_but_its_base_url_set() {
    let mut python = Command::new(installed("python/bin/python"));
    python.args(["-W", "ignore"]).arg(script("python/publish.py"));
    run(&mut python, &["one", "three", "#BronzFonz"]);
}

#[test]
fn metas_node_sdk_creates_publishes_and_reads_with_nothing_but_its_base_url_set() {
    let mut node = Command::new("node");
    node.arg(script("node/publish.js")).env("NODE_PATH", installed("node/node_modules"));
    run(&mut node, &["three", "#BronzFonz"]);
}

#[test]
fn phps_brackets_and_booleans_are_read() {
    run(
        Command::new("php").arg(script("php/publish.php")),
        &["not in the feed", "three", "#BronzFonz"],
    );
}
