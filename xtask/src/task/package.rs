//! `cargo xtask package`: packs every crate as it would be published.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "package",
    arguments: "",
    about: "Pack every crate as it would be published",
    details: "\
Fails on a manifest that cannot be published. The packages are not built, since that compiles every
crate and its dependencies again. `cargo package --workspace` does so before a release.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let arguments = ["package", "--quiet", "--workspace", "--no-verify", "--allow-dirty"];
    process::run(&mut workspace.cargo(&arguments))
}
