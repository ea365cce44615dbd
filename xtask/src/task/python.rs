//! Meta's Python SDK in a separate environment, for the test that runs it against the sandbox.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, process, workspace::Workspace};

/// The installed packages, with their versions.
const REQUIREMENTS: &str = "tests/python/requirements.txt";

/// Creates the environment, unless it exists with the same requirements, and returns its Python. It
/// is in the target folder, where the test looks for it.
pub(super) fn prepare(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = workspace.metadata()?.target_directory.join("python");
    let requirements = workspace.root().join(REQUIREMENTS);
    let wanted = fs::read_to_string(&requirements).map_err(Failure::of(REQUIREMENTS))?;
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
