//! Rules for Markdown files.

use std::path::Path;

use super::file::{File, Problem};

/// A link leads to a file. Links to other sites are not followed: tests need no internet.
pub(super) fn links_lead_somewhere(file: &File, root: &Path) -> Vec<Problem> {
    if !file.is("md") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let mut in_code = false;
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for target in targets(line) {
            if !leads_somewhere(target, &file.path, root) {
                problems.push(file.problem(Some(number), format!("`{target}` leads nowhere")));
            }
        }
    }
    problems
}

/// Paths in code that a document at the root names exist, seen from the root.
pub(super) fn named_paths_are_there(file: &File, root: &Path) -> Vec<Problem> {
    if !file.is("md") || file.path.components().count() > 1 {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (number, line) in file.lines() {
        let code = line.split('`').skip(1).step_by(2);
        // The name of a test follows its file.
        let code = code.filter_map(|it| it.split("::").next());
        let paths = code
            .filter(|it| ["crates/", "tests/it", "xtask/"].iter().any(|top| it.starts_with(top)));
        let gone =
            paths.filter(|path| !path.contains([' ', '*', '{', '<']) && !root.join(path).exists());
        let gone = gone.map(|path| file.problem(Some(number), format!("`{path}` does not exist")));
        problems.extend(gone);
    }
    problems
}

/// The targets of links and pictures, `[text](target "title")`, and of definitions, `[name]: target`.
fn targets(line: &str) -> Vec<&str> {
    let inline = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let is_definition = line.starts_with('[') && !line.starts_with("[^");
    let definition = line.split_once("]: ").filter(|_| is_definition);
    let definition = definition.and_then(|(_, rest)| rest.split_whitespace().next());
    inline.chain(definition).map(|target| target.trim_matches(['<', '>'])).collect()
}

fn leads_somewhere(target: &str, from: &Path, root: &Path) -> bool {
    let path = target.split('#').next().unwrap_or_default();
    let is_elsewhere = target.contains("://") || target.starts_with("mailto:");
    if is_elsewhere || path.is_empty() {
        return true;
    }
    let base = match path.strip_prefix('/') {
        Some(_) => root.to_owned(),
        None => root.join(from.parent().unwrap_or(Path::new(""))),
    };
    base.join(path.trim_start_matches('/')).exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    fn check(text: &str, expect: &[&str]) {
        let folder = TempFolder::new();
        folder.write("README.md", "");
        folder.write("docs/guide.md", "");
        let file = File { path: "docs/index.md".into(), text: text.to_owned() };
        let found = links_lead_somewhere(&file, folder.path());
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_link_is_followed_from_the_file_or_from_the_root() {
        check("[a](guide.md), [b](../README.md#use), [c](/README.md), [d](<guide.md>)\n", &[]);
        check("See [it](README.md).\n", &["docs/index.md:1: `README.md` leads nowhere"]);
        check("one\n![p](p.png \"P\")\n", &["docs/index.md:2: `p.png` leads nowhere"]);
        check("[a]: ../nowhere.md\n", &["docs/index.md:1: `../nowhere.md` leads nowhere"]);
    }

    #[test]
    fn a_path_that_a_document_of_the_root_names_is_there() {
        let folder = TempFolder::new();
        folder.write("crates/a/src/lib.rs", "");
        let found = |path: &str, text: &str| {
            let file = File { path: path.into(), text: text.to_owned() };
            let found = named_paths_are_there(&file, folder.path());
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert!(
            found("A.md", "`crates/a/src/lib.rs`, `crates/a/src/`, `b/c`, crates/x\n").is_empty()
        );
        assert_eq!(found("A.md", "one\n`a`, `crates/b`\n"), ["A.md:2: `crates/b` does not exist"]);
        assert!(found("crates/a/B.md", "`crates/b`\n").is_empty());
    }

    #[test]
    fn links_to_other_sites_and_within_the_page_are_not_followed() {
        check("[a](https://example.com/x), [b](#top), [c](mailto:a@example.com)\n", &[]);
    }

    #[test]
    fn code_has_no_links() {
        check(
            "```rust\nlet x = f[0](nowhere);\n```\n[a](gone.md)\n",
            &["docs/index.md:4: `gone.md` leads nowhere"],
        );
    }
}
