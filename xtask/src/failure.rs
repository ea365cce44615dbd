//! Why a task stopped, in words for the person at the terminal.

use std::{error::Error, fmt};

/// A message that says what is wrong and, if possible, what to do.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// For `map_err`: puts what was attempted before the error.
    pub(crate) fn of<E: Error>(attempt: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self(format!("{attempt}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}
