//! The part of deny.toml that can be checked with `cargo metadata`, and the rules.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use serde::Deserialize;

use super::licence;
use crate::metadata::{Metadata, Package};

#[derive(Debug, Deserialize)]
pub(super) struct Config {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

/// The additional licences of one crate.
#[derive(Debug, Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    #[serde(default)]
    deny: Vec<Skip>,
    #[serde(default)]
    skip: Vec<Skip>,
}

/// A version that may exist beside another, or a crate that is banned.
#[derive(Debug, Deserialize)]
struct Skip {
    /// `name@version`, or a name.
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: BTreeSet<String>,
}

pub(super) fn check(config: &Config, metadata: &Metadata, promises: &[Promise]) -> Vec<String> {
    let mut problems = licences(&config.licenses, &metadata.packages);
    problems.extend(sources(&config.sources, metadata));
    problems.extend(duplicates(&config.bans, &metadata.packages));
    problems.extend(banned(&config.bans, &metadata.packages));
    problems.extend(compilers(promises, &metadata.packages));
    problems
}

/// The oldest compiler that some members promise to support, and the crates that they are built or
/// tested with, as `name version`.
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) compiler: String,
    pub(super) built: BTreeSet<String>,
}

/// A dependency that requires a newer compiler than the members that it is built for makes their promise
/// false.
fn compilers(promises: &[Promise], packages: &[Package]) -> Vec<String> {
    let parts =
        |version: &str| -> Vec<u32> { version.split('.').take(2).flat_map(str::parse).collect() };
    let needs = |package: &Package| {
        let name = format!("{} v{}", package.name, package.version);
        let ours = promises.iter().filter(|promise| promise.built.contains(&name));
        let ours = ours.map(|promise| &promise.compiler).min_by_key(|version| parts(version))?;
        let needed = package.rust_version.as_deref().filter(|it| parts(it) > parts(ours))?;
        Some(format!("{} needs Rust {needed}, and ours is {ours}", package.name))
    };
    packages.iter().filter_map(needs).collect()
}

fn licences(config: &Licences, packages: &[Package]) -> Vec<String> {
    let used = RefCell::new(BTreeSet::new());
    let mut problems = Vec::new();
    for package in packages {
        let own = config.exceptions.iter().filter(|exception| exception.name == package.name);
        let allowed = |name: &str| {
            let is_own = own.clone().any(|exception| exception.allow.contains(name));
            if config.allow.contains(name) {
                used.borrow_mut().insert(name.to_owned());
            }
            is_own || config.allow.contains(name)
        };
        let expression = package.license.as_deref().unwrap_or_default();
        match licence::is_allowed(expression, &allowed) {
            Some(true) => {}
            Some(false) => problems.push(format!("{}: its licence is {expression}", package.name)),
            None => problems.push(format!("{}: `{expression}` is not a licence", package.name)),
        }
    }
    let used = used.into_inner();
    let unused = config.allow.difference(&used);
    problems.extend(unused.map(|name| format!("{name} is allowed, but no crate has it")));
    let names: BTreeSet<_> = packages.iter().map(|package| &package.name).collect();
    let gone = config.exceptions.iter().filter(|exception| !names.contains(&exception.name));
    problems.extend(
        gone.map(|exception| {
            format!("{} has an exception, but is not a dependency", exception.name)
        }),
    );
    problems
}

fn sources(config: &Sources, metadata: &Metadata) -> Vec<String> {
    let is_foreign = |package: &&Package| match &package.source {
        None => !metadata.workspace_members.contains(&package.id),
        Some(source) => {
            let registry = source.strip_prefix("registry+");
            !registry.is_some_and(|registry| config.allow_registry.contains(registry))
        }
    };
    let foreign = metadata.packages.iter().filter(is_foreign);
    let from = |package: &Package| package.source.clone().unwrap_or_else(|| "a folder".to_owned());
    foreign.map(|package| format!("{} comes from {}", package.name, from(package))).collect()
}

fn banned<'a>(config: &'a Bans, packages: &'a [Package]) -> impl Iterator<Item = String> + 'a {
    let there = |ban: &&Skip| packages.iter().any(|package| package.name == ban.name);
    config.deny.iter().filter(there).map(|ban| format!("{} is banned: {}", ban.name, ban.reason))
}

