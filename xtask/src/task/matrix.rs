//! `cargo xtask matrix`: generates the table of faults by running all of it.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "matrix",
    arguments: "",
    about: "Write the table of every fault at every request",
    details: "\
Writes tests/MATRIX.md and its sums in GUARANTEES.md: each fault of the sandbox at each request of each
flow, over both transports, with a second publish refused and allowed. The tests fail where the
table is not current, where there are two posts, and where an outcome is not the truth.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

/// The test that checks the table also writes it, if asked: there is one way to generate it.
fn run(workspace: &Workspace) -> Result<(), Failure> {
    let test = ["test", "--package", "ig-tests", "--test", "it", "--", "faults::"];
    process::run(workspace.cargo(&test).env("IG_MATRIX_WRITE", "1"))
}
