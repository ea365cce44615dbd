//! The journal: one record a line, each with a checksum.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{FILE, Mode, StateError, files::Files, names, private_file, sync_folder};
use crate::sandbox::{Changes, NotRestored};

/// A shorter journal is not worth being written anew.
const SHORT: u64 = 32 << 20;

/// A journal that is so many times as long as when it was written anew is worth it.
const GROWTH: u64 = 4;

/// Eight digits and a space stand before the record.
const CHECKSUM: usize = 9;

/// The journal, open at its end.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: PathBuf,
    path: PathBuf,
    files: Files,
    file: Arc<File>,
    /// What is appended and not written yet: while the disk is busy, nobody waits to write.
    unwritten: Vec<u8>,
    length: u64,
    /// How long it was when it was last written anew.
    started_at: u64,
    /// How much was ever appended. Unlike the length, it only grows.
    place: u64,
    /// Something could not be written: what is in memory is not what is on the disk any more.
    is_broken: bool,
}

/// A record that does not fit: its line, and why.
type Unfit = (usize, String);

impl Journal {
    /// Opens the journal of a folder and reads it, record by record.
    ///
    /// A last line without an end was being written when the process or the power ended. It was
    /// never answered for, and goes.
    pub(super) fn open(
        folder: &Path,
        mut read: impl FnMut(&[u8], &Files) -> Result<(), NotRestored>,
    ) -> Result<(Self, Option<Unfit>), StateError> {
        let path = folder.join("journal");
        let file = private_file(&path, Mode::Append).map_err(StateError::io(&path))?;
        let text = fs::read(&path).map_err(StateError::io(&path))?;
        let files = Files::new(folder);
        let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut unfit = None;
        for (at, line) in text[..end].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let record = record(&line[..line.len() - 1]);
            let record = record
                .ok_or_else(|| StateError::damaged(&path, at + 1, "the checksum is another one"))?;
            if let Err(why) = read(record, &files) {
                unfit = Some((at + 1, why.to_string()));
                break;
            }
        }
        let length = end as u64;
        if unfit.is_none() && end < text.len() {
            file.set_len(length).map_err(StateError::io(&path))?;
        }
        sync_folder(folder).map_err(StateError::folder(folder))?;
        let journal = Self {
            folder: folder.to_owned(),
            path,
            files,
            file: Arc::new(file),
            unwritten: Vec::new(),
            length,
            started_at: length,
            place: length,
            is_broken: false,
        };
        Ok((journal, unfit))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a record, to be written with the next [`take`](Self::take); gives the place behind it.
    pub(super) fn append(&mut self, changes: &Changes) -> Result<u64, StateError> {
        if self.is_broken {
            let why = io::Error::other("an earlier record could not be written");
            return Err(StateError::Io { what: FILE, path: self.path.clone(), source: why });
        }
        let line = line(changes);
        if let Err(source) = self.files.write(changes.files()) {
            self.is_broken = true;
            return Err(StateError::Io { what: FILE, path: self.path.clone(), source });
        }
        self.unwritten.extend_from_slice(&line);
        self.length += line.len() as u64;
        self.place += line.len() as u64;
        Ok(self.place)
    }

    pub(super) fn is_long(&self) -> bool {
        self.length > SHORT.max(GROWTH * self.started_at)
    }

    /// Puts these records in place of all so far, at once and for good.
    pub(super) fn rewrite(&mut self, everything: &[Changes]) -> Result<(), StateError> {
        let written = self.try_rewrite(everything);
        self.is_broken |= written.is_err();
        written.map_err(StateError::io(&self.path))
    }

    fn try_rewrite(&mut self, everything: &[Changes]) -> io::Result<()> {
        let unfinished = self.path.with_extension("new");
        let mut new = BufWriter::new(private_file(&unfinished, Mode::New)?);
        let mut length = 0;
        for changes in everything {
            let line = line(changes);
            length += line.len() as u64;
            new.write_all(&line)?;
        }
        new.into_inner()?.sync_all()?;
        fs::rename(&unfinished, &self.path)?;
        sync_folder(&self.folder)?;
        self.file = Arc::new(private_file(&self.path, Mode::Append)?);
        (self.length, self.started_at) = (length, length);
        // It is in what was just written.
        self.unwritten = Vec::new();
        self.files.keep_only(&names(everything).collect::<BTreeSet<_>>());
        Ok(())
    }

    /// What is to be written now. Who takes it writes it before anybody takes more.
    pub(crate) fn take(&mut self) -> Unwritten {
        let bytes = std::mem::take(&mut self.unwritten);
        Unwritten { file: Arc::clone(&self.file), bytes, place: self.place }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // Nobody was promised what is left.
        let _ = self.take().write();
    }
}

/// The end of a journal, on its way to the disk.
#[derive(Debug)]
pub(crate) struct Unwritten {
    file: Arc<File>,
    bytes: Vec<u8>,
    /// Up to where the journal is written then.
    pub(crate) place: u64,
}

impl Unwritten {
    /// Writes it: it outlives the process then.
    pub(crate) fn write(&self) -> io::Result<()> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let before = self.file.metadata()?.len();
        (&*self.file).write_all(&self.bytes).inspect_err(|_| {
            // What is half there must not stand before anything.
            let _ = self.file.set_len(before);
        })
    }

    /// Writes it and waits for the disk: it outlives the power then, with all before it.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.write()?;
        self.file.sync_data()
    }
}

/// Whether a file begins as a journal does. An empty one tells nothing.
pub(super) fn is_one(path: &Path) -> bool {
    let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let mut start = [0; CHECKSUM];
    let is_read = is_file && File::open(path).is_ok_and(|mut it| it.read_exact(&mut start).is_ok());
    is_read && start[..8].iter().all(u8::is_ascii_hexdigit) && start[8] == b' '
}

fn line(changes: &Changes) -> Vec<u8> {
    let record = changes.record();
    let mut line = Vec::with_capacity(CHECKSUM + record.len() + 1);
    line.extend_from_slice(format!("{:08x} ", crc32fast::hash(record)).as_bytes());
    line.extend_from_slice(record);
    line.push(b'\n');
    line
}

fn record(line: &[u8]) -> Option<&[u8]> {
    let (checksum, record) = line.split_at_checked(CHECKSUM)?;
    let expected = format!("{:08x} ", crc32fast::hash(record));
    (checksum == expected.as_bytes()).then_some(record)
}
