//! Other programs: run for their effect, or for what they print.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use crate::failure::Failure;

/// Runs a command with its output on the terminal, and fails if it fails.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", line(command));
    let status = command.status().map_err(Failure::of(line(command)))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("`{}` failed ({status})", line(command))))
}

/// Returns a command's standard output; its messages stay on the terminal.
pub(crate) fn read(command: &mut Command) -> Result<String, Failure> {
    let output = command.stderr(Stdio::inherit()).output().map_err(Failure::of(line(command)))?;
    if !output.status.success() {
        return Err(Failure::new(format!("`{}` failed ({})", line(command), output.status)));
    }
    String::from_utf8(output.stdout).map_err(Failure::of(line(command)))
}

/// Runs a command that may fail, and keeps all of its output.
pub(crate) fn capture(command: &mut Command) -> Result<Output, Failure> {
    command.stdin(Stdio::null()).output().map_err(Failure::of(line(command)))
}

/// Whether a program is installed and accepts `--version`.
pub(crate) fn is_there(command: &mut Command) -> bool {
    succeeds(command.arg("--version"))
}

/// Whether a program is installed and succeeds; its output is ignored.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    capture(command).is_ok_and(|output| output.status.success())
}

fn line(command: &Command) -> String {
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}='{}'", name.display(), value?.display())));
    // Cargo is called by its path, which does not help the reader.
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = [program].into_iter().chain(command.get_args());
    let words = words.map(|word| word.display().to_string());
    variables.chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_fails_is_named_with_its_arguments() {
        let failure = run(Command::new("git").arg("no-such-command")).expect_err("git knows it");
        assert!(failure.to_string().starts_with("`git no-such-command` failed"), "{failure}");
    }

    #[test]
    fn a_program_that_is_missing_is_not_there() {
        assert!(is_there(&mut Command::new("git")));
        assert!(!is_there(&mut Command::new("no-such-program-anywhere")));
        assert!(!is_there(Command::new("git").arg("no-such-command")));
    }
}
