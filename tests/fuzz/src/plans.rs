//! Posts in files, which may come from others.

use crate::token::clean;

/// Reads a post.
///
/// # Panics
///
/// When a message controls a terminal, or shows what may be a token in the wrong place.
pub fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let Err(message) = ig_cli::fuzzing::plan(text) else { return };
    clean("an error", &message);
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(!message.contains(steers), "it controls a terminal: {message:?}");
}
