//! Posts in files, which somebody else may have written.

use crate::token::clean;

/// Reads a post.
///
/// # Panics
///
/// When what a person is told steers a terminal, or shows what may be a token in the wrong place.
pub fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let Err(told) = ig_cli::fuzzing::plan(text) else { return };
    clean("an error", &told);
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(!told.contains(steers), "it steers a terminal: {told:?}");
}
