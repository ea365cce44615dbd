//! A test that runs part of itself in another process.

use std::{
    env,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output},
};

const FOLDER: &str = "IG_DRIVER_TEST_FOLDER";

/// The line that a successful child prints; a filter that matches no test would pass silently.
pub(crate) const WELL: &str = "the part of the child went well";

/// The folder from the parent, if this is the child.
pub(crate) fn folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// This program, about to run the test `name` as a child in `folder`.
pub(crate) fn of(name: &str, folder: &Path) -> Command {
    prepared(Command::new(env::current_exe().unwrap()), name, folder)
}

/// The same, with a line of shell code before `exec "$0" "$@"`.
pub(crate) fn by_shell(line: &str, name: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{line}; exec \"$0\" \"$@\"")]).arg(env::current_exe().unwrap());
    prepared(command, name, folder)
}

pub(crate) fn prepared(mut command: Command, name: &str, folder: &Path) -> Command {
    command.args(["--exact", name, "--nocapture", "--test-threads=1"]).env(FOLDER, folder);
    command
}

pub(crate) fn say_that_it_went_well() {
    io::stdout().write_all(format!("{WELL}\n").as_bytes()).unwrap();
}

#[track_caller]
pub(crate) fn went_well(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains(WELL), "{output:#?}");
}
