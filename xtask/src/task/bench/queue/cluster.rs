//! A Postgres of our own, in a temporary folder, for as long as it is measured.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self as this, Command},
};

use crate::{failure::Failure, process};

/// A server that listens on a socket in its folder. It is ended with this value.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
}

impl Cluster {
    pub(super) fn start() -> Result<Self, Failure> {
        let folder = env::temp_dir().join(format!("ig-bench-postgres-{}", this::id()));
        fs::create_dir(&folder).map_err(Failure::of(folder.display()))?;
        let cluster = Self { folder, programs: server_programs()? };
        if is_root() {
            process::run(Command::new("chown").arg("postgres").arg(&cluster.folder))?;
        }
        let data = cluster.folder.join("data");
        process::read(
            cluster.server("initdb").args(["-A", "trust", "-U", "postgres", "-D"]).arg(&data),
        )?;
        let options = format!("-k {} -c listen_addresses=''", cluster.folder.display());
        let mut start = cluster.server("pg_ctl");
        start.arg("-D").arg(&data).arg("-l").arg(cluster.folder.join("log"));
        process::run(start.args(["-w", "-o", &options, "start"]))?;
        Ok(cluster)
    }

    /// A new database; gives the words with which it is connected to.
    pub(super) fn database(&self, name: &str) -> Result<String, Failure> {
        self.sql("postgres", &format!("create database {name}"))?;
        let folder = self.folder.display().to_string().replace('/', "%2F");
        Ok(format!("postgres://postgres@{folder}/{name}"))
    }

    /// Runs statements; gives what they print.
    pub(super) fn sql(&self, database: &str, statements: &str) -> Result<String, Failure> {
        let mut command = Command::new("psql");
        command.arg("-h").arg(&self.folder).args(["-U", "postgres", "-qAt", "-d", database]);
        process::read(command.args(["-c", statements]))
    }

    /// A program of the server, which does not run as root.
    fn server(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
                command.arg(program);
                command
            }
            false => Command::new(program),
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.server("pg_ctl");
        stop.arg("-D").arg(self.folder.join("data")).args(["-m", "immediate", "stop"]);
        let _ = process::capture(&mut stop);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Where `initdb` is: Debian keeps it out of the path, in a folder for each version.
fn server_programs() -> Result<PathBuf, Failure> {
    let found = process::capture(Command::new("pg_config").arg("--bindir"));
    if let Some(output) = found.ok().filter(|output| output.status.success()) {
        let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
        if folder.join("initdb").is_file() {
            return Ok(folder);
        }
    }
    let debian = Path::new("/usr/lib/postgresql");
    let versions = fs::read_dir(debian).into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").is_file());
    folders.sort();
    let why = "PostgreSQL's server programs are missing: install the package postgresql";
    folders.pop().ok_or_else(|| Failure::new(why))
}

fn is_root() -> bool {
    let output = process::capture(Command::new("id").arg("-u"));
    output.is_ok_and(|output| output.stdout == b"0\n")
}
