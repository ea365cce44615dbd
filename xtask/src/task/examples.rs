//! `cargo xtask examples`: an example that does not build is worse than none.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "examples",
    arguments: "",
    about: "Build the examples of all crates",
    details: "That they do what they say is shown by the tests, which run them.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    // As the tests have built them.
    process::run(&mut workspace.cargo(&["build", "--profile", "test", "--workspace", "--examples"]))
}
