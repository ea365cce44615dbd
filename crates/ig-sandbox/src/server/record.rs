//! Exchanges as JSON lines: evidence for a bug report, and answers for another day.
//!
//! ```json
//! {"at_ms":1569537403000,"took_ms":3,"method":"GET","path":"/v26.0/17889455560051444",
//!  "params":{"fields":"status_code"},"request_headers":{"authorization":"[token]"},
//!  "status":200,"headers":{"content-type":"application/json"},"body":"{\"id\":\"…\"}"}
//! ```
//!
//! Tokens, codes and secrets are masked. `status` is `null` where the connection was broken. Of
//! uploads, the film is not recorded. The control endpoints and the pages are not, either.

mod replay;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write},
    path::Path,
    sync::Mutex,
};

use http::{HeaderMap, Request};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::folder::{Mode, private_file};
use crate::{intake::Call, journal, mask, page};

pub use self::replay::{Replay, ReplayError};

/// One exchange.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Exchange {
    pub(super) at_ms: u64,
    pub(super) took_ms: u64,
    #[serde(flatten)]
    pub(super) asked: Asked,
    #[serde(default)]
    pub(super) request_headers: BTreeMap<String, String>,
    pub(super) status: Option<u16>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) body: String,
}

/// What was asked for: requests that are equal in this are answered alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Asked {
    method: String,
    path: String,
    #[serde(default)]
    params: BTreeMap<String, Value>,
}

impl Asked {
    /// What a request asks for. Query, form, JSON and multipart are one; `None` for what is no
    /// request of the API.
    pub(super) fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        let path = request.uri().path();
        if path.starts_with("/_sandbox/") || path.starts_with("/media/") || page::is_page(request) {
            return None;
        }
        let call = Call::of(request, String::new());
        let (method, path, params) = journal::masked(&call);
        Some(Self { method, path, params })
    }
}

/// Where exchanges are written to.
#[derive(Debug)]
pub struct Recording(Mutex<Tape<File>>);

impl Recording {
    /// Writes to a file, behind what is there. It is readable by its owner alone if it is new.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut file = private_file(path.as_ref(), Mode::Append)?;
        let is_torn = is_torn(&mut file)?;
        Ok(Self(Mutex::new(Tape { to: file, is_torn, has_warned: false })))
    }

    /// Writes an exchange down. A disk that is full costs the recording, and no answer; it is told
    /// once on stderr.
    pub(super) fn write(&self, exchange: &Exchange) {
        // Maps with text keys always serialise.
        let line = serde_json::to_vec(exchange).unwrap_or_default();
        let mut tape = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(error) = tape.write(&line) {
            let _ = writeln!(
                io::stderr(),
                "the sandbox cannot record: {error}; exchanges are missing from here on until \
                 there is room"
            );
        }
    }
}

/// Lines, one behind the other, whatever becomes of each.
#[derive(Debug)]
struct Tape<W> {
    to: W,
    /// The end of the last line is missing: it was cut off.
    is_torn: bool,
    has_warned: bool,
}

impl<W: Write> Tape<W> {
    /// Writes a line; gives the reason why it could not, the first time.
    fn write(&mut self, line: &[u8]) -> Option<io::Error> {
        let mut whole = Vec::with_capacity(line.len() + 2);
        if self.is_torn {
            whole.push(b'\n');
        }
        whole.extend_from_slice(line);
        whole.push(b'\n');
        let error = self.to.write_all(&whole).err();
        self.is_torn = error.is_some();
        let is_told = self.has_warned;
        self.has_warned |= error.is_some();
        error.filter(|_| !is_told)
    }
}

/// Whether the last line of a file was cut off. A pipe has no last line.
fn is_torn(file: &mut File) -> io::Result<bool> {
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// The headers of a message, as text and without secrets.
pub(super) fn headers(headers: &HeaderMap, tokens: &[String]) -> BTreeMap<String, String> {
    let text = |name: &str, value: &[u8]| match mask::of_header(name) {
        Some(mask) => mask.to_owned(),
        None => masked(&String::from_utf8_lossy(value), tokens),
    };
    let all = headers.iter();
    all.map(|(name, value)| (name.to_string(), text(name.as_str(), value.as_bytes()))).collect()
}

/// A text without tokens.
pub(super) fn masked(text: &str, tokens: &[String]) -> String {
    mask::all(text, tokens.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that has so much room, and more later.
    struct Disk {
        bytes: Vec<u8>,
        room: usize,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let length = bytes.len().min(self.room);
            if length == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.room -= length;
            self.bytes.extend_from_slice(&bytes[..length]);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_that_broke_off_ends_before_the_next_and_is_told_once() {
        let disk = Disk { bytes: Vec::new(), room: 7 };
        let mut tape = Tape { to: disk, is_torn: false, has_warned: false };
        assert!(tape.write(b"one").is_none());
        assert!(tape.write(b"second").is_some(), "it is told");
        assert!(tape.write(b"third").is_none(), "it was told");
        tape.to.room = 100;
        assert!(tape.write(b"fourth").is_none());
        assert!(tape.write(b"fifth").is_none());
        assert_eq!(tape.to.bytes, b"one\nsec\nfourth\nfifth\n");
    }
}
