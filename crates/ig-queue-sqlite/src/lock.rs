//! The lock of the one worker, and how far the queue was when it last allowed a publish.
//!
//! The operating system lets go of the lock when the process ends, however it does, and not
//! before: a worker that is stopped keeps it, and nobody takes over meanwhile.
//!
//! The file beside the database also has its *generation*: a number that grows with each worker
//! that starts and with each publish that is allowed, and is on the disk before that publish is
//! sent. A database with a smaller one is an earlier copy: it does not know what was published
//! since. It is made with the database, and so is also what tells one that is gone from one that never
//! was.

use std::{
    fs::{File, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use ig_queue::Incarnation;

use crate::{error::Error, file};

/// Digits of the number in the file.
const DIGITS: usize = 20;

/// How often the file may be replaced while it is opened here.
const MAX_ATTEMPTS: usize = 100;

#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
    generation: u64,
}

impl Lock {
    /// Takes the lock of the queue at `database` for `me`.
    pub(crate) fn take(database: &Path, me: &Incarnation) -> Result<Self, Error> {
        let path = file::lock_of(database);
        let unopened = |error: io::Error| Error::unopened(&path, &error);
        for _ in 0..MAX_ATTEMPTS {
            let mut file = file::open_or_create(&path).map_err(unopened)?;
            match file.try_lock() {
                Ok(()) => (),
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => return Err(unopened(error)),
            }
            // Somebody may have removed it since, and the next process would lock another one.
            if !file::is_at(&file, &path) {
                continue;
            }
            let generation = read(&mut file).map_err(unopened)?.unwrap_or_default();
            let mut lock = Self { file, path: path.clone(), generation };
            lock.sign(me).map_err(|error| lock.unwritable(&error))?;
            return Ok(lock);
        }
        let holder = holder(&path);
        Err(Error::Worked { path: database.to_owned(), holder })
    }

    /// The generation that the database had at least.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Notes that the database has this generation now. It is on the disk when this returns.
    pub(crate) fn raise(&mut self, generation: u64) -> Result<(), Error> {
        if generation <= self.generation {
            return Ok(());
        }
        let text = format!("{generation:0DIGITS$}");
        let mut write = || -> io::Result<()> {
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(text.as_bytes())?;
            self.file.sync_data()
        };
        write().map_err(|error| self.unwritable(&error))?;
        self.generation = generation;
        Ok(())
    }

    /// Writes who has it, after the number.
    fn sign(&mut self, me: &Incarnation) -> io::Result<()> {
        let text = format!("{:0DIGITS$}\n{me}\n", self.generation);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(text.as_bytes())?;
        self.file.set_len(text.len() as u64)?;
        self.file.sync_all()
    }

    fn unwritable(&self, error: &io::Error) -> Error {
        Error::Unwritable { path: self.path.clone(), why: error.to_string() }
    }
}

/// Whether the queue at `database` has the file of its lock.
pub(crate) fn is_there(database: &Path) -> Result<bool, Error> {
    let path = file::lock_of(database);
    file::is_plain(&path).map_err(|error| Error::unopened(&path, &error))
}

/// Makes the file of the lock of the queue at `database`, which is there. It is on the disk when this
/// returns.
pub(crate) fn make(database: &Path) -> Result<(), Error> {
    let path = file::lock_of(database);
    let made = file::open_or_create(&path).and_then(|file| file.sync_all());
    made.or_else(file::ignore_read_only).map_err(|error| Error::unopened(&path, &error))
}

/// The number in the file. A file without one that can be read stands for the largest: nobody
/// knows how far the queue was.
fn read(file: &mut File) -> io::Result<Option<u64>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(4096).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let digits = bytes.get(..DIGITS).and_then(|digits| std::str::from_utf8(digits).ok());
    let number = digits.and_then(|digits| digits.parse().ok());
    // Room for the numbers that follow.
    Ok(Some(number.unwrap_or(u64::MAX / 4)))
}

fn holder(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let name = text.lines().nth(1)?;
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_the_other_learns_who_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("queue.db");
        let (a, b): (Incarnation, Incarnation) = ("a 1".parse().unwrap(), "b 2".parse().unwrap());
        let mut first = Lock::take(&database, &a).unwrap();
        first.raise(7).unwrap();
        let error = Lock::take(&database, &b).unwrap_err();
        assert!(matches!(&error, Error::Worked { holder: Some(it), .. } if it == "a 1"), "{error}");
        drop(first);
        assert_eq!(Lock::take(&database, &b).unwrap().generation(), 7);
    }

    #[test]
    fn a_file_that_cannot_be_read_stands_for_a_queue_that_was_further() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("queue.db");
        let me: Incarnation = "a".parse().unwrap();
        assert_eq!(Lock::take(&database, &me).unwrap().generation(), 0, "a new one");
        for text in ["x", "0000", "not digits at all, but long enough"] {
            std::fs::write(file::lock_of(&database), text).unwrap();
            assert!(Lock::take(&database, &me).unwrap().generation() > u64::MAX / 8, "{text}");
        }
    }
}
