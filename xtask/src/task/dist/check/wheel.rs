//! The wheel in an empty environment of Python: its program, its README, and its tests.

use std::{fs, path::Path, process::Command};

use super::posts;
use crate::{
    failure::Failure,
    files::{self, empty},
    markdown::blocks,
    process,
    workspace::Workspace,
};

pub(in super::super) fn check(
    workspace: &Workspace,
    wheel: &Path,
    target: &Path,
) -> Result<(), Failure> {
    let venv = target.join("dist-check/venv");
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
    let python = venv.join("bin/python");
    let pip = || {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip
    };
    // It needs no other package.
    process::run(pip().arg("--no-index").arg(wheel))?;
    posts(&venv, || {
        let mut ig = Command::new(venv.join("bin/ig"));
        ig.env_clear().env("HOME", &venv);
        ig
    })?;

    let source = workspace.root().join("crates/ig-cli/dist/python");
    process::run(pip().arg("--requirement").arg(source.join("tests/requirements.txt")))?;
    let readme = files::read(&source.join("README.md"))?;
    let [test, options, alone] = &blocks(&readme, "python")[..] else {
        return Err(Failure::new("the README of the wheel was to have three blocks of Python"));
    };
    let folder = target.join("dist-check/pytest");
    empty(&folder)?;
    let write = |name: &str, text: &str| files::write(&folder.join(name), text);
    let run = |words: &[&str]| {
        let mut command = Command::new(&python);
        command.args(words).current_dir(&folder).env("PYTHONDONTWRITEBYTECODE", "1");
        command
    };
    let pytest = ["-m", "pytest", "--quiet", "-p", "no:cacheprovider"];
    write("test_photo.py", test)?;
    process::run(&mut run(&pytest))?;
    write("conftest.py", options)?;
    process::run(&mut run(&pytest))?;
    write("alone.py", alone)?;
    let url = process::read(&mut run(&["alone.py"]))?;
    if !url.starts_with("http://127.0.0.1:") {
        return Err(Failure::new(format!("the README's last block prints {url}")));
    }
    fs::remove_file(folder.join("conftest.py")).map_err(Failure::of("conftest.py"))?;
    process::run(run(&pytest).arg("--rootdir").arg(&folder).arg(source.join("tests")))
}
