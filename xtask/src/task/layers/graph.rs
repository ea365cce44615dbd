//! The packages and edges that the rules check, small enough to build in a test.

use std::collections::{BTreeMap, BTreeSet};

use crate::metadata::Metadata;

/// The workspace as the rules see it.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The crates of the workspace by name.
    pub(super) members: BTreeMap<String, Member>,
    /// The packages that each package needs to be built, without tests; by name.
    pub(super) built_with: BTreeMap<String, BTreeSet<String>>,
}

/// A crate of the workspace as its manifest declares it.
#[derive(Debug, Default)]
pub(super) struct Member {
    pub(super) normal: BTreeSet<String>,
    pub(super) build: BTreeSet<String>,
    pub(super) dev: BTreeSet<String>,
    pub(super) features: BTreeSet<String>,
}

impl Graph {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let mut graph = Self::default();
        for package in metadata.members() {
            let member = graph.members.entry(package.name.clone()).or_default();
            member.features = package.features.keys().cloned().collect();
            for dependency in &package.dependencies {
                let list = match dependency.kind.as_deref() {
                    Some("dev") => &mut member.dev,
                    Some("build") => &mut member.build,
                    _ => &mut member.normal,
                };
                list.insert(dependency.name.clone());
            }
        }
        let names: BTreeMap<_, _> =
            metadata.packages.iter().map(|package| (&package.id, &package.name)).collect();
        let members: BTreeSet<_> = metadata.members().map(|package| &package.id).collect();
        for node in &metadata.resolve.nodes {
            // What the build script of somebody else's crate uses is in no program.
            let is_member = members.contains(&node.id);
            let built = node.deps.iter().filter(|dependency| {
                dependency.dep_kinds.iter().any(|kind| match kind.kind.as_deref() {
                    Some("dev") => false,
                    Some("build") => is_member,
                    _ => true,
                })
            });
            let built = built.map(|dependency| names[&dependency.pkg].clone());
            graph.built_with.entry(names[&node.id].clone()).or_default().extend(built);
        }
        graph
    }

    /// The path from one package to another, including both.
    pub(super) fn way(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut seen = BTreeSet::from([from.to_owned()]);
        let mut ways = vec![vec![from.to_owned()]];
        while let Some(way) = ways.pop() {
            let last = &way[way.len() - 1];
            if last == to {
                return Some(way);
            }
            for next in self.built_with.get(last).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    ways.push([way.as_slice(), std::slice::from_ref(next)].concat());
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = r#"{
        "target_directory": "target",
        "workspace_members": ["core 0.1", "cli 0.1"],
        "packages": [
            {"id": "core 0.1", "name": "core", "features": {"extra": []}, "dependencies": [
                {"name": "tiny", "kind": null}, {"name": "checker", "kind": "dev"}]},
            {"id": "cli 0.1", "name": "cli", "features": {}, "dependencies": [
                {"name": "core", "kind": null}, {"name": "maker", "kind": "build"}]},
            {"id": "tiny 1", "name": "tiny", "features": {}, "dependencies": []},
            {"id": "checker 1", "name": "checker", "features": {}, "dependencies": []},
            {"id": "maker 1", "name": "maker", "features": {}, "dependencies": []}
        ],
        "resolve": {"nodes": [
            {"id": "core 0.1", "deps": [
                {"pkg": "tiny 1", "dep_kinds": [{"kind": null}]},
                {"pkg": "checker 1", "dep_kinds": [{"kind": "dev"}]}]},
            {"id": "cli 0.1", "deps": [
                {"pkg": "core 0.1", "dep_kinds": [{"kind": null}]},
                {"pkg": "maker 1", "dep_kinds": [{"kind": "build"}]}]},
            {"id": "tiny 1", "deps": [
                {"pkg": "maker 1", "dep_kinds": [{"kind": "build"}]}]},
            {"id": "checker 1", "deps": []},
            {"id": "maker 1", "deps": []}
        ]}
    }"#;

    fn graph() -> Graph {
        Graph::of(&serde_json::from_str(METADATA).expect("the metadata is well formed"))
    }

    #[test]
    fn the_kinds_of_dependencies_are_distinguished() {
        let graph = graph();
        let (core, cli) = (&graph.members["core"], &graph.members["cli"]);
        assert!(core.normal.contains("tiny") && core.dev.contains("checker"));
        assert!(cli.normal.contains("core") && cli.build.contains("maker"));
        assert!(core.features.contains("extra"));
        assert_eq!(graph.members.len(), 2);
    }

    #[test]
    fn a_path_follows_dependencies_and_not_dev_dependencies() {
        let graph = graph();
        let expect = ["cli", "core", "tiny"].map(str::to_owned).to_vec();
        assert_eq!(graph.way("cli", "tiny"), Some(expect));
        assert!(graph.way("cli", "maker").is_some());
        assert_eq!(graph.way("cli", "checker"), None);
        assert_eq!(graph.way("core", "maker"), None, "the build script of somebody else's crate");
    }
}
