//! A workspace in a temporary folder, with a crate that mistakes can be made in.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command, Output},
    sync::atomic::{AtomicUsize, Ordering},
};

pub(crate) struct World(PathBuf);

const MANIFEST: &str = "[package]\nname = \"tiny\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
const LIB: &str = "\
//! Adds.

/// The sum.
pub fn sum(a: u32, b: u32) -> u32 {
    a + b
}
";
const TEST: &str = "\
//! Checks the sum.

#[test]
fn a_sum_is_the_sum() {
    assert_eq!(tiny::sum(2, 3), 5);
}

#[test]
fn a_sum_does_not_panic() {
    tiny::sum(2, 3);
}

#[test]
fn leaves_a_file_behind() {
    std::fs::write(\"left-behind.txt\", \"\").expect(\"it can be written\");
}
";

impl World {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("xtask-it-{}-{number}", process::id());
        let world = Self(env::temp_dir().join(name));
        world.write("Cargo.toml", MANIFEST);
        world.write("src/lib.rs", LIB);
        world.write("tests/it/main.rs", TEST);
        world.write(".gitignore", "/target\n");
        let git = Command::new("git").args(["init", "--quiet"]).current_dir(&world.0).status();
        assert!(git.expect("git is there").success());
        world
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    /// A patch of the line with the sum.
    pub(crate) fn write_patch(&self, name: &str, tests: &str, line: &str) {
        let text = format!(
            "# {name}: a mistake\n# killed by: {tests}\n# package: tiny\n\
             --- a/src/lib.rs\n+++ b/src/lib.rs\n\
             @@ -3,4 +3,4 @@\n /// The sum.\n pub fn sum(a: u32, b: u32) -> u32 {{\n\
             -    a + b\n+    {line}\n }}\n"
        );
        self.write(&format!("tests/mutants/{name}.patch"), &text);
    }

    /// The task with the given arguments, with a separate target folder.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).current_dir(&self.0).env_remove("CARGO_TARGET_DIR");
        command
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // A leftover in the system's temporary folder is not a reason to fail a test.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Whether a command succeeded, and everything that it printed.
pub(crate) fn said(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().expect("the command runs");
    let text = [stdout, stderr].concat();
    (status.success(), String::from_utf8_lossy(&text).into_owned())
}
