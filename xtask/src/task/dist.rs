//! `cargo xtask dist`: packages of the command, each installed in an empty place and used there.

mod archive;
mod check;
mod deb;
mod image;
mod npm;
mod platform;
mod wheel;

use lexopt::{Arg, Parser, ValueExt as _};

use self::platform::Platform;
use super::{
    Task, node,
    program::{Build, Program},
    python,
};
use crate::{failure::Failure, files::empty, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "dist",
    arguments: " [--check | --quick] [--target TRIPLE] [--for-registry]",
    about: "Make the packages of the command: archive, deb, wheel and npm",
    details: "\
They are made for this platform, in the folder `packages` of the target folder, with the profile
`release`: the first time takes some five minutes on two cores. cargo-deb, maturin and a linter of
Dockerfiles are installed into the target folder.
  --check         also install each package in an empty place, post a photo with it, and run the
                  tests of the Python and the Node package and of their READMEs
  --quick         the same with the program that the tests of the workspace use, as CI does
  --target TRIPLE build for another target, whose programs have to run here
  --for-registry  let the npm package name the packages of all platforms, which are published with it
crates/ig-cli/dist/README.md has the platforms.",
    run: |workspace, parser| {
        let options = Options::read(parser)?;
        make(workspace, &options)
    },
};

/// maturin, and a linter of Dockerfiles.
const REQUIREMENTS: &str = "crates/ig-cli/dist/requirements.txt";

/// Installs the tools that make packages, and those that judge them.
pub(super) fn prepare(workspace: &Workspace) -> Result<(), Failure> {
    python::install(workspace, REQUIREMENTS, "dist-python")?;
    node::install(workspace, check::TYPESCRIPT, "dist-node")?;
    deb::CARGO_DEB.install(workspace).map(drop)
}

/// What CI runs.
pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    make(workspace, &Options { is_checked: true, build: Build::Tests, of: Names::Local })
}

#[derive(Debug, PartialEq)]
struct Options {
    is_checked: bool,
    build: Build,
    of: Names,
}

/// The packages with programs that the npm package names.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Names {
    /// That of this platform: no other one has been made.
    Local,
    /// Those of all platforms.
    Registry,
}

impl Options {
    fn read(mut parser: Parser) -> Result<Self, Failure> {
        let mut options = Self { is_checked: false, build: Build::Dist(None), of: Names::Local };
        let mut is_quick = false;
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("check") => options.is_checked = true,
                Arg::Long("quick") => is_quick = true,
                Arg::Long("for-registry") => options.of = Names::Registry,
                Arg::Long("target") => {
                    options.build = Build::Dist(Some(parser.value()?.string()?));
                }
                other => return Err(other.unexpected().into()),
            }
        }
        if options.is_checked && options.of == Names::Registry {
            return Err(Failure::new(
                "the packages for the registry need those of all platforms to be installed: leave \
                 out --check or --for-registry",
            ));
        }
        if is_quick {
            if options.build != Build::Dist(None) || options.of == Names::Registry {
                return Err(Failure::new("--quick makes packages that are for this machine only"));
            }
            options.is_checked = true;
            options.build = Build::Tests;
        }
        Ok(options)
    }
}

fn make(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let program = Program::build(workspace, &options.build)?;
    let platform = Platform::of(&program.triple)?;
    program.generate()?;
    program.report(&options.build)?;
    let folder = program.target.join("packages");
    empty(&folder)?;
    archive::make(workspace, &program, &folder)?;
    let deb =
        if platform.has_deb() { Some(deb::make(workspace, &program, &folder)?) } else { None };
    let python = python::install(workspace, REQUIREMENTS, "dist-python")?;
    let wheel = wheel::make(workspace, &program, &python, &folder)?;
    let npm = npm::make(workspace, &program, platform, options.of, &folder)?;
    if options.is_checked {
        image::lint(workspace, &python)?;
        if let Some(deb) = &deb {
            check::deb(&program, deb)?;
        }
        check::wheel(workspace, &wheel, &program.target)?;
        check::npm(workspace, &npm, &program.target)?;
        check::image(workspace, &program)?;
    }
    println!("the packages are in {}", folder.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Options, Failure> {
        Options::read(Parser::from_args(words))
    }

    #[test]
    fn options_that_do_not_go_together_are_refused() {
        let release = Options { is_checked: false, build: Build::Dist(None), of: Names::Local };
        assert_eq!(read(&[]).expect("no options"), release);
        let quick = Options { is_checked: true, build: Build::Tests, of: Names::Local };
        assert_eq!(read(&["--quick"]).expect("it is one"), quick);
        let target = read(&["--target", "aarch64-apple-darwin", "--check"]).expect("they are");
        assert_eq!(target.build, Build::Dist(Some("aarch64-apple-darwin".to_owned())));
        assert!(read(&["--quick", "--target", "aarch64-apple-darwin"]).is_err());
        assert!(read(&["--quick", "--for-registry"]).is_err());
        assert!(read(&["--check", "--for-registry"]).is_err());
        assert!(read(&["--dev"]).is_err());
    }
}
