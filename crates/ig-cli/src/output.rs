//! Output: results to standard output, everything else to standard error.

use std::{
    env,
    fmt::Display,
    io::{self, ErrorKind, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use serde::Serialize;

use crate::{args::OutputArgs, contract::VERSION, failure::Failure, pasted::masked, text::json};

/// How much is printed, and in which form.
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

    /// The result as one JSON object, with the version of the contract.
    pub(crate) fn object(&self, object: &impl Serialize) {
        self.line(json(&Reply { version: VERSION, object }));
    }

    /// Bytes of the result.
    pub(crate) fn result(&self, bytes: &[u8]) {
        written(io::stdout().lock().write_all(bytes));
    }

    /// A note for people.
    pub(crate) fn note(&self, note: impl Display) {
        if !self.quiet {
            complain(shown(note));
        }
    }

    /// What a person has to read to go on, even with --quiet.
    pub(crate) fn tell(&self, words: impl Display) {
        complain(words);
    }

    /// A note for people who asked for details.
    pub(crate) fn detail(&self, detail: impl Display) {
        if self.verbose {
            complain(shown(detail));
        }
    }

    /// Something that people should know even with --quiet.
    pub(crate) fn warning(&self, warning: impl Display) {
        complain(format_args!("warning: {}", shown(warning)));
    }

    /// Why the command failed, as text and, if requested, as JSON.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            self.object(&failure.to_json());
        }
        self.explain(failure);
    }

    /// Why the command failed, only as text.
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

/// Takes in whether a part of the result was written. A reader that has gone away, as `head` does, has
/// read what it wanted, and cannot turn a post that is public into a failure. Any other error means that
/// the result is lost: [`is_lost`] then says so, and the exit status tells.
pub(crate) fn written(result: io::Result<()>) {
    if let Err(error) = result.and_then(|()| io::stdout().flush())
        && error.kind() != ErrorKind::BrokenPipe
        && !LOST.swap(true, Ordering::Relaxed)
    {
        complain(format_args!("error: standard output cannot be written to: {error}"));
    }
}

/// Whether a part of the result could not be written.
pub(crate) fn is_lost() -> bool {
    LOST.load(Ordering::Relaxed)
}

static LOST: AtomicBool = AtomicBool::new(false);

#[derive(Serialize)]
struct Reply<'a, T> {
    version: u32,
    #[serde(flatten)]
    object: &'a T,
}

/// Words for people, without a token that somebody has pasted where a path or a name is wanted.
fn shown(words: impl Display) -> String {
    masked(&words.to_string()).into_owned()
}

/// Writes one line to standard error; if that fails, nothing is left to report it to.
fn complain(line: impl Display) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}

fn wants_colour() -> bool {
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
    io::stderr().is_terminal() && !refused && !dumb
}
