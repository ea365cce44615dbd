//! `cargo xtask ranges`: tries the versions that a requirement allows, not only the locked one.
//!
//! A library is built with the version in its user's lock file. If that behaves differently from
//! the one here, only a test with that version shows it.

use std::{fs, path::Path, time::Instant};

use serde::Deserialize;

use super::{Task, copy::Copy, nothing_more};
use crate::{
    failure::Failure,
    process,
    table::{Table, seconds},
    workspace::{Workspace, cargo_program},
};

pub(super) const TASK: Task = Task {
    name: "ranges",
    arguments: "",
    about: "Run a transport's tests with the lowest and the newest version of its HTTP client",
    details: "\
The lowest version is the one in [workspace.dependencies], the newest is the newest compatible one
in the registry. `cargo xtask test` tries the version in Cargo.lock; each other one is put into the
lock file of a copy of the workspace, and the tests of the transport run there. The task needs the
registry. The copy is kept in the folder `ranges` of the target folder, so that the second run is
quicker.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

/// Each dependency, and the package whose tests try it.
const TRIED: &[(&str, &str)] = &[("ureq", "ig-ureq")];

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.metadata()?.target_directory.join("ranges");
    let copy = Copy::new(workspace, &folder.join("workspace"))?;
    let mut table = Table::new(["dependency", "version", "which", "tests of", "result", "seconds"]);
    let mut failed = Vec::new();
    for (dependency, package) in TRIED {
        for (version, which) in versions(&copy, dependency)? {
            let start = Instant::now();
            let word = match which {
                Which::Locked => "left to `test`",
                Which::Lowest | Which::Newest => {
                    set(&copy, dependency, Some(&version))?;
                    let mut tests = cargo(copy.folder(), &["test", "--locked", "-p", package]);
                    tests.env("CARGO_PROFILE_DEV_DEBUG", "0");
                    match process::run(tests.env("CARGO_TARGET_DIR", folder.join("target"))) {
                        Ok(()) => "passed",
                        Err(failure) => {
                            failed.push(format!("{dependency} {version}: {failure}"));
                            "FAILED"
                        }
                    }
                }
            };
            let elapsed = seconds(start.elapsed());
            let which = which.word().to_owned();
            let row = [(*dependency).to_owned(), version, which, (*package).to_owned()];
            let [dependency, version, which, package] = row;
            table.push([dependency, version, which, package, word.to_owned(), elapsed]);
        }
    }
    copy.restore()?;
    println!("\n{}", table.text());
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("\n  "))) }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Which {
    Locked,
    Lowest,
    Newest,
}

impl Which {
    fn word(self) -> &'static str {
        match self {
            Self::Locked => "in Cargo.lock",
            Self::Lowest => "lowest",
            Self::Newest => "newest",
        }
    }
}

/// The versions to try, each once.
fn versions(copy: &Copy, dependency: &str) -> Result<Vec<(String, Which)>, Failure> {
    copy.restore()?;
    let read = |name: &str| {
        let path = copy.folder().join(name);
        fs::read_to_string(&path).map_err(Failure::of(path.display()))
    };
    let lowest = lowest(&read("Cargo.toml")?, dependency)?;
    let locked = locked(&read("Cargo.lock")?, dependency)?;
    set(copy, dependency, None)?;
    let newest = self::locked(&read("Cargo.lock")?, dependency)?;
    let mut versions = vec![(locked, Which::Locked)];
    for (version, which) in [(lowest, Which::Lowest), (newest, Which::Newest)] {
        if versions.iter().all(|(known, _)| *known != version) {
            versions.push((version, which));
        }
    }
    Ok(versions)
}

/// Puts a version into the copy's lock file; without one, the newest that is allowed.
fn set(copy: &Copy, dependency: &str, version: Option<&str>) -> Result<(), Failure> {
    copy.restore()?;
    let mut update = cargo(copy.folder(), &["update", "--package", dependency]);
    process::run(update.args(version.map(|it| ["--precise", it]).into_iter().flatten()))
}

fn cargo(folder: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(cargo_program());
    command.args(arguments).current_dir(folder);
    command
}

/// The lowest version that the workspace's requirement allows.
fn lowest(manifest: &str, dependency: &str) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Manifest {
        workspace: Members,
    }
    #[derive(Deserialize)]
    struct Members {
        dependencies: toml::Table,
    }
    let Manifest { workspace } = toml::from_str(manifest).map_err(Failure::of("Cargo.toml"))?;
    let entry = workspace.dependencies.get(dependency);
    let version = entry.and_then(|entry| entry.get("version").unwrap_or(entry).as_str());
    let version = version.unwrap_or_default();
    let is_plain = version.split('.').count() == 3
        && version.split('.').all(|part| part.parse::<u32>().is_ok());
    if !is_plain {
        let words = "must be a whole version like 1.2.3, whose range has no upper bound of its own";
        return Err(Failure::new(format!("Cargo.toml: `{dependency} = \"{version}\"` {words}")));
    }
    Ok(version.to_owned())
}

/// The only version of a dependency in a lock file.
fn locked(lock: &str, dependency: &str) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let Lock { package } = toml::from_str(lock).map_err(Failure::of("Cargo.lock"))?;
    let mut versions = package.into_iter().filter(|package| package.name == dependency);
    match (versions.next(), versions.next()) {
        (Some(package), None) => Ok(package.version),
        (None, _) => Err(Failure::new(format!("Cargo.lock has no {dependency}"))),
        (Some(_), Some(_)) => Err(Failure::new(format!("Cargo.lock has {dependency} twice"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_version_is_the_one_in_the_requirement() {
        let manifest = |entry: &str| format!("[workspace.dependencies]\nureq = {entry}\n");
        let lowest = |entry: &str| lowest(&manifest(entry), "ureq").map_err(|it| it.to_string());
        assert_eq!(lowest("\"3.5.1\"").as_deref(), Ok("3.5.1"));
        assert_eq!(lowest("{ version = \"3.5.1\", features = [] }").as_deref(), Ok("3.5.1"));
        for other in ["\"3.5\"", "\">=3.5.1, <3.6\"", "\"=3.5.1\"", "\"*\"", "{ path = \"a\" }"] {
            let refused = lowest(other).expect_err("it is not a plain version");
            assert!(refused.contains("ureq") && refused.contains("1.2.3"), "{refused}");
        }
    }

    #[test]
    fn the_locked_version_is_read_and_two_of_them_are_too_many() {
        let one = "[[package]]\nname = \"ureq\"\nversion = \"3.5.2\"\n";
        let other = "[[package]]\nname = \"ureq-proto\"\nversion = \"0.7.1\"\n";
        let locked = |lock: String| locked(&lock, "ureq").map_err(|it| it.to_string());
        assert_eq!(locked(one.to_owned() + other).as_deref(), Ok("3.5.2"));
        assert_eq!(locked(other.to_owned()), Err("Cargo.lock has no ureq".to_owned()));
        assert_eq!(locked(one.repeat(2)), Err("Cargo.lock has ureq twice".to_owned()));
    }
}
