//! `cargo xtask layers`: checks which crate uses which against a table.
//!
//! The table is that of ARCHITECTURE.md. A dependency is a decision of the whole workspace: a new
//! edge changes the table in the same commit, where a review sees it.

mod files;
mod graph;
mod modules;
mod rules;

use std::collections::BTreeSet;

use self::graph::Graph;
use super::{Task, nothing_more};
use crate::{failure::Failure, metadata::Metadata, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "layers",
    arguments: "",
    about: "Check which crate depends on which",
    details: "\
Fails on an edge between crates of the workspace that is not in the table, on a dependency of
ig-core that is not in its list, on a path from ig-core, ig-queue or ig-sandbox-core to an HTTP
client, a runtime or a source of randomness, and if the tree of ig-core grows beyond its bound. The folders of
ig-core use each other only in their order, and files of a crate must not use each other in a
circle, unless a line `// Circle: …` in one of them says why.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let metadata = workspace.metadata()?;
    let graph = Graph::of(&metadata);
    let mut problems = rules::check(&graph);
    let tree = tree_of_core(workspace)?;
    problems.extend(rules::core_is_small(&tree));
    problems.extend(files_of_all(&metadata)?);
    if problems.is_empty() {
        println!("every edge is in the table; the tree of ig-core has {} crates", tree.len());
        return Ok(());
    }
    Err(Failure::new(format!("the layers are broken:\n  {}", problems.join("\n  "))))
}

/// The problems between the files of each crate.
fn files_of_all(metadata: &Metadata) -> Result<Vec<String>, Failure> {
    /// The number of circles that may have a reason.
    const MOST_CIRCLES: usize = 2;
    let (mut problems, mut excused) = (Vec::new(), 0);
    for package in metadata.members() {
        let sources = package.manifest_path.with_file_name("src");
        let roots = ["lib.rs", "main.rs"].map(|root| sources.join(root));
        for root in roots.iter().filter(|root| root.is_file()) {
            let uses = modules::read(root)?;
            for circle in files::circles(&uses) {
                if files::has_a_reason(&circle, &sources)? {
                    excused += 1;
                    continue;
                }
                let files: Vec<_> = circle.iter().map(|file| file.display().to_string()).collect();
                problems.push(format!("{}: a circle of {}", package.name, files.join(", ")));
            }
            if package.name == "ig-core" {
                let against = files::against_the_order(&uses, files::FOLDERS);
                problems.extend(against.iter().map(|problem| format!("ig-core: {problem}")));
            }
        }
    }
    if excused > MOST_CIRCLES {
        problems.push(format!("{excused} circles have a reason; at most {MOST_CIRCLES} may"));
    }
    Ok(problems)
}

fn tree_of_core(workspace: &Workspace) -> Result<BTreeSet<String>, Failure> {
    tree_of(workspace, "ig-core")
}

/// The crates that are compiled when only one crate is built, including itself, procedural macros
/// and the dependencies of build scripts. Cargo lists them, since the metadata has the features
/// that all crates together turn on.
pub(super) fn tree_of(workspace: &Workspace, name: &str) -> Result<BTreeSet<String>, Failure> {
    let arguments = ["tree", "-p", name, "--edges", "normal,build", "--prefix", "none"];
    let format = ["--format", "{p}", "--no-dedupe", "--quiet"];
    let text = process::read(workspace.cargo(&arguments).args(format))?;
    Ok(text.lines().map(str::to_owned).collect())
}
