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

/// The words for a time are refused. The reason names what to write instead, and so it is cut
/// there.
fn refused(option: &str, error: &WhenError) -> Failure {
    let text = error.to_string();
    let cut = match error {
        WhenError::Gap { .. } | WhenError::Fold { .. } | WhenError::Past { .. } => ". ",
        _ => ": ",
    };
    let (why, fix) = match error {
        // The time itself has a colon.
        WhenError::NoZone { .. } => {
            text.split_once(": add").map(|(why, rest)| (why, format!("add{rest}")))
        }
        WhenError::Past { .. } => text.rsplit_once(cut).map(|(why, fix)| (why, fix.to_owned())),
        WhenError::Gap { .. } | WhenError::Fold { .. } => {
            text.split_once(cut).map(|(why, fix)| (why, fix.to_owned()))
        }
        _ => text.rsplit_once(cut).map(|(why, fix)| (why, fix.to_owned())),
    }
    .unwrap_or((&text, "write it as `2026-12-24 18:00 Europe/Berlin`".to_owned()));
    let mut letters = fix.chars();
    let fix: String =
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    // A file has a column and no option.
    let fix = match option.starts_with("--") {
        true => fix,
        false => fix.replace(
            "with `--ambiguous earlier` or `--ambiguous later`",
            "`earlier` or `later` in the column `ambiguous`",
        ),
    };
    Failure::usage(format!("{option} cannot be used")).because(why).fix(fix)
}
