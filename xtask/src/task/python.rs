//! Packages from PyPI, in environments of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, process, workspace::Workspace};

/// What the tests use: Meta's SDK, which is run against the sandbox.
const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// The AWS CLI and a server of S3, for the test of `--host-with`.
const S3: &str = "tests/python/s3.txt";

/// Creates the environments of the tests, and returns the Python of Meta's SDK.
pub(super) fn prepare(workspace: &Workspace) -> Result<PathBuf, Failure> {
    install(workspace, S3, "s3")?;
    install(workspace, REQUIREMENTS, "python")
}

/// Creates an environment with the packages of a file, unless it exists with the same ones, and returns
/// its Python. It is in the target folder, where the tests look for it.
pub(super) fn install(
    workspace: &Workspace,
    requirements: &str,
    folder: &str,
) -> Result<PathBuf, Failure> {
    let folder = workspace.metadata()?.target_directory.join(folder);
    let file = workspace.root().join(requirements);
    let wanted = fs::read_to_string(&file).map_err(Failure::of(requirements))?;
    let stamp = folder.join("installed.txt");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if is_installed(&folder, &wanted) {
        return Ok(python);
    }
    let found = if cfg!(windows) { "python" } else { "python3" };
    process::run(Command::new(found).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    process::run(pip.arg(&file))?;
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
