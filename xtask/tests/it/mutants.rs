//! A mutant is dead only if a test fails on it.

use std::{env, fs, path::Path, process::Command};

use crate::world::{World, said};

/// The row of the table, with single blanks between its columns and without the seconds.
fn row(text: &str, name: &str) -> String {
    let start = format!("{name} ");
    let line = text.lines().find(|line| line.starts_with(&start)).unwrap_or_default();
    let mut words: Vec<_> = line.split_whitespace().collect();
    words.pop();
    words.join(" ")
}

fn check_all(hide_nextest: bool) {
    let world = World::new();
    world.write_patch("dead", "a_sum_is_the_sum", "a * b");
    world.write_patch("alive", "a_sum_does_not_panic", "a * b");
    world.write_patch("harmless", "a_sum_is_the_sum", "b + a");
    world.write_patch("broken", "a_sum_is_the_sum", "a + c");
    world.write_patch("unnoticed", "no_test_of_that_name", "a * b");
    world.write_patch("untidy", "leaves_a_file_behind, a_sum_is_the_sum", "a - a.min(b)");
    let stale = "# stale: a mistake in code that is gone\n# killed by: a_sum_is_the_sum\n\
                 # package: tiny\n--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1 +1 @@\n-gone\n+new\n";
    world.write("tests/mutants/stale.patch", stale);

    let mut command = world.xtask(&["mutants"]);
    if hide_nextest {
        without_nextest(&mut command, world.path());
    }
    let (succeeded, text) = said(&mut command);
    assert!(!succeeded, "{text}");
    assert_eq!(row(&text, "dead"), "dead a_sum_is_the_sum killed", "{text}");
    assert_eq!(row(&text, "alive"), "alive a_sum_does_not_panic SURVIVED", "{text}");
    assert_eq!(row(&text, "harmless"), "harmless a_sum_is_the_sum SURVIVED", "{text}");
    assert_eq!(row(&text, "broken"), "broken a_sum_is_the_sum DOES NOT BUILD", "{text}");
    assert_eq!(row(&text, "unnoticed"), "unnoticed no_test_of_that_name NO TEST", "{text}");
    assert_eq!(row(&text, "stale"), "stale a_sum_is_the_sum DOES NOT APPLY", "{text}");
    let untidy = "untidy leaves_a_file_behind, a_sum_is_the_sum killed";
    assert_eq!(row(&text, "untidy"), untidy, "{text}");
    let end = "5 of 7 mutants were not killed: alive, broken, harmless, stale, unnoticed";
    assert!(text.contains(end), "{text}");

    let copy = world.path().join("target/mutants/tiny/workspace");
    let lib = |folder: &Path| fs::read_to_string(folder.join("src/lib.rs")).expect("it is there");
    assert_eq!(lib(&copy), lib(world.path()));
    assert!(!copy.join("left-behind.txt").exists());
}

/// Cargo finds its extensions on the path and in its own folder.
fn without_nextest(command: &mut Command, folder: &Path) {
    let cargo = env::var("CARGO").expect("tests are run by cargo");
    let toolchain = Path::new(&cargo).parent().expect("it is in a folder").to_owned();
    let path = env::join_paths([toolchain, "/usr/bin".into(), "/bin".into()]);
    command.env("PATH", path.expect("there is no colon in them"));
    command.env("CARGO_HOME", folder.join("target/cargo-home"));
}

#[test]
fn each_way_to_survive_is_distinguished_from_being_killed() {
    check_all(false);
}

#[test]
fn cargo_test_is_used_if_nextest_is_not_installed() {
    check_all(true);
}

#[test]
fn one_mutant_can_be_run_by_name() {
    let world = World::new();
    world.write_patch("dead", "a_sum_is_the_sum", "a * b");
    world.write_patch("alive", "a_sum_does_not_panic", "a * b");
    let (succeeded, text) = said(&mut world.xtask(&["mutants", "--only", "dead"]));
    assert!(succeeded, "{text}");
    assert_eq!(row(&text, "dead"), "dead a_sum_is_the_sum killed", "{text}");
    assert_eq!(row(&text, "alive"), "", "{text}");
}

#[test]
fn tests_that_fail_without_a_patch_kill_nothing() {
    let world = World::new();
    world.write_patch("dead", "a_sum_is_the_sum", "a * b");
    world.write("tests/it/main.rs", "#[test]\nfn a_sum_is_the_sum() {\n    panic!();\n}\n");
    let (succeeded, text) = said(&mut world.xtask(&["mutants"]));
    assert!(!succeeded, "{text}");
    assert!(text.contains("without a patch, a_sum_is_the_sum in tiny: they fail"), "{text}");
}

#[test]
fn a_workspace_without_patches_is_an_error() {
    let world = World::new();
    let (succeeded, text) = said(&mut world.xtask(&["mutants"]));
    assert!(!succeeded, "{text}");
    assert!(text.contains("no patches found"), "{text}");
}
