//! `cargo xtask test`: runs all tests, with the quicker runner if it is installed.

use super::{Task, node, nothing_more, python};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "test",
    arguments: "",
    about: "Run all tests, including those in the documentation",
    details: "\
Runs `cargo nextest` if it is installed and `cargo test` otherwise, then the tests in the
documentation, which nextest does not run. No test needs the internet.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let runner: &[&str] = if has_nextest(workspace) {
        // One more than there are cores: some tests wait most of the time.
        &["nextest", "run", "--workspace", "--no-fail-fast", "--test-threads", "3"]
    } else {
        &["test", "--workspace", "--all-targets", "--no-fail-fast"]
    };
    // If they are installed, this does nothing.
    python::prepare(workspace)?;
    node::prepare(workspace)?;
    process::run(&mut workspace.cargo(runner))?;
    process::run(&mut workspace.cargo(&["test", "--workspace", "--doc"]))
}

pub(super) fn has_nextest(workspace: &Workspace) -> bool {
    process::is_there(&mut workspace.cargo(&["nextest"]))
}
