//! The token that must be seen nowhere, and how it is looked for.

use std::fmt::Write as _;

/// A token that is found wherever it leaks to.
pub const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhereEAAGm0PX4ZCpsBA";

/// An error with all that is behind it, as a log would have it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        // Writing to a text does not fail.
        let _ = write!(text, ": {error}");
        source = error.source();
    }
    text
}

/// The token is nowhere in `text`.
pub(crate) fn clean(what: &str, text: &str) {
    assert!(!text.contains(TOKEN), "{what} shows the token: {text}");
}
