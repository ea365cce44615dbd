//! Where the programs of Postgres are, and as whom they run.

use std::{
    ffi::OsStr,
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::Command,
};

/// The programs of Postgres.
#[derive(Clone)]
pub(super) struct Programs {
    /// The folder that they are in.
    pub(super) folder: PathBuf,
    is_root: bool,
}

impl Programs {
    /// The newest that is installed. Debian keeps them out of the path.
    pub(super) fn find() -> Self {
        let said = Command::new("pg_config").arg("--bindir").output();
        let said = said.ok().and_then(|output| String::from_utf8(output.stdout).ok());
        let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten()
            .flatten()
            .map(|version| version.path().join("bin"))
            .collect();
        folders.sort();
        folders.extend(said.map(|folder| folder.trim().into()));
        let folder = folders.into_iter().rev().find(|folder| folder.join("initdb").exists());
        let folder = folder.expect("no `initdb` is there: install the package `postgresql`");
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        Self { folder, is_root }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A command in a group of its own, so that no signal to the test reaches it. Postgres refuses
    /// to run as root: it is started as the user `postgres` then.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match self.is_root {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]);
                command.arg(program);
                command
            }
            false => Command::new(program),
        };
        command.process_group(0).current_dir("/").env("LC_ALL", "C");
        command
    }

    /// As whom they run.
    pub(super) fn user(&self) -> &'static str {
        if self.is_root { "root" } else { "user" }
    }

    pub(super) fn version(&self) -> String {
        let output = self.command(self.path("postgres")).arg("--version").output().unwrap();
        let words = String::from_utf8(output.stdout).unwrap();
        words.split_whitespace().nth(2).unwrap().to_owned()
    }

    /// Gives a folder to whom they run as.
    pub(super) fn give(&self, folder: &Path) {
        if self.is_root {
            let status = Command::new("chown").arg("postgres").arg(folder).status().unwrap();
            assert!(status.success(), "{} belongs to somebody else", folder.display());
        }
    }
}
