//! The command as its users run it: the real binary, an empty home, a sandbox on a free port.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod bad_files;
mod bad_input;
mod bad_server;
mod bad_state;
mod commands;
mod dry_run;
mod help;
mod kills;
mod leaks;
mod media;
mod readme;
mod relay;
mod sandbox;
#[cfg(unix)]
mod sandbox_kills;
#[cfg(unix)]
mod terminal;
mod together;
mod uncertain;
mod world;
