//! Small texts from files and from standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::failure::Failure;

/// Longer than any token and any caption: what is longer is another file.
const MOST: u64 = 64 * 1024;

/// Reads `what` from `path`, or from standard input where that is `-`.
pub(crate) fn text(what: &str, path: &Path) -> Result<String, Failure> {
    let is_stdin = path.as_os_str() == "-";
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if is_stdin {
            io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)?;
        } else {
            File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    };
    let name = if is_stdin { "standard input".into() } else { path.display().to_string() };
    let bytes = read().map_err(|error| {
        Failure::usage(format!("{what} cannot be read from {name}"))
            .caused_by(&error)
            .fix("check the path and who may read it")
    })?;
    if MOST < bytes.len() as u64 {
        return Err(Failure::usage(format!("{name} is too long for {what}"))
            .because(format!("it has more than {MOST} bytes"))
            .fix("check that it is the right file"));
    }
    String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{name} cannot be used for {what}"))
            .because("it is not UTF-8 text")
            .fix("check that it is the right file, and save it as UTF-8")
    })
}
