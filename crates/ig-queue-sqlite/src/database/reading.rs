//! A queue that can be read and not written: its disk is read-only or full, or it is somebody else's.
//!
//! SQLite finds what is in a log by an index, a file beside it that it has to make. Where the index is
//! there, it is used. Where there is no log, all posts are in the file of the queue, which is read as
//! one that nobody changes; whether somebody has is seen by its size and its time.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::check;
use crate::{
    error::Error,
    file::{self, Place},
};

/// Opens the queue at `path`, which is there, to read it. Nothing is made or changed.
pub(crate) fn open(path: &Path) -> Result<(Connection, Place), Error> {
    let log = file::log_size(path);
    if log.is_some() {
        match connect(path, "") {
            // Whoever has made an empty log could not make its index.
            Err(_) if log == Some(0) => (),
            Err(Error::Unopened { .. } | Error::Unwritable { .. } | Error::ReadOnly { .. }) => {
                let why = "some of its posts are in the log beside it, which can be read only where \
                           files can be made in its folder";
                return Err(Error::Unopened { path: path.to_owned(), why: why.to_owned() });
            }
            opened => return Ok((opened?, Place::of(path))),
        }
    }
    // From before it is opened: whoever writes to it after that is noticed.
    let place = Place::of(path).still();
    Ok((connect(path, "?immutable=1")?, place))
}

fn connect(path: &Path, how: &str) -> Result<Connection, Error> {
    let wrong = |error| Error::of(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let database =
        Connection::open_with_flags(format!("{}{how}", uri(path)), flags).map_err(wrong)?;
    database.busy_timeout(Error::PATIENCE).map_err(wrong)?;
    check(&database, path)?;
    Ok(database)
}

/// The path as a URI of SQLite's, in which some characters mean something else.
fn uri(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'_' | b'-' => uri.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    /// A queue with this many counted takeovers, which stand for what is in it.
    fn queue(folder: &Path, fenced: u32) -> (PathBuf, Connection) {
        let path = folder.join("a %3F?#.db");
        let (database, _) = super::super::open(&path).unwrap();
        database.execute("UPDATE meta SET fenced = ?", [fenced]).unwrap();
        (path, database)
    }

    fn read(database: &Connection) -> u32 {
        database.query_row("SELECT fenced FROM meta", (), |row| row.get(0)).unwrap()
    }

    fn beside(path: &Path, end: &str) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        name.into()
    }

    #[test]
    fn without_a_log_it_is_read_as_it_is_and_nothing_is_made_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, database) = queue(folder.path(), 7);
        drop(database);
        // Two writes of one moment have the same time.
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
        let (reading, place) = open(&path).unwrap();
        assert_eq!(read(&reading), 7);
        place.check_still().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "with its lock");
        assert!(reading.execute("UPDATE meta SET fenced = 8", ()).is_err());
        // Somebody can write after all.
        drop(queue(folder.path(), 9));
        assert!(matches!(place.check_still(), Err(Error::Changed { .. })));
    }

    #[test]
    fn what_is_only_in_the_log_is_read_by_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let (path, writer) = queue(folder.path(), 7);
        assert_ne!(file::log_size(&path), Some(0), "it is in the log");
        let (reading, place) = open(&path).unwrap();
        assert_eq!(read(&reading), 7);
        writer.execute("UPDATE meta SET fenced = 8", ()).unwrap();
        assert_eq!(read(&reading), 8);
        place.check_still().unwrap();
    }

    /// Nobody can follow a link that stands for the index, whoever it is.
    #[cfg(unix)]
    #[test]
    fn a_log_whose_index_cannot_be_made_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let (path, writer) = queue(folder.path(), 7);
        let other = folder.path().join("other.db");
        fs::copy(&path, &other).unwrap();
        fs::copy(beside(&path, "-wal"), beside(&other, "-wal")).unwrap();
        drop(writer);
        std::os::unix::fs::symlink("nowhere/at/all", beside(&other, "-shm")).unwrap();
        let error = open(&other).unwrap_err();
        assert!(
            error.to_string().contains("some of its posts are in the log beside it"),
            "{error}"
        );
        // One with nothing in it was made by whoever failed in the same way.
        fs::copy(&path, &other).unwrap();
        fs::write(beside(&other, "-wal"), "").unwrap();
        let (reading, _) = open(&other).unwrap();
        assert_eq!(read(&reading), 7);
    }
}
