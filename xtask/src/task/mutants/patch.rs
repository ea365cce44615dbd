//! Patches with their headings.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// A mistake, and the tests that must notice it.
#[derive(Debug, PartialEq)]
pub(super) struct Patch {
    pub(super) name: String,
    /// The tests: names with commas between them, or a filter expression.
    pub(super) tests: String,
    pub(super) package: String,
    pub(super) path: PathBuf,
}

const PACKAGE: &str = "ig-tests";

/// All patches of a folder by name, or only the one called `only`.
pub(super) fn read_all(folder: &Path, only: Option<&str>) -> Result<Vec<Patch>, Failure> {
    let mut patches = Vec::new();
    for path in paths(folder)? {
        let text = fs::read_to_string(&path).map_err(Failure::of(path.display()))?;
        patches.push(parse(&path, &text)?);
    }
    if patches.is_empty() {
        return Err(Failure::new(format!("no patches found in {}", folder.display())));
    }
    let Some(only) = only else { return Ok(patches) };
    let names: Vec<_> = patches.iter().map(|patch| patch.name.clone()).collect();
    patches.retain(|patch| patch.name == only);
    if patches.is_empty() {
        let names = names.join(", ");
        return Err(Failure::new(format!("unknown mutant `{only}`; known are {names}")));
    }
    Ok(patches)
}

fn paths(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::of(folder.display()))? {
        let path = entry.map_err(Failure::of(folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "patch") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn parse(path: &Path, text: &str) -> Result<Patch, Failure> {
    let wrong = |what: String| Failure::new(format!("{}: {what}", path.display()));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let heading: Vec<_> = text.lines().map_while(|line| line.strip_prefix("# ")).collect();
    let value = |key: &str| {
        heading.iter().find_map(|line| line.strip_prefix(key)).map(|value| value.trim().to_owned())
    };
    if !heading.first().is_some_and(|line| line.starts_with(&format!("{stem}: "))) {
        return Err(wrong(format!("the first line must be `# {stem}: what the mistake is`")));
    }
    let tests = value("killed by:").filter(|tests| !tests.is_empty());
    let tests = tests.ok_or_else(|| wrong("the line `# killed by: …` is missing".to_owned()))?;
    let package = value("package:").unwrap_or_else(|| PACKAGE.to_owned());
    Ok(Patch { name: stem, tests, package, path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    const TWICE: &str =
        "# twice: publishes a second time\n# killed by: once, never_twice\n\n--- a\n";

    fn check(text: &str, expect: &str) {
        let failure = parse(Path::new("twice.patch"), text).expect_err("it is wrong");
        assert_eq!(failure.to_string(), format!("twice.patch: {expect}"));
    }

    #[test]
    fn the_heading_names_the_mistake_and_the_tests() {
        let patch = parse(Path::new("twice.patch"), TWICE).expect("it is right");
        assert_eq!((patch.name.as_str(), patch.tests.as_str()), ("twice", "once, never_twice"));
        assert_eq!(patch.package, "ig-tests");
        let text = TWICE.replace("\n\n", "\n# package: ig-core\n\n");
        let patch = parse(Path::new("twice.patch"), &text).expect("it is right");
        assert_eq!(patch.package, "ig-core");
    }

    #[test]
    fn a_heading_that_lacks_something_is_refused() {
        let first = "the first line must be `# twice: what the mistake is`";
        check("--- a\n", first);
        check(&TWICE.replace("# twice", "# once"), first);
        let tests = "the line `# killed by: …` is missing";
        check("# twice: publishes a second time\n--- a\n", tests);
        check("# twice: publishes a second time\n# killed by:\n", tests);
        check("# twice: publishes a second time\n--- a\n# killed by: once\n", tests);
    }

    #[test]
    fn a_folder_without_patches_is_refused() {
        let folder = TempFolder::new();
        folder.write("README.md", "");
        let failure = read_all(folder.path(), None).expect_err("there are none");
        assert!(failure.to_string().starts_with("no patches found in "), "{failure}");
        let missing = read_all(&folder.path().join("missing"), None);
        assert!(missing.is_err_and(|failure| failure.to_string().contains("no patches found")));
    }

    #[test]
    fn one_can_be_asked_for_by_name() {
        let folder = TempFolder::new();
        folder.write("twice.patch", TWICE);
        folder.write("never.patch", &TWICE.replace("# twice", "# never"));
        let names = |only| {
            let patches = read_all(folder.path(), only).expect("they are right");
            patches.into_iter().map(|patch| patch.name).collect::<Vec<_>>()
        };
        assert_eq!(names(None), ["never", "twice"]);
        assert_eq!(names(Some("twice")), ["twice"]);
        let failure = read_all(folder.path(), Some("thrice")).expect_err("there is none");
        assert_eq!(failure.to_string(), "unknown mutant `thrice`; known are never, twice");
    }
}
