//! The npm packages in an empty folder: their program, their README, and their tests.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::posts;
use crate::{
    failure::Failure,
    files::{self, copy_into, empty},
    markdown::blocks,
    process,
    workspace::Workspace,
};

pub(in super::super) fn check(
    workspace: &Workspace,
    packages: &[PathBuf; 2],
    target: &Path,
) -> Result<(), Failure> {
    let folder = target.join("dist-check/npm");
    empty(&folder)?;
    files::write(&folder.join("package.json"), "{ \"private\": true }\n")?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--offline"]);
    process::run(npm.args(packages).current_dir(&folder))?;
    posts(&folder, || {
        let mut npx = Command::new("npx");
        npx.args(["--no-install", "ig-cli"]).current_dir(&folder);
        npx
    })?;

    let source = workspace.root().join("crates/ig-cli/dist/node");
    let readme = files::read(&source.join("README.md"))?;
    let [test] = &blocks(&readme, "js")[..] else {
        return Err(Failure::new("the README of the npm package was to have one block of code"));
    };
    files::write(&folder.join("photo.test.mjs"), test)?;
    for name in ["helper.test.mjs", "helper.test.cjs"] {
        copy_into(&source.join("tests").join(name), &folder, name)?;
    }
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=tap"]).current_dir(&folder);
    let said = process::read(&mut node)?;
    println!("{said}");
    // A file that node does not find would be no failure.
    for name in ["a photo is posted once", "a fault", "with require"] {
        if !said.lines().any(|line| line.trim().starts_with("ok ") && line.contains(name)) {
            return Err(Failure::new(format!("node has run no test `{name}`")));
        }
    }
    Ok(())
}
