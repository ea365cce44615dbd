//! When a post is to be public, as it was typed.

use ig_core::Timestamp;
use ig_queue::{Ambiguous, When, WhenError, when_with, zone_name};

use crate::failure::Failure;

/// Reads a time. `option` is where it was typed: `--at`, or `at` for the column of a file. `zone` was
/// typed beside it.
pub(crate) fn asked(
    option: &str,
    text: &str,
    zone: Option<&str>,
    ambiguous: Option<Ambiguous>,
    now: Timestamp,
) -> Result<When, Failure> {
    let due = when_with(text, zone, ambiguous.unwrap_or_default(), now)
        .map_err(|error| refused(option, &error))?;
    match (due.zone(), zone) {
        (Some(own), Some(beside)) if !own.eq_ignore_ascii_case(beside) => {
            Err(Failure::usage(format!("{option} cannot be used"))
                .because(format!("it is in the time zone `{own}`, and beside it is `{beside}`"))
                .fix("keep one of them"))
        }
        _ => Ok(due),
    }
}

/// The name of a time zone, as the tables spell it.
pub(crate) fn zone(option: &str, name: &str) -> Result<String, Failure> {
    zone_name(name).map_err(|error| refused(option, &error))
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
