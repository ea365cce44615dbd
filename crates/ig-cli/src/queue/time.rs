//! When a post is to be public, as it was typed.

use ig_core::Timestamp;
use ig_queue::{Ambiguous, When, WhenError, when_with};

use crate::failure::Failure;

/// Reads a time. `option` is where it was typed: `--at`, or `at` for the column of a file.
pub(crate) fn asked(
    option: &str,
    text: &str,
    zone: Option<&str>,
    ambiguous: Option<Ambiguous>,
    now: Timestamp,
) -> Result<When, Failure> {
    when_with(text, zone, ambiguous.unwrap_or_default(), now)
        .map_err(|error| refused(option, &error))
}

/// The words for a time are refused. A file has a column for the choice, and the command an option.
fn refused(option: &str, error: &WhenError) -> Failure {
    let mut fix = error.advice();
    if matches!(error, WhenError::Gap { .. } | WhenError::Fold { .. }) {
        fix.push_str(match option.starts_with("--") {
            true => " with `--ambiguous`",
            false => " in the column `ambiguous`",
        });
    }
    Failure::usage(format!("{option} cannot be used")).because(error.reason()).fix(fix)
}
