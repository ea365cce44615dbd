//! The command `ig-worker`: the queue of scheduled posts for many machines, in Postgres.

mod args;
mod clients;
mod database;
mod migrate;
mod permalinks;
mod work;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use ig_cli::shared;

use self::args::{Args, Command};

fn main() -> ExitCode {
    let Args { command, output, log } = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return shared::refused(&error, &Args::command()),
    };
    if let Err(failure) = shared::log(&log) {
        return shared::say(&failure, &output);
    }
    let done = match &command {
        Command::Posts(command) => return shared::run(command, &output),
        Command::Migrate(args) => migrate::run(args, &output).map(|()| ExitCode::SUCCESS),
        Command::Work(args) => work::run(args, &output),
    };
    match done {
        Ok(code) => code,
        Err(failure) => shared::say(&failure, &output),
    }
}
