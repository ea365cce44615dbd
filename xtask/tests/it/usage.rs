//! The help and the refusals of the command.

use crate::world::{World, said};

const TASKS: [&str; 16] = [
    "ci", "setup", "fmt", "lint", "docs", "layers", "tidy", "test", "examples", "package", "dist",
    "book", "ranges", "mutants", "coverage", "bench",
];

#[test]
fn every_task_is_in_the_overview_and_has_its_own_help() {
    let world = World::new();
    let (succeeded, overview) = said(&mut world.xtask(&[]));
    assert!(succeeded, "{overview}");
    for task in TASKS {
        assert!(overview.contains(&format!("\n  {task} ")), "{overview}");
        let (succeeded, help) = said(&mut world.xtask(&[task, "--help"]));
        assert!(succeeded, "{help}");
        assert!(help.starts_with(&format!("Usage: cargo xtask {task}")), "{help}");
    }
}

#[test]
fn an_unknown_task_or_argument_is_refused() {
    let world = World::new();
    for arguments in [&["no-such-task"][..], &["--quick"], &["tidy", "--quick"], &["bench"]] {
        let (succeeded, text) = said(&mut world.xtask(arguments));
        assert!(!succeeded, "{text}");
        assert!(text.contains("error: "), "{text}");
    }
}
