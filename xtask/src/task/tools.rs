//! Cargo's tools that tasks use, each in one version, in the target folder.

use std::path::PathBuf;

use crate::{failure::Failure, process, workspace::Workspace};

/// A tool from crates.io.
#[derive(Debug)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    /// The features beside none.
    pub(super) features: &'static [&'static str],
}

impl Tool {
    /// Installs it if it is not there in that version, and gives the program. It is compiled without
    /// optimisation, which takes a third of the time.
    pub(super) fn install(&self, workspace: &Workspace) -> Result<PathBuf, Failure> {
        let root = workspace.metadata()?.target_directory.join("tools");
        // Cargo does nothing if it is there.
        let mut cargo = workspace.cargo(&["install", "--quiet", "--locked", "--debug"]);
        cargo.args(["--no-default-features", "--version", self.version, self.name]);
        cargo.args(self.features.iter().flat_map(|feature| ["--features", feature]));
        // Below the folder of the workspace, whose settings would build it elsewhere.
        cargo.arg("--root").arg(&root).env("CARGO_TARGET_DIR", root.join("build"));
        process::run(&mut cargo)?;
        Ok(root.join("bin").join(self.name))
    }
}
