//! The command `ig`: publishes to Instagram once, and proves it.
//!
//! It contains nothing that a library user would want: only arguments, output, progress and the
//! folder of posts in progress. The rest is `ig-core`, driven by `ig-ureq`.
//!
//! It is a library for two reasons: the fuzz targets can call the code that reads untrusted
//! bytes, and a program whose queue is elsewhere has the same commands. Nothing here is meant for
//! users; they have `ig-core`, `ig-ureq` and `ig-reqwest`.

mod access;
mod address;
mod args;
mod check;
mod chosen;
mod command;
mod config;
mod confirm;
mod contract;
mod convert;
mod drive;
mod environment;
mod failure;
mod fingerprint;
#[doc(hidden)]
pub mod fuzzing;
mod give_up;
mod hosting;
mod input;
mod local;
mod local_run;
mod logging;
mod medium;
mod moved;
mod output;
mod pasted;
mod post;
mod progress;
mod queue;
mod random;
mod remote;
mod report;
mod reporting;
mod schemas;
mod service;
#[doc(hidden)]
pub mod shared;
mod stop;
mod store;
mod target;
mod text;
mod token_file;
mod transport;
mod version;
mod wanted;
mod watch;
mod web;
mod words;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use self::{args::Args, failure::Exit, output::Output};

/// Runs the command with the arguments of this process; returns the exit status.
pub fn run() -> ExitCode {
    let Args { command, output, log } = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return args::refused(&error, &Args::command()),
    };
    let output = Output::new(&output);
    let ran = logging::start(&log).and_then(|()| command::run(command, &output));
    let exit = ran.unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit()
    });
    // What was done is done, and nobody knows it.
    let exit = match exit {
        Exit::Success if output::is_lost() => Exit::Failed,
        exit => exit,
    };
    logging::ended(exit);
    exit.into()
}
