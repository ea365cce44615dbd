//! The npm packages in an empty folder: their program, their README, their types, and their tests.

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
    task::node,
    workspace::Workspace,
};

/// The compiler of TypeScript.
pub(in super::super) const TYPESCRIPT: &str = "crates/ig-cli/dist/node/tests/package.json";

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
    types(workspace, &source, &folder)?;
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

/// Compiles a program in TypeScript that uses all of the package. `tsc` fails too if a mistake that it is
/// to find is none.
fn types(workspace: &Workspace, source: &Path, folder: &Path) -> Result<(), Failure> {
    let compiler = node::install(workspace, TYPESCRIPT, "dist-node")?.join("node_modules");
    let mut tsc = Command::new("node");
    tsc.arg(compiler.join("typescript/bin/tsc")).current_dir(folder);
    tsc.args(["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"]);
    tsc.args(["--types", "node", "--typeRoots"]).arg(compiler.join("@types"));
    for name in ["types.mts", "types.cts"] {
        copy_into(&source.join("tests").join(name), folder, name)?;
        tsc.arg(name);
    }
    println!("compiling the types of the npm package");
    process::run(&mut tsc)
}
