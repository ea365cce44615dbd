//! `cargo xtask lint`: warnings at home are errors here.

use super::{Task, nothing_more};
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "lint",
    arguments: "",
    about: "Run clippy on all targets, with warnings denied",
    details: "\
The lints are those of [workspace.lints] and of the clippy.toml of a crate. The transports are
looked at with native TLS in place of Rustls too, and so are the programs of libFuzzer.",
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
    // They are not linked: libFuzzer itself, which is C++, need not be built.
    let mut command = workspace.cargo(&fuzz);
    process::run(command.env("CUSTOM_LIBFUZZER_PATH", "/not-linked/libfuzzer.a").args(DENY))
}
