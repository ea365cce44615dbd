//! `cargo xtask fmt`: the formatter decides on layout, so that reviews need not.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "fmt",
    arguments: "",
    about: "Check that every file is formatted",
    details: "Changes nothing: run `cargo fmt --all` to format the files.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    process::run(&mut workspace.cargo(&["fmt", "--all", "--check"]))
}
