//! Arguments that clap refuses: told to programs too, as all that is wrong usage.

use std::{env, ffi::OsString, process::ExitCode};

use clap::error::ErrorKind;

use super::OutputArgs;
use crate::{failure::Failure, output::Output};

/// Shows what clap has to say, which may be help that was asked for; gives how the command ends.
pub(crate) fn refused(error: &clap::Error) -> ExitCode {
    let is_wrong = error.use_stderr();
    if is_wrong && asks_for_json(env::args_os().skip(1)) {
        let output = Output::new(&OutputArgs { json: true, quiet: false, verbose: false });
        output.object(&failure(error).to_json());
    }
    // There is nobody left to tell where that fails.
    drop(error.print());
    if is_wrong { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

/// Whether `--json` is among the arguments. Behind `--` it is a file.
fn asks_for_json(args: impl Iterator<Item = OsString>) -> bool {
    args.take_while(|arg| arg != "--").any(|arg| arg == "--json")
}

/// Its first paragraph says what is wrong, and the rest how it would be right.
fn failure(error: &clap::Error) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::usage("a command is missing").fix("add --help to see them all");
    }
    let text = error.render().to_string();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut paragraphs = text.split("\n\n").map(words).filter(|words| !words.is_empty());
    let what = paragraphs.next().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(&what);
    Failure::usage(what).fix(paragraphs.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_asked_for_by_an_option_alone() {
        let check = |args: &[&str]| asks_for_json(args.iter().map(OsString::from));
        assert!(check(&["--json"]) && check(&["publish", "--jsn", "--json"]));
        assert!(!check(&[]) && !check(&["publish", "--", "--json"]) && !check(&["--jsonl"]));
    }
}
