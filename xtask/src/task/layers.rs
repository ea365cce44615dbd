//! `cargo xtask layers`: which crate may use which, as a table that fails when it is left.
//!
//! The table is that of ARCHITECTURE.md. A dependency is a decision of the whole workspace: whoever
//! adds an edge changes the table in the same commit, where a review sees it.

mod graph;
mod rules;

use std::collections::BTreeSet;

use self::graph::Graph;
use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "layers",
    arguments: "",
    about: "Check which crate depends on which",
    details: "\
Fails on an edge between crates of the workspace that is not in the table, on a dependency of
ig-core that is not in its list, on a way from ig-core to an HTTP client, a runtime or a source of
randomness, and when the tree of ig-core grows beyond its bound.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let graph = Graph::of(&workspace.metadata()?);
    let mut problems = rules::check(&graph);
    let tree = tree_of_core(workspace)?;
    problems.extend(rules::core_is_small(&tree));
    if problems.is_empty() {
        println!("every edge is in the table; the tree of ig-core has {} crates", tree.len());
        return Ok(());
    }
    Err(Failure::new(format!("the layers are broken:\n  {}", problems.join("\n  "))))
}

fn tree_of_core(workspace: &Workspace) -> Result<BTreeSet<String>, Failure> {
    tree_of(workspace, "ig-core")
}

/// The crates that are compiled when a crate is built alone, itself, procedural macros and what
/// build scripts are made of included. Cargo is asked for that, since the metadata has the features
/// that all crates together turn on.
pub(super) fn tree_of(workspace: &Workspace, name: &str) -> Result<BTreeSet<String>, Failure> {
    let arguments = ["tree", "-p", name, "--edges", "normal,build", "--prefix", "none"];
    let format = ["--format", "{p}", "--no-dedupe", "--quiet"];
    let text = process::read(workspace.cargo(&arguments).args(format))?;
    Ok(text.lines().map(str::to_owned).collect())
}
