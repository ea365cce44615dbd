//! What the Dockerfile does, without Docker: its context is enough for cargo, and its health check
//! tells a sandbox that answers from one that does not.

use std::{path::Path, process::Command};

use super::{super::image::DOCKERFILE, sandbox::Sandbox};
use crate::{
    failure::Failure,
    files::{self, copy_into, empty},
    process,
    task::program::Program,
    workspace::Workspace,
};

/// The port of the image.
const PORT: &str = "/8025";

pub(in super::super) fn check(workspace: &Workspace, program: &Program) -> Result<(), Failure> {
    let text = files::read(&workspace.root().join(DOCKERFILE))?;
    let health = health(&text)?;
    let sandbox = Sandbox::start(&mut program.command())?;
    let port = sandbox.url().rsplit(':').next().unwrap_or_default().to_owned();
    let mut command = Command::new(&health[0]);
    command.args(health[1..].iter().map(|word| word.replace(PORT, &format!("/{port}"))));
    process::run(&mut command)?;
    drop(sandbox);
    if process::succeeds(&mut command) {
        return Err(Failure::new("the health check of the Dockerfile succeeds without a sandbox"));
    }

    let context = program.target.join("dist-check/context");
    empty(&context)?;
    let ignored = format!("{DOCKERFILE}.dockerignore");
    let rules = files::read(&workspace.root().join(ignored))?;
    for path in workspace.files()?.iter().filter(|path| is_in(&rules, path)) {
        let folder = context.join(path.parent().unwrap_or(Path::new("")));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        copy_into(&workspace.root().join(path), &folder, &name)?;
    }
    // Cargo reads every manifest of the workspace, and looks for the file of every target.
    let words = ["tree", "--quiet", "--locked", "--package", "ig-cli", "--depth", "1"];
    process::run(workspace.cargo(&words).current_dir(&context))?;
    if program.profile == "dev" {
        return Ok(());
    }
    let built = text.lines().find_map(|line| line.strip_prefix("RUN cargo "));
    let built = built.ok_or_else(|| Failure::new("the Dockerfile runs no cargo"))?;
    let words: Vec<_> = built.split_whitespace().collect();
    let target = program.target.join("dist-context");
    process::run(workspace.cargo(&words).current_dir(&context).env("CARGO_TARGET_DIR", target))
}

/// The words of the health check.
fn health(dockerfile: &str) -> Result<Vec<String>, Failure> {
    let (_, after) = dockerfile
        .split_once("\nHEALTHCHECK ")
        .ok_or_else(|| Failure::new("the Dockerfile has no health check"))?;
    let (_, words) = after.split_once("CMD ").unwrap_or_default();
    let words = words.lines().next().unwrap_or_default();
    let words: Vec<String> = serde_json::from_str(words).map_err(Failure::of("HEALTHCHECK"))?;
    match words.iter().any(|word| word.contains(PORT)) {
        true => Ok(words),
        false => Err(Failure::new(format!("the health check asks no port {PORT}"))),
    }
}

/// Whether Docker sends a file, by rules that allow entries of the root and take parts of them away.
fn is_in(rules: &str, path: &Path) -> bool {
    let rules = || rules.lines().filter(|rule| !rule.is_empty() && !rule.starts_with(['#', '*']));
    let allowed = rules().filter_map(|rule| rule.strip_prefix('!'));
    let denied = rules().filter(|rule| !rule.starts_with('!'));
    allowed.into_iter().any(|rule| path.starts_with(rule))
        && !denied.into_iter().any(|rule| path.starts_with(rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_health_check_is_read_as_docker_reads_it() {
        let text =
            "FROM a\nHEALTHCHECK --interval=1s \\\n    CMD [\"sh\", \"-c\", \"a/8025\\\\r\"]\nX\n";
        assert_eq!(health(text).expect("it is one"), ["sh", "-c", "a/8025\\r"]);
        assert!(health("FROM a\n").is_err());
        assert!(health("FROM a\nHEALTHCHECK CMD [\"true\"]\n").is_err());
    }

    #[test]
    fn the_workers_of_the_compose_file_run_in_the_image() {
        let compose = include_str!("../../../../../crates/ig-worker/compose.yaml");
        let dockerfile = include_str!("../../../../../crates/ig-cli/dist/Dockerfile");
        let build = format!("docker build -f {DOCKERFILE} -t ig .");
        assert!(compose.contains(&build) && dockerfile.contains(&build));
        assert!(compose.contains("\n  image: ig\n  entrypoint: [\"ig-worker\"]\n"));
        let copied = dockerfile.lines().find(|line| line.starts_with("COPY --from=build "));
        assert!(copied.is_some_and(|line| line.contains("/release/ig-worker ")), "{copied:?}");
    }

    #[test]
    fn the_context_is_what_is_allowed_and_not_taken_away() {
        let rules = "# x\n*\n!crates\n!Cargo.toml\n**/target\ncrates/a/data\n";
        let sent = |path: &str| is_in(rules, Path::new(path));
        assert!(sent("crates/a/src/lib.rs") && sent("Cargo.toml"));
        assert!(!sent("README.md") && !sent("crates/a/data/x.jpg"));
    }
}
