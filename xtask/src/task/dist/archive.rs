//! The archive: the program, its manual pages and completions, as other packages start from.

use std::{path::Path, process::Command};

use crate::{
    failure::Failure,
    files::{copy_into, empty, entries},
    process,
    task::program::Program,
    workspace::Workspace,
};

pub(super) fn make(
    workspace: &Workspace,
    program: &Program,
    packages: &Path,
) -> Result<(), Failure> {
    let name = format!("ig-{}-{}", program.version, program.triple);
    let folder = program.target.join("dist-archive");
    let inside = folder.join(&name);
    empty(&folder)?;
    let file_name = program.path.file_name().unwrap_or_default().to_string_lossy();
    copy_into(&program.path, &inside, &file_name)?;
    for document in ["LICENSE-APACHE", "LICENSE-MIT", "crates/ig-cli/README.md"] {
        let path = workspace.root().join(document);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        copy_into(&path, &inside, &name)?;
    }
    for part in ["man1", "completions"] {
        for file in entries(&program.share().join(part))? {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            copy_into(&file, &inside.join(part), &name)?;
        }
    }
    let archive = packages.join(format!("{name}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.args(["--create", "--gzip", "--file"]).arg(&archive).arg("--directory").arg(&folder);
    process::run(tar.arg(&name))
}
