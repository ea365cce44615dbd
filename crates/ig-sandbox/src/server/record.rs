//! The file that exchanges are recorded in.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write},
    path::Path,
    sync::Mutex,
};

use super::folder::{Mode, private_file};

/// Where exchanges are written to.
#[derive(Debug)]
pub struct Recording(Mutex<Tape<File>>);

impl Recording {
    /// Appends to a file. A new one is readable by its owner only.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let mut file = private_file(path.as_ref(), Mode::Append)?;
        let is_torn = is_torn(&mut file)?;
        Ok(Self(Mutex::new(Tape { to: file, is_torn, has_warned: false })))
    }

    /// Writes an exchange down. A full disk costs the recording, and not an answer; it is reported
    /// once on stderr.
    pub(super) fn write(&self, line: &str) {
        let mut tape = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(error) = tape.write(line.as_bytes()) {
            let _ = writeln!(
                io::stderr(),
                "the sandbox cannot record: {error}; exchanges are missing from here on until \
                 there is room"
            );
        }
    }
}

/// Lines, one after the other, whatever becomes of each.
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
