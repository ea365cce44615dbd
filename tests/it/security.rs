//! The threat model names a test for each of its claims: each of these tests exists.

use std::{fs, path::Path};

const MODEL: &str = include_str!("../../SECURITY.md");

/// The rows of the tables, without their heads.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let cells = MODEL.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let pairs = cells.filter_map(|cells| cells.rsplit_once(" | "));
    pairs.filter(|(what, _)| *what != "what")
}

/// Whether `name` is a test in `code`, and one that runs.
fn is_a_test(code: &str, name: &str) -> bool {
    let lines: Vec<_> = code.lines().map(str::trim).collect();
    let function = format!("fn {name}(");
    let Some(at) = lines.iter().position(|line| line.starts_with(&function)) else { return false };
    let above = lines[..at].iter().rev().take_while(|line| line.starts_with("#["));
    let attributes: Vec<_> = above.collect();
    attributes.contains(&&"#[test]") && !attributes.iter().any(|it| it.starts_with("#[ignore"))
}

#[test]
fn every_line_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut count = 0;
    for (what, shown_by) in lines() {
        let mut tests = shown_by.split_whitespace().peekable();
        assert!(tests.peek().is_some(), "nothing shows: {what}");
        for test in tests {
            let test = test.strip_prefix('`').and_then(|test| test.strip_suffix('`'));
            let (file, name) = test.and_then(|test| test.split_once("::")).expect(what);
            let code = fs::read_to_string(root.join(file)).expect(file);
            assert!(
                is_a_test(&code, name),
                "{name} is not a test in {file}; it should show: {what}"
            );
            count += 1;
        }
    }
    assert!(lines().count() >= 35 && count >= 60, "the tables are read: {count} tests");
}

/// A check that cannot fail would show nothing.
#[test]
fn a_test_that_is_not_there_is_found() {
    let code = "#[test]\nfn one() {}\nfn two() {}\n#[test]\n#[ignore]\nfn three() {}\n";
    assert!(is_a_test(code, "one"));
    for name in ["two", "three", "four"] {
        assert!(!is_a_test(code, name), "{name}");
    }
}
