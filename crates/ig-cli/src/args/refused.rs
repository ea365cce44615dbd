//! Arguments that clap refuses, reported in the same form as every other error.

use std::{env, error::Error as _, ffi::OsString, process::ExitCode};

use clap::{
    Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::OutputArgs;
use crate::{
    failure::{Exit, Failure},
    output::{self, Output},
};

/// Shows why the arguments of a program were refused, or the requested help; returns the exit status.
pub fn refused(error: &clap::Error, program: &Command) -> ExitCode {
    if !error.use_stderr() {
        output::written(error.print());
        let exit = if output::is_lost() { Exit::Failed } else { Exit::Success };
        return exit.into();
    }
    let json = asks_for_json(env::args_os().skip(1));
    let output = Output::new(&OutputArgs { json, quiet: false, verbose: false });
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        if json {
            output.object(&failure(error, program).to_json());
        }
        drop(error.print());
    } else {
        output.failure(&failure(error, program));
    }
    ExitCode::from(2)
}

/// Whether `--json` is among the arguments. After `--` it is a file name.
fn asks_for_json(args: impl Iterator<Item = OsString>) -> bool {
    args.take_while(|arg| arg != "--").any(|arg| arg == "--json")
}

fn failure(error: &clap::Error, program: &Command) -> Failure {
    let usage = text(error, ContextKind::Usage);
    let usage = usage.as_deref().and_then(|usage| usage.trim().strip_prefix("Usage: "));
    let usage = usage.map(words).unwrap_or_default();
    let typed = env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
    let help = format!("`{} --help` lists the commands and options", command(program, typed));
    let what = text(error, ContextKind::InvalidArg).map(|it| shown(&it)).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    let wrong = |text: String| Failure::usage(text);
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            wrong("a command is missing".to_owned()).fix(help)
        }
        ErrorKind::UnknownArgument if is_negative(&what) => {
            let (option, value) =
                negative(env::args()).unwrap_or_else(|| ("this option".to_owned(), what));
            wrong(format!("{option} cannot be used"))
                .because(format!("{value} is negative"))
                .fix(format!("give {option} a value that is not negative; {help}"))
        }
        ErrorKind::UnknownArgument if what.starts_with('-') => {
            let fix = match text(error, ContextKind::SuggestedArg) {
                Some(near) => format!("did you mean {near}? {help}"),
                None => help,
            };
            wrong(format!("unknown option {what}")).fix(fix)
        }
        ErrorKind::UnknownArgument => {
            wrong(format!("unexpected argument {what}")).fix(format!("write {usage}; {help}"))
        }
        ErrorKind::InvalidSubcommand => {
            let word = shown(&text(error, ContextKind::InvalidSubcommand).unwrap_or_default());
            let fix = match text(error, ContextKind::SuggestedSubcommand) {
                Some(near) => format!("did you mean {near}? {help}"),
                None => help,
            };
            wrong(format!("unknown command {word}")).fix(fix)
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            wrong(format!("{what} needs a value")).fix(help)
        }
        ErrorKind::InvalidValue => {
            let valid = text(error, ContextKind::ValidValue).unwrap_or_default();
            wrong(format!("{what} cannot be used"))
                .because(format!("{} is not one of its values", shown(&value)))
                .fix(format!("give one of: {valid}"))
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            wrong(format!("{what} cannot be used")).because(why).fix(help)
        }
        ErrorKind::MissingRequiredArgument => {
            wrong(format!("a required argument is missing: {what}"))
                .fix(format!("write {usage}; {help}"))
        }
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg).map(|it| shown(&it));
            match other.filter(|other| *other != what) {
                Some(other) => wrong(format!("{what} and {other} cannot be used together"))
                    .fix("leave out one of them"),
                None => wrong(format!("{what} is given twice")).fix("give it once"),
            }
        }
        ErrorKind::InvalidUtf8 => wrong("an argument cannot be used".to_owned())
            .because("it is not UTF-8")
            .fix("write it in UTF-8; only paths may contain other bytes"),
        _ => {
            let rendered = error.render().to_string();
            let first = rendered.split("\n\n").next().map(words).unwrap_or_default();
            wrong(first.trim_start_matches("error: ").to_owned()).fix(help)
        }
    }
}

/// A part of what clap knows about the error.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => {
            Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The command that was typed: `ig media list`.
fn command(program: &Command, args: impl Iterator<Item = String>) -> String {
    let (mut at, mut words) = (program, program.get_name().to_owned());
    for arg in args.take_while(|arg| arg != "--") {
        if let Some(found) = at.find_subcommand(&arg) {
            words = format!("{words} {}", found.get_name());
            at = found;
        }
    }
    words
}

/// The argument as typed, if it is too short to be a token.
fn shown(text: &str) -> String {
    if text.len() <= 60 { text.to_owned() } else { "an argument of more than 60 bytes".to_owned() }
}

/// `-1`, which is a number and not an option.
fn is_negative(arg: &str) -> bool {
    let digit = arg.strip_prefix('-').and_then(|rest| rest.bytes().next());
    digit.is_some_and(|byte| byte.is_ascii_digit())
}

/// The option with a negative value, and the value: clap shows only its first letters.
fn negative(args: impl Iterator<Item = String>) -> Option<(String, String)> {
    let args: Vec<_> = args.take_while(|arg| arg != "--").collect();
    let pair = args.windows(2).find(|pair| pair[0].starts_with("--") && is_negative(&pair[1]))?;
    Some((pair[0].clone(), shown(&pair[1])))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn json_is_requested_only_by_an_option() {
        let check = |args: &[&str]| asks_for_json(args.iter().map(OsString::from));
        assert!(check(&["--json"]) && check(&["publish", "--jsn", "--json"]));
        assert!(!check(&[]) && !check(&["publish", "--", "--json"]) && !check(&["--jsonl"]));
    }

    #[test]
    fn the_command_is_the_part_that_was_typed() {
        let check = |args: &[&str], expect: &str| {
            let args = args.iter().map(ToString::to_string);
            assert_eq!(command(&crate::args::Args::command(), args), expect);
        };
        check(&["--json", "media", "list", "--limit", "0"], "ig media list");
        check(&["publish", "a.jpg", "--caption", "list"], "ig publish");
        check(&["media"], "ig media");
        check(&["--", "media"], "ig");
        check(&[], "ig");
    }
}
