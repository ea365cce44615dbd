//! Packages from PyPI in separate environments: Meta's SDK, for the test that runs it against the
//! sandbox, and a server of S3.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, process, workspace::Workspace};

/// The installed packages, with their versions.
const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// The AWS CLI and a server of S3, for the test of `--host-with`.
const S3: &str = "tests/python/s3.txt";

/// Creates the environments, unless they exist with the same requirements, and returns the Python of Meta's SDK.
/// They are in the target folder, where the tests look for them.
pub(super) fn prepare(workspace: &Workspace) -> Result<PathBuf, Failure> {
    install(workspace, S3, "s3")?;
    install(workspace, REQUIREMENTS, "python")
}

/// Creates the environment `name` in the target folder, unless it exists with these requirements,
/// and returns its Python.
fn install(workspace: &Workspace, list: &str, name: &str) -> Result<PathBuf, Failure> {
    let folder = workspace.metadata()?.target_directory.join(name);
    let requirements = workspace.root().join(list);
    let wanted = fs::read_to_string(&requirements).map_err(Failure::of(list))?;
    let stamp = folder.join("installed.txt");
    let python = folder.join("bin/python");
    if is_installed(&folder, &wanted) {
        return Ok(python);
    }
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    process::run(pip.arg(&requirements))?;
    fs::write(&stamp, &wanted).map_err(Failure::of(stamp.display()))?;
    Ok(python)
}

/// The stamp is written last, so that an interrupted installation starts again.
fn is_installed(folder: &Path, wanted: &str) -> bool {
    fs::read_to_string(folder.join("installed.txt")).is_ok_and(|installed| installed == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    #[test]
    fn an_environment_with_other_requirements_is_created_again() {
        let folder = TempFolder::new();
        assert!(!is_installed(folder.path(), "a==1\n"));
        folder.write("installed.txt", "a==1\n");
        assert!(is_installed(folder.path(), "a==1\n"));
        assert!(!is_installed(folder.path(), "a==2\n"));
    }
}
