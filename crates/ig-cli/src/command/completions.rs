//! `ig completions SHELL`

use clap::{Arg, Command, CommandFactory, ValueHint};
use clap_complete::Shell;

use crate::{
    args::Args,
    failure::{Exit, Failure},
    output::Output,
};

pub(super) fn run(shell: Shell, output: &Output) -> Result<Exit, Failure> {
    if output.is_json() {
        return Err(Failure::usage("completions cannot be printed as JSON")
            .because("they are a shell script")
            .fix("leave out --json"));
    }
    // The generator panics where its writer fails, and a Vec does not.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut hinted(Args::command()), "ig", &mut script);
    output.result(&script);
    Ok(Exit::Success)
}

/// Says of each value what it is. Without that, zsh completes a first file with the names of programs,
/// bash ends a folder with a space, and both complete an id with the names of files.
fn hinted(command: Command) -> Command {
    command.mut_args(with_hint).mut_subcommands(hinted)
}

fn with_hint(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() || !arg.get_possible_values().is_empty() {
        return arg;
    }
    let names = arg.get_value_names().unwrap_or_default();
    let is = |word: &str| names.iter().any(|name| name.split('|').any(|it| it == word));
    let hint = match arg.get_value_hint() {
        _ if is("DIR") => ValueHint::DirPath,
        _ if is("FILE") => ValueHint::FilePath,
        _ if is("CMD") => ValueHint::CommandString,
        ValueHint::Unknown => ValueHint::Other,
        known => known,
    };
    arg.value_hint(hint)
}
