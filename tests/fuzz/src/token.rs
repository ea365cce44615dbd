//! The token that must not appear anywhere, and the search for it.

use std::fmt::Write as _;

/// A token that is recognizable wherever it leaks.
pub const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhereEAAGm0PX4ZCpsBA";

/// An error with all its sources, as a log shows it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        // Writing to a `String` does not fail.
        let _ = write!(text, ": {error}");
        source = error.source();
    }
    text
}

/// Asserts that the token is not in `text`.
pub(crate) fn clean(what: &str, text: &str) {
    assert!(!text.contains(TOKEN), "{what} shows the token: {text}");
}
