//! The Debian package, by cargo-deb from the table `package.metadata.deb` of ig-cli.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::Failure,
    files::{copy_into, entries},
    process,
    task::{program::Program, tools::Tool},
    workspace::Workspace,
};

/// Without the C of xz: it has the system's xz compress.
pub(super) const CARGO_DEB: Tool = Tool { name: "cargo-deb", version: "3.8.0", features: &[] };

pub(super) fn make(
    workspace: &Workspace,
    program: &Program,
    packages: &Path,
) -> Result<PathBuf, Failure> {
    compress(program)?;
    let mut cargo_deb = Command::new(CARGO_DEB.install(workspace)?);
    cargo_deb.args(["--package", "ig-cli", "--no-build", "--profile", program.profile]);
    cargo_deb.args(program.asked_for.iter().flat_map(|triple| ["--target", triple]));
    cargo_deb.arg("--output").arg(packages).current_dir(workspace.root());
    process::run(&mut cargo_deb)?;
    only(packages, "deb")
}

/// Compresses the manual pages, as Debian wants it: cargo-deb leaves what is below the target folder as
/// it is.
fn compress(program: &Program) -> Result<(), Failure> {
    let folder = program.share().join("man1-gz");
    for page in entries(&program.share().join("man1"))? {
        let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
        copy_into(&page, &folder, &name)?;
    }
    process::run(Command::new("gzip").args(["--best", "--no-name"]).args(entries(&folder)?))
}

/// The only file of a folder with that extension.
pub(super) fn only(folder: &Path, extension: &str) -> Result<PathBuf, Failure> {
    let mut files = entries(folder)?;
    files.retain(|file| file.extension().is_some_and(|it| it == extension));
    match &files[..] {
        [file] => Ok(file.clone()),
        _ => Err(Failure::new(format!(
            "{} has {} files ending in .{extension}: one was to be made",
            folder.display(),
            files.len()
        ))),
    }
}
