//! `cargo xtask examples`: builds every example.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "examples",
    arguments: "",
    about: "Build the examples of all crates",
    details: "The tests run them and check what they do.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    // With the features of the test build, to reuse it.
    process::run(&mut workspace.cargo(&["build", "--profile", "test", "--workspace", "--examples"]))
}
