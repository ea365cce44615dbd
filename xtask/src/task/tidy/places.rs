//! Rules for the places of files.

use super::file::{File, Problem};

/// The allowed top-level entries beside dot-files: the list is short so that the README is seen.
const TOP_LEVEL: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "COSTS.md",
    "Cargo.lock",
    "Cargo.toml",
    "GUARANTEES.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "clippy.toml",
    "crates",
    "deny.toml",
    "findings",
    "rustfmt.toml",
    "tests",
    "xtask",
];

pub(super) fn top_level_is_on_the_list(file: &File) -> Vec<Problem> {
    let top = file.path.iter().next().map(|name| name.to_string_lossy()).unwrap_or_default();
    if top.starts_with('.') || TOP_LEVEL.contains(&top.as_ref()) {
        return Vec::new();
    }
    vec![file.problem(None, format!("`{top}` is not on the list of top-level entries"))]
}

/// Editors show tabs by file name, and ten tabs called `mod.rs` say nothing.
pub(super) fn no_mod_rs(file: &File) -> Vec<Problem> {
    if file.path.file_name().is_some_and(|name| name == "mod.rs") {
        return vec![file.problem(None, "name the module's file after the module")];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::{super::file::fires, *};

    #[test]
    fn only_entries_of_the_list_are_allowed_at_the_top() {
        assert_eq!(fires(top_level_is_on_the_list, "notes.txt", ""), [0]);
        assert_eq!(fires(top_level_is_on_the_list, "scripts/release.sh", ""), [0]);
        assert!(fires(top_level_is_on_the_list, "README.md", "").is_empty());
        assert!(fires(top_level_is_on_the_list, ".ci/run", "").is_empty());
        assert!(fires(top_level_is_on_the_list, "crates/ig-core/notes.txt", "").is_empty());
    }

    #[test]
    fn no_file_is_called_mod_rs() {
        assert_eq!(fires(no_mod_rs, "crates/ig-core/src/flow/mod.rs", ""), [0]);
        assert_eq!(fires(no_mod_rs, "tests/tests/it/mod.rs", ""), [0]);
        assert!(fires(no_mod_rs, "crates/ig-core/src/flow.rs", "").is_empty());
    }
}
