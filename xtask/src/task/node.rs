//! Packages from npm, in folders of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, process, workspace::Workspace};

/// Installs the packages that the tests use, and gives the folder: it is where they look for it.
pub(super) fn prepare(workspace: &Workspace) -> Result<PathBuf, Failure> {
    install(workspace, "tests/node/package.json", "node")
}

/// Installs the packages of a manifest, unless they are there with this very manifest, and gives the
/// folder, which is in the target folder.
pub(super) fn install(
    workspace: &Workspace,
    manifest: &str,
    folder: &str,
) -> Result<PathBuf, Failure> {
    let folder = workspace.metadata()?.target_directory.join(folder);
    let wanted = workspace.root().join(manifest);
    let wanted = fs::read_to_string(wanted).map_err(Failure::of(manifest))?;
    let stamp = folder.join("installed.json");
    if is_installed(&folder, &wanted) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder).map_err(Failure::of(folder.display()))?;
    let copy = folder.join("package.json");
    fs::write(&copy, &wanted).map_err(Failure::of(copy.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"]);
    process::run(npm.args(["--ignore-scripts", "--prefix"]).arg(&folder))?;
    fs::write(&stamp, &wanted).map_err(Failure::of(stamp.display()))?;
    Ok(folder)
}

/// The stamp is written last, so that an interrupted installation starts again.
fn is_installed(folder: &Path, wanted: &str) -> bool {
    fs::read_to_string(folder.join("installed.json")).is_ok_and(|installed| installed == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    #[test]
    fn packages_of_another_manifest_are_installed_again() {
        let folder = TempFolder::new();
        assert!(!is_installed(folder.path(), "{}"));
        folder.write("installed.json", "{}");
        assert!(is_installed(folder.path(), "{}"));
        assert!(!is_installed(folder.path(), "{ }"));
    }
}
