//! `ig completions SHELL`

use clap::CommandFactory;
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
    clap_complete::generate(shell, &mut Args::command(), "ig", &mut script);
    output.result(&script);
    Ok(Exit::Success)
}
