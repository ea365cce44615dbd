//! The tutorial, run as a reader runs it: its commands in one shell, and what it says they print.
//!
//! A block `sh` is run, and the block `text` below it is what it prints, with `…` for what differs.
//! A block `sh` whose command ends with `&` is a second terminal: it is run beside the others. A
//! block `sh install` is not run: `cargo xtask dist` installs.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use super::super::program::Program;
use crate::{
    failure::Failure,
    files::{self, empty},
    markdown::{Block, fenced},
    process,
    workspace::Workspace,
};

const TUTORIAL: &str = "xtask/book/tutorial.md";

/// The port of the sandbox in the text.
const PORT: &str = "8025";

pub(super) fn run(workspace: &Workspace, program: &Program) -> Result<(), Failure> {
    let text = files::read(&workspace.root().join(TUTORIAL))?;
    let folder = program.target.join("book-tutorial");
    empty(&folder)?;
    let port = free_port()?;
    let text = text.replace(PORT, &port);
    let mut sandbox = None;
    let mut script = String::from("set -eu\n");
    let mut expected = Vec::new();
    let blocks = fenced(&text);
    for (number, block) in blocks.iter().enumerate() {
        match (block.info, block.code.strip_suffix(" &\n")) {
            // It takes the port of the text where it is not told another one.
            ("sh", Some(command)) => {
                let command = format!("{command} --listen {port}");
                sandbox = Some(Background::start(program, &folder, &command)?);
            }
            ("sh", None) => script += &format!("echo '== {number}'\n{}", block.code),
            ("text", _) => expected.push((number.saturating_sub(1), block)),
            _ => {}
        }
    }
    if sandbox.is_none() || expected.is_empty() {
        return Err(Failure::new("the tutorial was to start a sandbox and to say what is printed"));
    }
    wait_for(&port)?;
    println!("running the tutorial");
    let output = process::capture(shell(program, &folder).arg("-c").arg(&script))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Failure::new(format!("the tutorial's commands fail:\n{said}{wrong}")));
    }
    for (number, block) in expected {
        let printed = said.split(&format!("== {number}\n")).nth(1).unwrap_or_default();
        let printed = printed.split("== ").next().unwrap_or_default();
        fits(printed, block).map_err(|line| {
            Failure::new(format!("the tutorial says `{line}`, and the command prints:\n{printed}"))
        })?;
    }
    Ok(())
}

/// Whether a command prints what the text says; else the first line that it does not print.
fn fits<'a>(printed: &str, block: &'a Block<'_>) -> Result<(), &'a str> {
    let mut printed = printed.lines();
    for line in block.code.lines() {
        match printed.next() {
            Some(found) if is_like(found, line) => {}
            _ => return Err(line),
        }
    }
    match printed.next() {
        Some(_) => Err("nothing more"),
        None => Ok(()),
    }
}

/// Whether a line has all parts of a pattern in their order, from its start to its end.
fn is_like(line: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

/// A shell with the program in its path, and a home of its own.
fn shell(program: &Program, folder: &Path) -> Command {
    let mut shell = Command::new("bash");
    let bin = program.path.parent().unwrap_or(Path::new(""));
    let path = std::env::var("PATH").unwrap_or_default();
    shell.env_clear().env("PATH", format!("{}:{path}", bin.display())).env("HOME", folder);
    shell.current_dir(folder).env("NO_PROXY", "*");
    shell
}

/// A command in another terminal; it is ended with this value.
struct Background(Child);

impl Background {
    fn start(program: &Program, folder: &Path, command: &str) -> Result<Self, Failure> {
        let mut shell = shell(program, folder);
        // The shell becomes the command, which is then what is ended.
        shell.arg("-c").arg(format!("exec {command}")).stdout(Stdio::null());
        Ok(Self(shell.spawn().map_err(Failure::of(command))?))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// One of those that the system gives to no program that asks for a free one, so that nobody takes it
/// before the sandbox does.
fn free_port() -> Result<String, Failure> {
    let mut ports = (0..1000).map(|at| 10_000 + (std::process::id() + at) % 20_000);
    let is_free = |port: &u32| TcpListener::bind(format!("127.0.0.1:{port}")).is_ok();
    let free = ports.find(is_free).ok_or_else(|| Failure::new("there is no free port"))?;
    Ok(free.to_string())
}

fn wait_for(port: &str) -> Result<(), Failure> {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--retry", "100", "--retry-delay", "0", "--retry-max-time", "120"]);
    curl.args(["--retry-connrefused", "--noproxy", "*", "--output", "/dev/null"]);
    process::run(curl.arg(format!("http://127.0.0.1:{port}/health")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_stand_for_what_differs() {
        assert!(is_like("container  17", "container  …") && is_like("a 1 b 2", "a … b …"));
        assert!(is_like("http://x/p/abc/", "http://x/p/…/") && is_like("same", "same"));
        assert!(!is_like("media 17", "container …") && !is_like("same and more", "same"));
        assert!(!is_like("a 1 c", "a … b …") && !is_like("a 1 b c", "a … b"));
    }

    #[test]
    fn every_line_is_printed_and_no_other() {
        let block = Block { info: "text", code: "a …\nb\n".to_owned() };
        assert_eq!(fits("a 1\nb\n", &block), Ok(()));
        assert_eq!(fits("a 1\n", &block), Err("b"));
        assert_eq!(fits("a 1\nb\nc\n", &block), Err("nothing more"));
    }
}
