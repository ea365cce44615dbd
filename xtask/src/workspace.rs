//! The location of the workspace, its files, and the calls of cargo in it.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, metadata::Metadata, process};

/// The workspace in which the task was started.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the workspace through cargo, so that a task works from any folder, and in any copy.
    pub(crate) fn find() -> Result<Self, Failure> {
        let arguments = ["locate-project", "--workspace", "--message-format", "plain"];
        let manifest = process::read(Command::new(cargo_program()).args(arguments))?;
        let root = Path::new(manifest.trim_end()).parent().map(Path::to_owned);
        Ok(Self { root: root.ok_or_else(|| Failure::new("cargo found no workspace"))? })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A cargo command that runs at the root.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo_program());
        command.args(arguments).current_dir(&self.root);
        command
    }

    pub(crate) fn metadata(&self) -> Result<Metadata, Failure> {
        let arguments = ["metadata", "--format-version", "1", "--all-features", "--quiet"];
        let text = process::read(&mut self.cargo(&arguments))?;
        serde_json::from_str(&text).map_err(Failure::of("cargo metadata"))
    }

    /// The files that are or would be committed, relative to the root.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, Failure> {
        let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let text = process::read(git(&self.root).args(arguments))?;
        let mut files: Vec<_> =
            text.split_terminator('\0').map(PathBuf::from).filter(|file| self.has(file)).collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// Whether a file exists: git still lists a file that is deleted and not yet committed.
    fn has(&self, file: &Path) -> bool {
        self.root.join(file).is_file()
    }
}

/// Git without the variables of a hook, which would lead it to another repository.
pub(crate) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn cargo_program() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
