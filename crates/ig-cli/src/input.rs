//! Short texts from files and from standard input.

use std::{
    fs::File,
    io::{self, ErrorKind, Read},
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::{failure::Failure, pasted};

/// Longer than any token and any caption; a longer file is the wrong one.
const MOST: u64 = 64 * 1024;

/// Longer than any post with all of its options.
const MOST_OF_A_PLAN: u64 = 1024 * 1024;

/// How long a pipe may have nobody who writes to it.
const NOBODY: Duration = Duration::from_secs(5);

/// Reads a post from a regular file: a pipe would block, and a device might never end.
pub(crate) fn plan(path: &Path) -> Result<String, Failure> {
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{} is not a post", path.display()))
            .because("it is a folder, a pipe or a device, and not a file")
            .fix("give the path of a JSON file; `ig schema` prints its format"));
    }
    read("the post", path, MOST_OF_A_PLAN)
}

/// Reads `what` from `path`, or from standard input if that is `-`.
pub(crate) fn text(what: &str, path: &Path) -> Result<String, Failure> {
    read(what, path, MOST)
}

/// A token was given in place of a file, and there is no such file.
pub(crate) fn token_in_place_of_a_file(what: impl Into<String>) -> Failure {
    Failure::usage(what)
        .because("an access token was given where the path of a file is wanted")
        .fix(pasted::FIX)
}

fn read(what: &str, path: &Path, most: u64) -> Result<String, Failure> {
    let is_stdin = path.as_os_str() == "-";
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if is_stdin {
            io::stdin().lock().take(most + 1).read_to_end(&mut bytes)?;
        } else {
            opened(path)?.take(most + 1).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    };
    let name = if is_stdin { "standard input".into() } else { path.display().to_string() };
    let bytes = read().map_err(|error| {
        let what = format!("{what} cannot be read from {name}");
        match error.kind() {
            _ if pasted::is_in(path) => token_in_place_of_a_file(what),
            ErrorKind::TimedOut => Failure::usage(what)
                .because("it is a pipe, and nobody writes to it")
                .fix("start the program that writes to it first, or give the path of a file"),
            ErrorKind::IsADirectory => Failure::usage(what)
                .because("it is a folder, and not a file")
                .fix("give the path of the file in it"),
            _ => Failure::usage(what).caused_by(&error).fix("check the path and who may read it"),
        }
    })?;
    if most < bytes.len() as u64 {
        return Err(Failure::usage(format!("{name} is too long for {what}"))
            .because(format!("it has more than {most} bytes"))
            .fix("check that it is the right file"));
    }
    // Some editors write this mark at the start of a file.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes).to_vec();
    String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{name} cannot be used for {what}"))
            .because("it is not UTF-8 text")
            .fix("check that it is the right file, and save it as UTF-8")
    })
}

/// Opens a file. A pipe with a name cannot be opened until somebody writes to it: one that a shell makes
/// for `<(command)` is open already.
fn opened(path: &Path) -> io::Result<File> {
    if path.metadata().is_ok_and(|metadata| metadata.is_file() || metadata.is_dir()) {
        return File::open(path);
    }
    let (sender, receiver) = mpsc::channel();
    let path = path.to_owned();
    // Not joined: it may wait for ever.
    thread::spawn(move || drop(sender.send(File::open(path))));
    receiver.recv_timeout(NOBODY).unwrap_or_else(|_| Err(ErrorKind::TimedOut.into()))
}
