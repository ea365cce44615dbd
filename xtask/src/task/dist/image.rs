//! The Dockerfile. There is no Docker where CI runs: it is linted, and what can be tried without
//! Docker is tried in `check`.

use std::{path::Path, process::Command};

use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const DOCKERFILE: &str = "crates/ig-cli/dist/Dockerfile";

pub(super) fn lint(workspace: &Workspace, python: &Path) -> Result<(), Failure> {
    let mut hadolint = Command::new(python.with_file_name("hadolint"));
    process::run(hadolint.arg("--no-color").arg(DOCKERFILE).current_dir(workspace.root()))
}
