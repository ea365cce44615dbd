//! The command `ig`: publishes to Instagram once, and proves it.
//!
//! It holds nothing that a library user would want: arguments, output, progress and the folder in
//! which posts under way are kept. The rest is `ig-core`, driven by `ig-ureq`.
//!
//! It is a library for one reason: what reads bytes that somebody else wrote can be called by the
//! fuzz targets. Nothing here is meant for users; they have `ig-core`, `ig-ureq` and `ig-reqwest`.

mod access;
mod args;
mod check;
mod command;
mod drive;
mod environment;
mod failure;
mod fingerprint;
#[doc(hidden)]
pub mod fuzzing;
mod give_up;
mod input;
mod local;
mod local_run;
mod medium;
mod moved;
mod output;
mod post;
mod progress;
mod random;
mod remote;
mod report;
mod stop;
mod store;
mod target;
mod token_file;
mod told;
mod transport;
mod watch;
mod web;

use std::process::ExitCode;

use clap::Parser;

use self::{args::Args, failure::Exit, output::Output};

/// Runs the command with the arguments of this process; gives how it ended.
pub fn run() -> ExitCode {
    let Args { command, output } = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return args::refused(&error),
    };
    let output = Output::new(&output);
    let exit = command::run(command, &output).unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit()
    });
    ExitCode::from(match exit {
        Exit::Success => 0,
        Exit::Failed => 1,
        Exit::Usage => 2,
        Exit::Uncertain => 3,
    })
}
