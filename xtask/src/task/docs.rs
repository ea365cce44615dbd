//! `cargo xtask docs`: builds the documentation; a broken link is an error.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "docs",
    arguments: "",
    about: "Build the documentation, with warnings denied",
    details: "The pages are in the `doc` folder of the target folder.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut command = workspace.cargo(&["doc", "--workspace", "--no-deps"]);
    process::run(command.env("RUSTDOCFLAGS", "--deny warnings"))
}
