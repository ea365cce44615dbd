//! `cargo xtask lint`: runs clippy, where a warning is an error.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "lint",
    arguments: "",
    about: "Run clippy on all targets, with warnings denied",
    details: "\
The lints are those of [workspace.lints] and of a crate's clippy.toml. The transports are also
checked with native TLS instead of Rustls, and so are the programs of libFuzzer.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    const DENY: [&str; 3] = ["--", "--deny", "warnings"];
    let all = ["clippy", "--workspace", "--all-targets"];
    process::run(workspace.cargo(&all).args(DENY))?;
    for transport in ["ig-ureq", "ig-reqwest"] {
        let native = ["--no-default-features", "--features", "native-tls"];
        let mut command = workspace.cargo(&["clippy", "--package", transport]);
        process::run(command.args(native).args(DENY))?;
    }
    let fuzz = ["clippy", "--package", "ig-fuzz", "--bins", "--features", "libfuzzer"];
    // Clippy does not link them, so libFuzzer, which is C++, need not be built.
    let mut command = workspace.cargo(&fuzz);
    process::run(command.env("CUSTOM_LIBFUZZER_PATH", "/not-linked/libfuzzer.a").args(DENY))
}
