//! The Python wheel, by maturin.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::deb::only;
use crate::{
    failure::Failure,
    files, process,
    task::program::Program,
    workspace::{Workspace, cargo_program},
};

pub(super) fn make(
    workspace: &Workspace,
    program: &Program,
    python: &Path,
    packages: &Path,
) -> Result<PathBuf, Failure> {
    let mut maturin = Command::new(python.with_file_name("maturin"));
    maturin.args(["build", "--quiet", "--profile", program.profile, "--out"]).arg(packages);
    maturin.args(program.asked_for.iter().flat_map(|triple| ["--target", triple]));
    maturin.current_dir(workspace.root().join("crates/ig-cli/dist/python"));
    // maturin finds the program of the profile as cargo has built it, and compiles nothing. That of the
    // tests has other features than ig-cli by itself, so maturin is told that it is built.
    if program.profile == "dev" {
        let cargo = told(program)?;
        let path = std::env::var("PATH").unwrap_or_default();
        let folder = cargo.parent().unwrap_or(Path::new("")).display().to_string();
        maturin.env("PATH", format!("{folder}:{path}")).env("CARGO", &cargo);
    }
    process::run(&mut maturin)?;
    only(packages, "whl")
}

/// A cargo that says that the program is built, and does all else as cargo does.
fn told(program: &Program) -> Result<PathBuf, Failure> {
    let folder = program.target.join("dist-cargo");
    let message = folder.join("message.json");
    files::write(&message, &format!("{}\n", program.message))?;
    let script = folder.join("cargo");
    // With the path of before, or a cargo that is called by its name would be this script.
    let text = format!(
        "#!/bin/sh\ncase $1 in\nbuild | rustc) exec cat '{}' ;;\nesac\n\
         export PATH='{}'\nexec '{}' \"$@\"\n",
        message.display(),
        std::env::var("PATH").unwrap_or_default(),
        cargo_program().display(),
    );
    files::write(&script, &text)?;
    process::run(Command::new("chmod").arg("+x").arg(&script))?;
    Ok(script)
}
