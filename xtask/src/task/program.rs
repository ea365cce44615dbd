//! The program that the packages carry, with what it generates: manual pages and completions.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;
use serde_json::Value;

use crate::{failure::Failure, files, files::empty, process, workspace::Workspace};

/// The goal for the program that users are given.
const MOST_BYTES: u64 = 14_000_000;

/// The libraries that it may link on Linux: those of the C library and of the compiler.
const LIBRARIES: [&str; 4] = ["linux-vdso.", "libc.", "libm.", "libgcc_s."];

/// Which program is built.
#[derive(Debug, PartialEq)]
pub(super) enum Build {
    /// That of the packages, for a target or this machine.
    Dist(Option<String>),
    /// That of the tests, which is there already in CI.
    Tests,
    /// The quickest to build where nothing is there.
    Alone,
}

#[derive(Debug)]
pub(super) struct Program {
    pub(super) path: PathBuf,
    /// What cargo has said about it, as JSON.
    pub(super) message: String,
    pub(super) triple: String,
    pub(super) version: String,
    /// The target folder.
    pub(super) target: PathBuf,
    /// The name of its profile, for the other tools.
    pub(super) profile: &'static str,
    /// The target that was asked for.
    pub(super) asked_for: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    executable: Option<PathBuf>,
    #[serde(default)]
    target: Value,
}

impl Program {
    pub(super) fn build(workspace: &Workspace, build: &Build) -> Result<Self, Failure> {
        // For the tests: with their features, or everything would be compiled again.
        let (words, profile): (&[&str], _) = match build {
            Build::Tests => (&["--profile", "test", "--workspace", "--examples"], "dev"),
            Build::Alone => (&["--package", "ig-cli"], "dev"),
            Build::Dist(_) => (&["--locked", "--release", "--package", "ig-cli"], "release"),
        };
        let asked_for = match build {
            Build::Dist(Some(triple)) => Some(triple.clone()),
            _ => None,
        };
        let mut cargo = workspace.cargo(&["build", "--bin", "ig", "--message-format"]);
        cargo.arg("json-render-diagnostics").args(words);
        cargo.args(asked_for.iter().flat_map(|triple| ["--target", triple]));
        let said = process::read(&mut cargo)?;
        let (path, message) = executable(&said)?;
        let metadata = workspace.metadata()?;
        let version = metadata.members().find(|package| package.name == "ig-cli");
        let version = version.map(|package| package.version.clone()).unwrap_or_default();
        let target = metadata.target_directory;
        let triple = asked_for.clone().map_or_else(host, Ok)?;
        Ok(Self { path, message, triple, version, target, profile, asked_for })
    }

    /// The folder of generated files beside the program, where cargo-deb finds it by that name.
    pub(super) fn share(&self) -> PathBuf {
        self.path.with_file_name("ig-share")
    }

    pub(super) fn command(&self) -> Command {
        Command::new(&self.path)
    }

    /// Makes the manual pages and the completions.
    pub(super) fn generate(&self) -> Result<(), Failure> {
        let share = self.share();
        empty(&share)?;
        process::run(self.command().args(["man", "--quiet", "--dir"]).arg(share.join("man1")))?;
        let completions = share.join("completions");
        for (shell, name) in [
            ("bash", "ig.bash"),
            ("zsh", "_ig"),
            ("fish", "ig.fish"),
            ("elvish", "ig.elv"),
            ("powershell", "_ig.ps1"),
        ] {
            let script = process::read(self.command().args(["completions", shell]))?;
            files::write(&completions.join(name), &script)?;
        }
        Ok(())
    }

    /// Prints what the program weighs and links, and fails if either is too much.
    pub(super) fn report(&self, build: &Build) -> Result<(), Failure> {
        let size = fs::metadata(&self.path).map_err(Failure::of(self.path.display()))?.len();
        #[expect(clippy::cast_precision_loss, reason = "it is shown with one decimal")]
        let megabytes = size as f64 / 1e6;
        println!("{}: {megabytes:.1} MB, for {}", self.path.display(), self.triple);
        if matches!(build, Build::Dist(_)) && MOST_BYTES < size {
            return Err(Failure::new("it may have 14 MB: see what has grown, and COSTS.md"));
        }
        if self.triple.contains("linux") {
            let linked = process::read(Command::new("ldd").arg(&self.path))?;
            print!("it links:\n{linked}");
            let foreign = foreign(&linked);
            if !foreign.is_empty() {
                let foreign = foreign.join(", ");
                return Err(Failure::new(format!("it must not link {foreign}")));
            }
        }
        Ok(())
    }
}

/// The program in cargo's messages, and the message about it.
fn executable(said: &str) -> Result<(PathBuf, String), Failure> {
    for line in said.lines() {
        let message: Message = serde_json::from_str(line).map_err(Failure::of("cargo build"))?;
        let is_it = message.reason == "compiler-artifact" && message.target["name"] == "ig";
        let is_it = is_it && message.target["kind"][0] == "bin";
        if let Some(path) = message.executable.filter(|_| is_it) {
            return Ok((path, line.to_owned()));
        }
    }
    Err(Failure::new("cargo has built no program `ig`"))
}

fn host() -> Result<String, Failure> {
    let said = process::read(Command::new("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("rustc does not say what this machine is"))
}

/// The libraries in the output of ldd that are not on the list.
fn foreign(linked: &str) -> Vec<&str> {
    let names = linked.lines().filter_map(|line| line.split_whitespace().next());
    let names = names.filter(|name| !Path::new(name).is_absolute());
    names.filter(|name| !LIBRARIES.iter().any(|known| name.starts_with(known))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_cargos_messages() {
        let library = r#"{"reason":"compiler-artifact","target":{"name":"ig","kind":["lib"]}}"#;
        let built = r#"{"reason":"compiler-artifact","target":{"name":"ig","kind":["bin"]},"executable":"/t/ig"}"#;
        let end = r#"{"reason":"build-finished","success":true}"#;
        let (path, message) =
            executable(&format!("{library}\n{built}\n{end}\n")).expect("it is there");
        assert_eq!((path, message), (PathBuf::from("/t/ig"), built.to_owned()));
        assert!(executable(&format!("{library}\n{end}\n")).is_err());
    }

    #[test]
    fn a_library_that_is_not_of_the_system_is_named() {
        let linked = "\tlinux-vdso.so.1 (0x00007ffd)\n\tlibssl.so.3 => /lib/libssl.so.3 (0x0)\n\
                      \tlibc.so.6 => /lib/libc.so.6 (0x0)\n\t/lib64/ld-linux-x86-64.so.2 (0x0)\n";
        assert_eq!(foreign(linked), ["libssl.so.3"]);
        assert!(foreign("\tstatically linked\n").contains(&"statically"));
    }
}
