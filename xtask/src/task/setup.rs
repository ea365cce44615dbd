//! `cargo xtask setup`: what is missing is said before the first step, and not by its failure.

use std::{path::Path, process::Command};

use super::{Task, nothing_more, python};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "setup",
    arguments: "",
    about: "Check that the programs are there which the other tasks need",
    details: "\
As root on a Debian system it installs the packages that are missing. Elsewhere it says what to
install and fails. Meta's Python SDK goes into an environment of its own in the target folder.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

/// A program that a task needs.
#[derive(Debug, PartialEq)]
struct Need {
    program: &'static str,
    arguments: &'static [&'static str],
    remedy: Remedy,
}

#[derive(Debug, PartialEq)]
enum Remedy {
    DebianPackages(&'static [&'static str]),
    RustComponent(&'static str),
}

const NEEDS: &[Need] = &[
    Need {
        program: "cargo",
        arguments: &["fmt", "--version"],
        remedy: Remedy::RustComponent("rustfmt"),
    },
    Need {
        program: "cargo",
        arguments: &["clippy", "--version"],
        remedy: Remedy::RustComponent("clippy"),
    },
    Need {
        program: "cc",
        arguments: &["--version"],
        remedy: Remedy::DebianPackages(&["gcc", "libc6-dev"]),
    },
    // libFuzzer is written in C++.
    Need { program: "c++", arguments: &["--version"], remedy: Remedy::DebianPackages(&["g++"]) },
    Need { program: "curl", arguments: &["--version"], remedy: Remedy::DebianPackages(&["curl"]) },
    Need { program: "git", arguments: &["--version"], remedy: Remedy::DebianPackages(&["git"]) },
    // Meta's own SDK is run against the sandbox.
    Need {
        program: "python3",
        arguments: &["-c", "import ensurepip, venv"],
        remedy: Remedy::DebianPackages(&["python3", "python3-venv"]),
    },
    // The guard counts instructions.
    #[cfg(target_os = "linux")]
    Need {
        program: "valgrind",
        arguments: &["--version"],
        remedy: Remedy::DebianPackages(&["valgrind"]),
    },
    // The how-tos of the sandbox are run by the programs that they are for.
    Need {
        program: "node",
        arguments: &["-e", "fetch"],
        remedy: Remedy::DebianPackages(&["nodejs"]),
    },
    Need {
        program: "php",
        arguments: &["--version"],
        remedy: Remedy::DebianPackages(&["php-cli"]),
    },
    // The native TLS of the transports is checked too.
    Need {
        program: "pkg-config",
        arguments: &["--exists", "openssl"],
        remedy: Remedy::DebianPackages(&["pkg-config", "libssl-dev"]),
    },
    // The page of the sandbox is tested in a real browser.
    Need {
        program: "chromium",
        arguments: &["--version"],
        remedy: Remedy::DebianPackages(&["chromium"]),
    },
    Need {
        program: "chromedriver",
        arguments: &["--version"],
        remedy: Remedy::DebianPackages(&["chromium-driver"]),
    },
];

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    install_missing()?;
    python::prepare(workspace).map(drop)
}

fn install_missing() -> Result<(), Failure> {
    let missing = missing();
    let packages = debian_packages(&missing);
    if !packages.is_empty() && is_debian() && is_root() {
        install(&packages)?;
        return report(&self::missing());
    }
    report(&missing)
}

fn missing() -> Vec<&'static Need> {
    let is_missing =
        |need: &&Need| !process::succeeds(Command::new(need.program).args(need.arguments));
    NEEDS.iter().filter(is_missing).collect()
}

fn debian_packages(missing: &[&'static Need]) -> Vec<&'static str> {
    let packages = missing.iter().filter_map(|need| match need.remedy {
        Remedy::DebianPackages(packages) => Some(packages),
        Remedy::RustComponent(_) => None,
    });
    packages.flatten().copied().collect()
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists() && process::is_there(&mut Command::new("apt-get"))
}

fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|output| output.stdout == b"0\n")
}

fn install(packages: &[&str]) -> Result<(), Failure> {
    process::run(Command::new("apt-get").arg("update"))?;
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    process::run(command.args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn report(missing: &[&Need]) -> Result<(), Failure> {
    if missing.is_empty() {
        println!("everything is there");
        return Ok(());
    }
    let mut text = String::from("programs are missing:");
    for Need { program, arguments, remedy } in missing {
        let name = [&[*program], *arguments].concat().join(" ").replace(" --version", "");
        text += &match remedy {
            Remedy::RustComponent(component) => {
                format!("\n  {name}: rustup component add {component}")
            }
            Remedy::DebianPackages(packages) => {
                let packages = packages.join(" ");
                format!("\n  {name}: apt-get install {packages}, or as your system calls them")
            }
        };
    }
    Err(Failure::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_with_how_to_install_it() {
        let missing = [&NEEDS[1], &NEEDS[2]];
        let text = report(&missing).expect_err("something is missing").to_string();
        assert!(text.contains("cargo clippy: rustup component add clippy"), "{text}");
        assert!(text.contains("cc: apt-get install gcc libc6-dev"), "{text}");
    }

    #[test]
    fn only_what_is_missing_is_installed_and_no_rust_component_by_apt() {
        assert_eq!(debian_packages(&[&NEEDS[0], &NEEDS[2]]), ["gcc", "libc6-dev"]);
        assert!(debian_packages(&[&NEEDS[0], &NEEDS[1]]).is_empty());
    }

    #[test]
    fn nothing_missing_is_no_failure() {
        assert!(report(&[]).is_ok());
    }
}
