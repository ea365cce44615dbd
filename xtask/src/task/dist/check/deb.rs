//! The Debian package, installed by dpkg below a root of its own, so that this machine is not touched.
//!
//! The root knows what this machine has of the package's dependencies, and nothing else.

use std::{path::Path, process::Command};

use super::{completions, posts};
use crate::{
    failure::Failure,
    files::{self, empty, files_below},
    process,
    task::program::Program,
};

pub(in super::super) fn check(program: &Program, deb: &Path) -> Result<(), Failure> {
    let root = program.target.join("dist-check/deb");
    empty(&root)?;
    let depends = process::read(Command::new("dpkg-deb").arg("--field").arg(deb).arg("Depends"))?;
    let database = root.join("var/lib/dpkg");
    for folder in ["info", "updates", "triggers"] {
        empty(&database.join(folder))?;
    }
    // Nothing but the dependencies is there, in the versions of this machine.
    let names = names(&depends);
    let there = process::read(Command::new("dpkg").arg("--status").args(&names))?;
    files::write(&database.join("status"), &there)?;
    println!("the package depends on {}", depends.trim());

    let dpkg = || {
        let mut dpkg = Command::new("dpkg");
        dpkg.arg(format!("--root={}", root.display()))
            .args(["--force-not-root", "--log=/dev/null"]);
        dpkg
    };
    process::run(dpkg().arg("--install").arg(deb))?;
    for path in [
        "usr/bin/ig",
        "usr/share/bash-completion/completions/ig",
        "usr/share/doc/ig-cli/copyright",
        "usr/share/fish/vendor_completions.d/ig.fish",
        "usr/share/man/man1/ig-queue-work.1.gz",
        "usr/share/man/man1/ig.1.gz",
        "usr/share/zsh/vendor-completions/_ig",
    ] {
        if !root.join(path).is_file() {
            return Err(Failure::new(format!("the package has no /{path}")));
        }
    }
    let completions = root.join("usr/share/bash-completion/completions/ig");
    process::run(Command::new("bash").arg("-n").arg(completions))?;
    posts(&root, || {
        let mut ig = Command::new(root.join("usr/bin/ig"));
        ig.env_clear().env("HOME", &root);
        ig
    })?;
    // In CI, the tests of the command judge its scripts.
    if program.profile != "dev" {
        completions::check(&root, &program.target.join("dist-check/shells"))?;
    }
    process::run(dpkg().args(["--purge", "ig-cli"]))?;
    // Folders go with their last file.
    if root.join("usr").exists() {
        let left = files_below(&root.join("usr"))?;
        return Err(Failure::new(format!("the package leaves {left:?} behind")));
    }
    Ok(())
}

/// The names of packages in a list with versions.
fn names(depends: &str) -> Vec<&str> {
    depends.split(',').filter_map(|package| package.split_whitespace().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_named_without_its_version() {
        assert_eq!(names("libc6 (>= 2.34), libgcc-s1 (>= 4.2)\n"), ["libc6", "libgcc-s1"]);
    }
}
