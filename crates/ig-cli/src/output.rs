//! What is written where: results to standard output, the rest to standard error.

use std::{
    env,
    fmt::Display,
    io::{self, ErrorKind, IsTerminal, Write},
};

use serde::{Serialize, Serializer};

use crate::{args::OutputArgs, failure::Failure};

/// How much is said, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
    quiet: bool,
    verbose: bool,
}

impl Output {
    pub(crate) fn new(args: &OutputArgs) -> Self {
        let &OutputArgs { json, quiet, verbose } = args;
        Self { json, quiet, verbose }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A line of the result.
    pub(crate) fn line(&self, line: impl Display) {
        self.result(format!("{line}\n").as_bytes());
    }

    /// The result as one JSON object.
    pub(crate) fn object(&self, object: &impl Serialize) {
        self.line(json(object));
    }

    /// Bytes of the result. A reader that has gone away is not told, and cannot make a post that
    /// is public a failure.
    pub(crate) fn result(&self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                complain(format_args!("warning: standard output cannot be written to: {error}"));
            }
            _ => (),
        }
    }

    /// A remark for people.
    pub(crate) fn note(&self, note: impl Display) {
        if !self.quiet {
            complain(note);
        }
    }

    /// A remark for people who asked for more.
    pub(crate) fn detail(&self, detail: impl Display) {
        if self.verbose {
            complain(detail);
        }
    }

    /// Something that people should know even where they asked for quiet.
    pub(crate) fn warning(&self, warning: impl Display) {
        complain(format_args!("warning: {warning}"));
    }

    /// Why the command came to nothing, in words and, where asked for, as JSON.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            self.object(&failure.to_json());
        }
        self.explain(failure);
    }

    /// Why the command came to nothing, in words alone.
    pub(crate) fn explain(&self, failure: &Failure) {
        let label = if wants_colour() { "\x1b[1;31merror:\x1b[0m" } else { "error:" };
        for (number, line) in failure.to_lines(self.verbose).into_iter().enumerate() {
            match number {
                0 => complain(format_args!("{label} {line}")),
                _ => complain(line),
            }
        }
    }
}

/// Text without control characters: what a server or a file says must not steer a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// An object as JSON in which no character steers a terminal: serde escapes those below the space,
/// and a terminal may heed the one at its end and those behind ASCII too.
pub(crate) fn json(object: &impl Serialize) -> String {
    // What is shown here has text keys, so that it always serialises.
    let text = serde_json::to_string(object).unwrap_or_default();
    if !text.contains(char::is_control) {
        return text;
    }
    let escaped = |c: char| match c.is_control() {
        true => format!("\\u{:04x}", u32::from(c)),
        false => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

/// One line to standard error; there is nobody left to tell where that fails.
fn complain(line: impl Display) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}

fn wants_colour() -> bool {
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
    io::stderr().is_terminal() && !refused && !dumb
}

/// A member of a JSON object as people read it.
pub(crate) fn as_text<S: Serializer>(value: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_steers_a_terminal() {
        let text = "a\x1b[31m\x7f\u{9b}2Jä";
        assert_eq!(plain(text), "a [31m  2Jä");
        let shown = json(&serde_json::json!({ "a": text }));
        assert_eq!(shown, r#"{"a":"a\u001b[31m\u007f\u009b2Jä"}"#);
        let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(read["a"], text);
    }
}