/// Two versions of a crate are built, shipped and fixed separately.
fn duplicates(config: &Bans, packages: &[Package]) -> Vec<String> {
    let skipped: BTreeSet<_> = config.skip.iter().map(|skip| skip.name.clone()).collect();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages {
        versions.entry(&package.name).or_default().insert(&package.version);
    }
    let mut problems = Vec::new();
    let mut needed = BTreeSet::new();
    for (name, versions) in versions.into_iter().filter(|(_, versions)| versions.len() > 1) {
        let full = versions.iter().map(|version| format!("{name}@{version}"));
        let (known, rest): (Vec<_>, Vec<_>) = full.partition(|full| skipped.contains(full));
        needed.extend(known);
        if rest.len() > 1 {
            problems.push(format!("there is more than one of {name}: {}", rest.join(", ")));
        }
    }
    let unneeded = skipped.difference(&needed);
    problems.extend(unneeded.map(|name| format!("{name} is skipped, but is not a duplicate")));
    let mute = config.skip.iter().filter(|skip| skip.reason.is_empty());
    problems.extend(mute.map(|skip| format!("{} is skipped without a reason", skip.name)));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"
        [licenses]
        allow = ["MIT"]
        exceptions = [{ crate = "odd", allow = ["IJG"] }]
        [bans]
        deny = [{ crate = "heavy", reason = "it is C" }]
        skip = [{ crate = "twice@1.0.0", reason = "b is behind" }]
        [sources]
        allow-registry = ["https://index"]
    "#;

    /// Crates as `name version licence source rust`; the workspace is the crate `own`.
    #[track_caller]
    fn check_crates(more: &[&str], expect: &[&str]) {
        let always = [
            "own 0.1.0 MIT - 1.89",
            "odd 1.0.0 IJG registry+https://index",
            "twice 1.0.0 MIT registry+https://index",
            "twice 2.0.0 MIT registry+https://index",
        ];
        let packages: Vec<_> = always.iter().chain(more).map(|line| package(line)).collect();
        let metadata = serde_json::json!({
            "packages": packages, "workspace_members": ["own@0.1.0"],
            "resolve": {"nodes": []}, "target_directory": "target",
        });
        let metadata: Metadata = serde_json::from_value(metadata).expect("it is well formed");
        let config = toml::from_str(CONFIG).expect("it is well formed");
        let built = metadata.packages.iter().map(|it| format!("{} v{}", it.name, it.version));
        let promise = Promise { compiler: "1.89".to_owned(), built: built.collect() };
        assert_eq!(check(&config, &metadata, &[promise]), expect);
    }

    fn package(line: &str) -> serde_json::Value {
        let words: Vec<_> = line.split(' ').collect();
        let source = Some(words[3]).filter(|source| *source != "-");
        serde_json::json!({
            "id": format!("{}@{}", words[0], words[1]), "name": words[0], "version": words[1],
            "license": words[2], "source": source, "rust_version": words.get(4), "features": {}, "dependencies": [],
        })
    }

    #[test]
    fn dependencies_that_follow_the_rules_pass() {
        check_crates(&[], &[]);
        check_crates(&["a 1.0.0 GPL/MIT registry+https://index"], &[]);
    }

    #[test]
    fn a_licence_that_is_not_on_the_list_is_refused() {
        let expect = ["a: its licence is GPL-3.0"];
        check_crates(&["a 1.0.0 GPL-3.0 registry+https://index"], &expect);
        check_crates(&["a 1.0.0 IJG registry+https://index"], &["a: its licence is IJG"]);
        check_crates(&["a 1.0.0 MIT/ registry+https://index"], &["a: `MIT/` is not a licence"]);
    }

    #[test]
    fn a_source_that_is_not_on_the_list_is_refused() {
        let expect = ["a comes from git+https://git"];
        check_crates(&["a 1.0.0 MIT git+https://git"], &expect);
        check_crates(&["a 1.0.0 MIT -"], &["a comes from a folder"]);
        let expect = ["a comes from registry+https://other"];
        check_crates(&["a 1.0.0 MIT registry+https://other"], &expect);
    }

    #[test]
    fn a_second_version_is_refused_unless_it_is_skipped() {
        let index = "registry+https://index";
        let (one, two) = (format!("a 1.0.0 MIT {index}"), format!("a 2.0.0 MIT {index}"));
        check_crates(&[&one, &two], &["there is more than one of a: a@1.0.0, a@2.0.0"]);
        let three = format!("twice 3.0.0 MIT {index}");
        let expect = ["there is more than one of twice: twice@2.0.0, twice@3.0.0"];
        check_crates(&[&three], &expect);
    }

    #[test]
    fn a_banned_crate_is_refused() {
        check_crates(&["heavy 1.0.0 MIT registry+https://index"], &["heavy is banned: it is C"]);
    }

    #[test]
    fn a_crate_that_needs_a_newer_compiler_is_refused() {
        let index = "registry+https://index";
        for older in ["1.89", "1.89.0", "1.9", "1.63.2"] {
            check_crates(&[&format!("a 1.0.0 MIT {index} {older}")], &[]);
        }
        let expect = ["a needs Rust 1.90, and ours is 1.89"];
        check_crates(&[&format!("a 1.0.0 MIT {index} 1.90")], &expect);
    }

    /// A member may promise less, and what only it uses may need more.
    #[test]
    fn a_crate_is_held_against_the_members_that_it_is_built_for() {
        let promise = |compiler: &str, built: &[&str]| Promise {
            compiler: compiler.to_owned(),
            built: built.iter().map(|name| (*name).to_owned()).collect(),
        };
        let packages = ["a 1.0.0 MIT x 1.92", "b 1.0.0 MIT x 1.92"].map(package);
        let packages = packages.map(|it| serde_json::from_value(it).expect("it is well formed"));
        let new = promise("1.94", &["a v1.0.0", "b v1.0.0"]);
        let found = compilers(&[promise("1.89", &["b v1.0.0"]), new], &packages);
        assert_eq!(found, ["b needs Rust 1.92, and ours is 1.89"]);
    }

    #[test]
    fn unused_entries_of_the_list_are_reported() {
        let config: Config = toml::from_str(CONFIG).expect("it is well formed");
        let expect = [
            "MIT is allowed, but no crate has it",
            "odd has an exception, but is not a dependency",
        ];
        assert_eq!(licences(&config.licenses, &[]), expect);
        let expect = ["twice@1.0.0 is skipped, but is not a duplicate"];
        assert_eq!(duplicates(&config.bans, &[]), expect);
    }
}
