//! The list of targets, as the manifest of the package has their programs and its code their seeds.

use std::{fs, path::PathBuf};

use crate::{failure::Failure, workspace::Workspace};

/// A target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: String,
    /// Where its corpus starts.
    pub(super) seeds: Vec<PathBuf>,
    pub(super) longest: usize,
}

pub(super) fn read(workspace: &Workspace) -> Result<Vec<Target>, Failure> {
    let path = workspace.root().join("fuzz/src/lib.rs");
    let text = fs::read_to_string(&path).map_err(Failure::of(path.display()))?;
    let targets: Vec<_> = text.lines().filter_map(|line| line_of(line, &text)).collect();
    match targets.is_empty() {
        true => Err(Failure::new("no target is in fuzz/src/lib.rs")),
        false => Ok(targets),
    }
}

/// `Target { name: "a", run: a::run, seeds: &[BODIES], longest: 32 * 1024 },`
fn line_of(line: &str, text: &str) -> Option<Target> {
    let rest = line.trim().strip_prefix("Target { name: \"")?;
    let (name, rest) = rest.split_once('"')?;
    let (_, seeds) = rest.split_once("seeds: &[")?;
    let (seeds, rest) = seeds.split_once(']')?;
    let longest = rest.split_once("longest: ")?.1.trim_end_matches([' ', '}', ',']);
    let longest = longest.split('*').map(|part| part.trim().parse::<usize>());
    let longest = longest.product::<Result<usize, _>>().ok()?;
    let own = PathBuf::from("fuzz/seeds").join(name);
    let shared = seeds.split(',').filter_map(|seed| constant(seed.trim(), text));
    Some(Target {
        name: name.to_owned(),
        seeds: [own].into_iter().chain(shared).collect(),
        longest,
    })
}

/// The value of `const NAME: &str = "…";`
fn constant(name: &str, text: &str) -> Option<PathBuf> {
    let (_, rest) = text.split_once(&format!("const {name}: &str = \""))?;
    rest.split_once('"').map(|(value, _)| value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_read_with_its_seeds() {
        let workspace = Workspace::find().expect("tests run in the workspace");
        let targets = read(&workspace).expect("there are some");
        let code = fs::read_to_string(workspace.root().join("fuzz/src/lib.rs")).expect("code");
        assert_eq!(targets.len(), code.matches("Target { name: ").count());
        for target in targets {
            let there = |seed: &&PathBuf| workspace.root().join(seed).exists();
            assert!(target.seeds.iter().any(|seed| there(&seed)), "{target:?}");
            assert!(target.seeds[1..].iter().all(|seed| there(&seed)), "{target:?}");
        }
    }

    #[test]
    fn a_line_is_read() {
        let text = "const BODIES: &str = \"a/b\";";
        let line = "    Target { name: \"x\", run: x::run, seeds: &[BODIES], longest: 32 * 1024 },";
        let seeds = vec!["fuzz/seeds/x".into(), "a/b".into()];
        let expect = Target { name: "x".to_owned(), seeds, longest: 32 * 1024 };
        assert_eq!(line_of(line, text), Some(expect));
        assert_eq!(line_of("fn main() {}", text), None);
    }
}
