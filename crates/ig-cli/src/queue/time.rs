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

/// The words for a time are refused. The command has an option for the choice, a file a column, and a
/// program a member.
fn refused(option: &str, error: &WhenError) -> Failure {
    let fix = error.advice();
    let is_choice = matches!(error, WhenError::Gap { .. } | WhenError::Fold { .. });
    let failure = Failure::usage(format!("{option} cannot be used")).because(error.reason());
    match (is_choice, option.starts_with("--")) {
        (false, _) => failure.fix(fix),
        (true, true) => failure.fix(format!("{fix} with `--ambiguous`")),
        (true, false) => failure
            .fix(format!("{fix} in the column `ambiguous`"))
            .for_programs(format!("{fix} as `ambiguous`")),
    }
}
