//! The user's command, within limits: it may hang, fail, print without end, and leave processes
//! behind that hold its output open.

use std::{
    env, fmt,
    io::{self, Read as _},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

use super::{journal::Hosted, running::Running};

/// The most that it may print.
const MOST: u64 = 64 * 1024;

/// How often it is looked whether it has ended.
const TICK: Duration = Duration::from_millis(20);

/// How long its output may stay open when it has ended.
const LAST: Duration = Duration::from_secs(5);

/// What the command is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Host,
    Remove,
}

/// Why the command did not do its work.
#[derive(Debug)]
pub(super) enum Trouble {
    Start(io::Error),
    Hangs(Duration),
    /// A signal has ended it.
    Stopped,
    Fails(ExitStatus),
    SaysTooMuch,
    /// A process that it left behind has its output.
    StaysOpen,
    /// One that an earlier run has started has not ended.
    Runs,
    /// It hangs for another file, and was not started for this one.
    NotTried,
    /// The journal cannot be used.
    Journal(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(error) => write!(f, "the command cannot be started: {error}"),
            Self::Hangs(limit) => {
                let seconds = limit.as_secs_f64();
                write!(f, "the command did not end within {seconds} s and was ended")
            }
            Self::Stopped => f.write_str("a signal has ended the command"),
            Self::Fails(status) => write!(f, "the command failed ({status})"),
            Self::SaysTooMuch => write!(f, "the command printed more than {MOST} bytes"),
            Self::StaysOpen => f.write_str(
                "the command ended, and a process that it started still has its standard output",
            ),
            Self::Runs => {
                f.write_str("the command that an earlier run has started for it has not ended yet")
            }
            Self::NotTried => f.write_str("the command hangs, and was not started again"),
            Self::Journal(why) => f.write_str(why),
        }
    }
}

/// Runs the command for a file of a post, until `stopped`; returns what it printed.
pub(super) fn run(
    key: &str,
    action: Action,
    entry: &Hosted,
    limit: Duration,
    running: Running,
    stopped: &AtomicBool,
) -> Result<String, Trouble> {
    let mut command = prepared(key, action, entry);
    command.stdin(running.into_stdin());
    let mut child = command.spawn().map_err(Trouble::Start)?;
    // Only the command has its standard input now.
    drop(command);
    let printed = listen(&mut child);
    let status = match end(&mut child, limit, stopped) {
        Ok(status) => status,
        Err(trouble) => {
            kill(&mut child);
            return Err(trouble);
        }
    };
    let Ok(printed) = printed.recv_timeout(LAST) else {
        kill(&mut child);
        return Err(Trouble::StaysOpen);
    };
    if MOST < printed.len() as u64 {
        kill(&mut child);
        return Err(Trouble::SaysTooMuch);
    }
    if !status.success() {
        kill(&mut child);
        return Err(Trouble::Fails(status));
    }
    Ok(String::from_utf8_lossy(&printed).into_owned())
}

fn prepared(key: &str, action: Action, entry: &Hosted) -> Command {
    let mut command = shell(&entry.command);
    command.arg(&entry.file);
    command.stdout(Stdio::piped());
    // Its errors are for the user. Nothing that it needs is a secret of ours.
    for (name, _) in env::vars_os() {
        let is_secret = name.to_str().is_some_and(|name| {
            matches!(name, "IG_ACCESS_TOKEN" | "IG_APP_SECRET" | "IG_AUTH_CODE")
                || name.starts_with("IG_TOKEN_")
        });
        if is_secret {
            command.env_remove(name);
        }
    }
    command.env("IG_HOST_ACTION", if action == Action::Host { "host" } else { "remove" });
    command.env("IG_HOST_NAME", &entry.name).env("IG_HOST_KEY", key);
    match &entry.url {
        Some(url) => command.env("IG_HOST_URL", url),
        None => command.env_remove("IG_HOST_URL"),
    };
    command
}

/// The user's line with the file as its last argument.
#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{line} \"$@\""), "ig-host"]);
    // What it starts is ended with it.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.args(["/C", line]);
    command
}

fn listen(child: &mut Child) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was read before an error is judged.
            drop(stdout.take(MOST + 1).read_to_end(&mut bytes));
            drop(sender.send(bytes));
        });
    }
    receiver
}

/// The status, unless it does not end in time.
fn end(child: &mut Child, limit: Duration, stopped: &AtomicBool) -> Result<ExitStatus, Trouble> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(Trouble::Start)? {
            return Ok(status);
        }
        if stopped.load(Ordering::SeqCst) {
            return Err(Trouble::Stopped);
        }
        if limit <= start.elapsed() {
            return Err(Trouble::Hangs(limit));
        }
        thread::sleep(TICK);
    }
}

/// Ends the command and what it has started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(id) = i32::try_from(child.id()) {
        use nix::{sys::signal, unistd::Pid};
        // It may have ended already.
        let _ = signal::killpg(Pid::from_raw(id), signal::Signal::SIGKILL);
    }
    drop(child.kill());
    drop(child.wait());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a signal it is not the time that the option gives.
    #[test]
    fn a_command_that_hangs_is_said_to_have_hung_for_its_time() {
        let words = Trouble::Hangs(Duration::from_secs(5)).to_string();
        assert_eq!(words, "the command did not end within 5 s and was ended");
    }
}
