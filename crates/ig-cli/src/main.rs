//! The program `ig`; all of its code is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ig_cli::run()
}
