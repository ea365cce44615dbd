//! `cargo xtask coverage`: generates the table of what is covered from the code.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "coverage",
    arguments: "",
    about: "Write the table of what of the API is covered",
    details: "\
Writes crates/ig-core/COVERAGE.md from the inventory tests/it/coverage/reference.txt and from what
the code does. What the code has and the inventory has not gets a line in it, as `own`. The tests
fail where the table is not current, where something is missing without a reason in the inventory,
and where something with a reason is there after all.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

/// The test that checks the table also writes it, if asked: there is one way to generate it.
fn run(workspace: &Workspace) -> Result<(), Failure> {
    let test = ["test", "--package", "ig-tests", "--test", "it", "--", "coverage::"];
    process::run(workspace.cargo(&test).env("IG_COVERAGE_WRITE", "1"))
}
