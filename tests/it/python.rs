//! Meta's own Python SDK, unmodified, against the sandbox.

use std::{path::Path, process::Command};

use ig_sandbox::LocalInstagram;

#[test]
fn the_python_sdk_creates_publishes_and_reads_with_only_its_base_url_changed() {
    // `cargo xtask setup` installs it.
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../python/bin/python");
    assert!(
        python.exists(),
        "there is no facebook-business at {}: run `cargo xtask setup`",
        python.display()
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/publish.py");
    let instagram = LocalInstagram::start();
    let mut command = Command::new(python);
    command.args(["-W", "ignore"]).arg(script).arg(instagram.url());
    let output = command.env("NO_PROXY", "*").env("no_proxy", "*").output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    // The server confirms what the program printed.
    assert_eq!(instagram.posts().captions(), ["one", "three", "#BronzFonz"]);
    let first = &instagram.posts()[2];
    assert_eq!(first.tagged(), ["kevinhart4real", "therock"]);
    assert_eq!(first.state.location.as_ref().map(|place| &*place.id), Some("7640348500"));
    assert_eq!(instagram.posts()[1].state.children.len(), 3);
}
