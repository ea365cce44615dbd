//! `cargo xtask deny`: checks the dependencies against `deny.toml`.
//!
//! Licences, sources, duplicates and compilers are checked here, from `cargo metadata`, on every
//! machine. If `cargo-deny` is installed, it checks the same and the advisories. CI does not
//! install it: a quarter of the crates of version 0.20.2 takes 66 s of CPU to build, and its
//! database of advisories is on the internet.

mod licence;
mod rules;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use self::rules::{Config, Promise};
use super::{Task, nothing_more};
use crate::{failure::Failure, metadata::Metadata, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "deny",
    arguments: "",
    about: "Check the licences, sources, duplicates, compilers and advisories of dependencies",
    details: "\
Reads deny.toml. No dependency may require a newer compiler than the members that it is built for.
Licences, sources and duplicates are always checked, from `cargo metadata`. If cargo-deny is installed
(`cargo install cargo-deny --locked`), it checks the same, and advisories if their database can be
reached. The output says what was checked by which tool.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

/// The crates that are built on some system. Cargo's metadata has more: what an optional feature of
/// somebody else's crate names and nobody asks for, such as the sqlx of graphile_worker.
fn built(workspace: &Workspace, members: &[&str]) -> Result<BTreeSet<String>, Failure> {
    let mut cargo = workspace.cargo(&[
        "tree",
        "--all-features",
        "--target=all",
        "--edges=normal,build,dev",
        "--prefix=none",
        "--format={p}",
        "--quiet",
    ]);
    let tree = process::read(cargo.args(members))?;
    let name = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    Ok(tree.lines().filter(|line| !line.is_empty()).map(name).collect())
}

/// What the members promise: each compiler, with what is built for those that support it.
fn promises(workspace: &Workspace, metadata: &Metadata) -> Result<Vec<Promise>, Failure> {
    let mut members = BTreeMap::<_, Vec<_>>::new();
    for member in metadata.members() {
        if let Some(compiler) = &member.rust_version {
            members.entry(compiler).or_default().extend(["--package", &*member.name]);
        }
    }
    let promises = members.into_iter().map(|(compiler, members)| {
        Ok(Promise { compiler: compiler.clone(), built: built(workspace, &members)? })
    });
    promises.collect()
}

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let path = workspace.root().join("deny.toml");
    let text = fs::read_to_string(&path).map_err(Failure::of("deny.toml"))?;
    let config: Config = toml::from_str(&text).map_err(Failure::of("deny.toml"))?;
    let mut metadata = workspace.metadata()?;
    let built = built(workspace, &["--workspace"])?;
    let promises = promises(workspace, &metadata)?;
    metadata.packages.retain(|it| built.contains(&format!("{} v{}", it.name, it.version)));
    let problems = rules::check(&config, &metadata, &promises);
    if !problems.is_empty() {
        return Err(Failure::new(format!("deny.toml is broken:\n  {}", problems.join("\n  "))));
    }
    let count = metadata.packages.len();
    println!("licences, sources and duplicates of {count} crates: checked from cargo metadata");
    if !process::is_there(&mut workspace.cargo(&["deny"])) {
        println!("advisories: not checked, since cargo-deny is not installed");
        return Ok(());
    }
    if process::succeeds(&mut workspace.cargo(&["deny", "fetch", "db"])) {
        process::run(&mut workspace.cargo(&["deny", "--workspace", "check"]))?;
        println!("advisories, and everything else again: checked by cargo-deny");
        return Ok(());
    }
    process::run(&mut workspace.cargo(&[
        "deny",
        "--workspace",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))?;
    println!("licences, sources and duplicates: checked by cargo-deny too");
    println!("advisories: not checked, since their database cannot be reached from here");
    Ok(())
}
