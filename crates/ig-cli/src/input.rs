//! Short texts from files and from standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::failure::Failure;

/// Longer than any token and any caption; a longer file is the wrong one.
const MOST: u64 = 64 * 1024;

/// Longer than any post with all of its options.
const MOST_OF_A_PLAN: u64 = 1024 * 1024;

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

fn read(what: &str, path: &Path, most: u64) -> Result<String, Failure> {
    let is_stdin = path.as_os_str() == "-";
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if is_stdin {
            io::stdin().lock().take(most + 1).read_to_end(&mut bytes)?;
        } else {
            File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    };
    let name = if is_stdin { "standard input".into() } else { path.display().to_string() };
    let bytes = read().map_err(|error| {
        Failure::usage(format!("{what} cannot be read from {name}"))
            .caused_by(&error)
            .fix("check the path and who may read it")
    })?;
    if most < bytes.len() as u64 {
        return Err(Failure::usage(format!("{name} is too long for {what}"))
            .because(format!("it has more than {most} bytes"))
            .fix("check that it is the right file"));
    }
    String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{name} cannot be used for {what}"))
            .because("it is not UTF-8 text")
            .fix("check that it is the right file, and save it as UTF-8")
    })
}
