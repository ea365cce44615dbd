//! The command that prints a token, such as a password manager: bounded in time and in length.

use std::{
    io::Read,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use ig_core::AccessToken;

use super::{relay, token};

/// Longer than any token.
const MOST: u64 = 64 * 1024;

/// How long what it has said may take to arrive when it has ended.
const LAST: Duration = Duration::from_secs(1);

/// The token that the command prints on one line, or why there is none. What it printed is not in
/// the reason. What it says on standard error is shown, without the tokens in it.
pub(super) fn token(words: &[String], patience_s: u16) -> Result<AccessToken, String> {
    let (program, arguments) = words.split_first().ok_or("there is no program to run")?;
    let end = Instant::now() + Duration::from_secs(patience_s.into());
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the command {program} cannot be run: {error}"))?;
    let said = child.stderr.take().map(relay::start);
    let token = printed(&mut child, program, end, patience_s);
    // What it says comes before what we say about it.
    if let Some(said) = said {
        said.end(LAST);
    }
    token
}

/// What it prints, once it has ended.
fn printed(
    child: &mut Child,
    program: &str,
    end: Instant,
    patience_s: u16,
) -> Result<AccessToken, String> {
    let (sender, receiver) = mpsc::channel();
    let stdout = child.stdout.take();
    // Not joined: a process that the command has left behind may keep the pipe open.
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stdout.map(|pipe| pipe.take(MOST + 1).read_to_end(&mut bytes));
        drop(sender.send(read.transpose().map(|_| bytes)));
    });
    let late = || format!("the command {program} has not ended within {patience_s} s");
    let bytes = match receiver.recv_timeout(end.saturating_duration_since(Instant::now())) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => {
            stop(child);
            return Err(format!("what the command {program} prints cannot be read: {error}"));
        }
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            // Until it is closed, more may come.
            let has_ended = child.try_wait().is_ok_and(|status| status.is_some());
            stop(child);
            return Err(match has_ended {
                true => format!(
                    "the command {program} has ended, and a process that it has started still has \
                     its standard output after {patience_s} s"
                ),
                false => late(),
            });
        }
    };
    if MOST < bytes.len() as u64 {
        stop(child);
        return Err(format!("the command {program} prints more than a token"));
    }
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => break,
            Ok(Some(status)) => return Err(format!("the command {program} has failed: {status}")),
            Err(error) => return Err(format!("the command {program} is lost: {error}")),
            Ok(None) if end <= Instant::now() => {
                stop(child);
                return Err(late());
            }
            Ok(None) => thread::sleep(Duration::from_millis(10)),
        }
    }
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| format!("what the command {program} prints is not UTF-8"))?;
    match text.trim() {
        "" => Err(format!("the command {program} prints nothing")),
        text if text.contains(['\n', '\r']) => {
            let lines = text.lines().count();
            Err(format!("the command {program} prints {lines} lines, and a token is one"))
        }
        text => token::of(text).map_err(|has| {
            format!("what the command {program} prints has {has}, and a token is one word")
        }),
    }
}

fn stop(child: &mut Child) {
    // It may have ended by itself.
    drop(child.kill());
    drop(child.wait());
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn said(words: &[&str], patience_s: u16) -> String {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        match token(&words, patience_s) {
            Ok(token) => token.expose_secret().to_owned(),
            Err(why) => why,
        }
    }

    #[test]
    fn one_line_is_a_token_and_everything_else_a_reason() {
        let sh = |script| said(&["sh", "-c", script], 30);
        assert_eq!(sh("echo EAAGx"), "EAAGx");
        assert_eq!(sh("printf ' EAAGx\\r\\n\\n'"), "EAAGx");
        assert!(sh("exit 3").contains("has failed: exit status: 3"), "{}", sh("exit 3"));
        assert!(sh("echo EAAGx; exit 1").contains("has failed"));
        assert_eq!(sh("true"), "the command sh prints nothing");
        assert_eq!(sh("echo EAAGx; echo b"), "the command sh prints 2 lines, and a token is one");
        assert_eq!(sh("head -c 70000 /dev/zero"), "the command sh prints more than a token");
        assert!(sh("printf '\\377'").contains("not UTF-8"));
        assert!(sh("echo Bearer EAAGx").contains("has a blank"), "{}", sh("echo Bearer EAAGx"));
        assert!(said(&["/no/such/program"], 30).contains("cannot be run"));
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        for script in
            ["exec sleep 20", "echo EAAGx; exec sleep 20", "echo EAAGx; exec sleep 20 >&-"]
        {
            let why = said(&["sh", "-c", script], 1);
            assert_eq!(why, "the command sh has not ended within 1 s", "{script}");
        }
    }

    #[test]
    fn a_process_that_the_command_has_left_behind_is_what_is_waited_for() {
        let why = said(&["sh", "-c", "sleep 5 2>&- & echo EAAGx"], 1);
        let expect = "the command sh has ended, and a process that it has started still has its \
                      standard output after 1 s";
        assert_eq!(why, expect);
    }
}
