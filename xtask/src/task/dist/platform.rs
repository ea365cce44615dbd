//! The platforms for which there are packages, with their names in each registry.

use crate::failure::Failure;

/// A platform: the target of Rust, where CI builds it, and how npm names it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Platform {
    pub(super) triple: &'static str,
    /// The runner in `release.yaml`.
    runner: &'static str,
    pub(super) os: &'static str,
    pub(super) cpu: &'static str,
}

/// One of them is where these packages are tested, the others are not: the README says so.
pub(super) const PLATFORMS: &[Platform] = &[
    Platform {
        triple: "x86_64-unknown-linux-gnu",
        runner: "ubuntu-22.04",
        os: "linux",
        cpu: "x64",
    },
    Platform {
        triple: "aarch64-unknown-linux-gnu",
        runner: "ubuntu-22.04-arm",
        os: "linux",
        cpu: "arm64",
    },
    Platform { triple: "aarch64-apple-darwin", runner: "macos-15", os: "darwin", cpu: "arm64" },
    Platform { triple: "x86_64-apple-darwin", runner: "macos-15-intel", os: "darwin", cpu: "x64" },
    Platform { triple: "x86_64-pc-windows-msvc", runner: "windows-2025", os: "win32", cpu: "x64" },
];

impl Platform {
    pub(super) fn of(triple: &str) -> Result<Self, Failure> {
        let platform = PLATFORMS.iter().find(|platform| platform.triple == triple);
        platform.copied().ok_or_else(|| {
            let all: Vec<_> = PLATFORMS.iter().map(|platform| platform.triple).collect();
            let all = all.join(", ");
            Failure::new(format!("there are no packages for {triple}, but for {all}"))
        })
    }

    /// Whether Debian's packages are for it.
    pub(super) fn has_deb(self) -> bool {
        self.os == "linux"
    }

    /// The npm package with its program.
    pub(super) fn npm_name(self) -> String {
        format!("ig-cli-{}-{}", self.os, self.cpu)
    }

    pub(super) fn program(self) -> &'static str {
        if self.os == "win32" { "ig.exe" } else { "ig" }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::process;

    const WORKFLOW: &str = include_str!("../../../../crates/ig-cli/dist/release.yaml");
    const README: &str = include_str!("../../../../crates/ig-cli/dist/README.md");

    #[test]
    fn the_workflow_and_the_document_have_the_same_platforms() {
        let runs: Vec<_> = WORKFLOW.lines().filter(|it| it.contains("- { target: ")).collect();
        let (_, platforms) = README.split_once("\n## Platforms\n").expect("it has that section");
        let rows: Vec<_> = platforms.lines().filter(|line| line.starts_with("| `")).collect();
        assert_eq!((runs.len(), rows.len()), (PLATFORMS.len(), PLATFORMS.len()));
        for (Platform { triple, runner, os, cpu }, (run, row)) in
            PLATFORMS.iter().zip(runs.iter().zip(rows))
        {
            assert_eq!(run.trim(), format!("- {{ target: {triple}, runner: {runner} }}"));
            let parts = [format!("`{triple}`"), format!("`{runner}`"), format!("`{os}-{cpu}`")];
            assert!(parts.iter().all(|part| row.contains(part)), "{row}");
            let is_tested = *triple == "x86_64-unknown-linux-gnu";
            assert_eq!(row.contains("not tested"), !is_tested, "{row}");
        }
    }

    #[test]
    fn the_compiler_knows_every_target() {
        let list = process::read(Command::new("rustc").args(["--print", "target-list"]));
        let list = list.expect("the compiler is there");
        for platform in PLATFORMS {
            assert!(list.lines().any(|line| line == platform.triple), "{}", platform.triple);
        }
    }

    #[test]
    fn a_target_without_packages_is_refused_with_those_that_there_are() {
        let failure = Platform::of("mips-unknown-linux-gnu").expect_err("it is not on the list");
        assert!(failure.to_string().contains("x86_64-unknown-linux-gnu"), "{failure}");
    }
}
