//! Asking for confirmation on a terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::failure::Failure;

/// Whether there is a terminal to ask on.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks `question`; only the whole word `yes` confirms it.
pub(crate) fn is_confirmed(question: &str) -> Result<bool, Failure> {
    let answer = || {
        let mut terminal = io::stderr().lock();
        write!(terminal, "{question} write yes: ")?;
        terminal.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(answer)
    };
    let answer = answer().map_err(|error: io::Error| {
        Failure::failed("the confirmation could not be read").caused_by(&error)
    })?;
    Ok(answer.trim() == "yes")
}
