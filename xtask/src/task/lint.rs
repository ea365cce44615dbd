//! `cargo xtask lint`: warnings at home are errors here.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "lint",
    arguments: "",
    about: "Run clippy on all targets, with warnings denied",
    details: "The lints are those of [workspace.lints] and of the clippy.toml of a crate.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    process::run(&mut workspace.cargo(&arguments))
}
