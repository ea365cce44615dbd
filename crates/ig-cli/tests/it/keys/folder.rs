//! A folder in which the post of a key cannot be read or saved.

use std::fs;

use ig_sandbox::{Do, Fault, On};
use serde_json::json;

use super::{edit, is_refused, published, with};
use crate::world::{USER, World, run};

#[test]
fn a_newer_or_damaged_record_is_not_changed() {
    for (pointer, value, word) in
        [("/version", json!(99), "newer version"), ("/extra/media", json!(7), "damaged")]
    {
        let (world, _) = published();
        edit(&world, |record| *record.pointer_mut(pointer).unwrap() = value);
        let before = fs::read(world.posts().remove(0)).unwrap();
        let sent = world.requests().len();
        for more in [&[][..], &["--again"], &["--dry-run"]] {
            world.ig(&with(more)).expect(3).one_error(&["order:4711", word]);
        }
        assert_eq!(world.requests().len(), sent, "nothing was sent");
        assert_eq!(fs::read(world.posts().remove(0)).unwrap(), before);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_sent_if_nothing_can_be_saved() {
    use std::process::Command;

    let world = World::new();
    is_refused(&world, &with(&["--state-dir", "/proc/self"]), &["posts cannot be saved"]);
    is_refused(&world, &with(&["--state-dir", "no/such"]), &["posts cannot be saved", "above it"]);
    assert!(!world.home().join("no").exists(), "a disk may not be mounted there");
    // A full disk causes errors, and not a signal.
    fs::create_dir_all(world.state_dir()).unwrap();
    let mut command = Command::new("sh");
    let limited = "trap '' XFSZ; exec prlimit --fsize=0 \"$0\" \"$@\"";
    command.args(["-c", limited, env!("CARGO_BIN_EXE_ig")]).args(with(&[]));
    command.current_dir(world.home()).env("HOME", world.home());
    command.env("IG_API_BASE", world.server.url()).env("IG_USER_ID", USER);
    command.env("IG_ACCESS_TOKEN", crate::world::TOKEN);
    run(&mut command).expect(2).one_error(&["posts cannot be saved", "limit for the size"]);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty());
    world.ig(&with(&[])).expect(0);
}

/// The program's other files do not conflict with a post of the same name.
#[test]
fn a_post_may_be_called_brakes() {
    let world = World::new();
    let blocked =
        Fault::new(On::Publish, Do::Error).with_status(403).with_code(4).with_subcode(2_207_051);
    world.arm([blocked.times(9)]);
    let args = ["publish", "photo.jpg", "--key", "brakes", "--settle", "1s"];
    world.ig(&args).expect(1);
    world.server.with(|sandbox, _| sandbox.disarm());
    world.ig(&[&args[..], &["--again", "--despite-block"]].concat()).expect(0);
    assert_eq!(world.public().len(), 1);
    world.ig(&args).expect(0);
}
