//! `cargo xtask matrix`: generates the table of faults by running every cell.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "matrix",
    arguments: "",
    about: "Write the table of every fault at every request",
    details: "\
Writes tests/MATRIX.md and its sums in GUARANTEES.md: each fault of the sandbox at each request of
each flow, over both transports, with a second publish refused and allowed. The tests fail if the
table is out of date, if there are two posts, or if an outcome is untrue.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

/// Runs the test that checks the table, which also writes it on request: there is one generator.
fn run(workspace: &Workspace) -> Result<(), Failure> {
    let test = ["test", "--package", "ig-tests", "--test", "it", "--", "faults::"];
    process::run(workspace.cargo(&test).env("IG_MATRIX_WRITE", "1"))
}
