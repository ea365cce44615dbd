//! `cargo xtask coverage`: generates the table of API coverage from the code.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "coverage",
    arguments: "",
    about: "Write the table of API coverage",
    details: "\
Writes crates/ig-core/COVERAGE.md from the inventory tests/it/coverage/reference.txt and from the
code. What the code has and the inventory lacks gets a line in the inventory, as `own`. The tests
fail if the table is out of date, if something is missing without a reason in the inventory, or if
something with a reason is not missing.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

/// Runs the test that checks the table, which also writes it on request: there is one generator.
fn run(workspace: &Workspace) -> Result<(), Failure> {
    let test = ["test", "--package", "ig-tests", "--test", "it", "--", "coverage::"];
    process::run(workspace.cargo(&test).env("IG_COVERAGE_WRITE", "1"))
}
