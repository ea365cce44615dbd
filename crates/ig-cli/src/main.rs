//! The program `ig`: all of it is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    ig_cli::run()
}
