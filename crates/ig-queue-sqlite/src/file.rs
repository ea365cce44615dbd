//! The file: readable only by its owner, and the same one as long as it is open.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::error::Error;

/// A file that is open, and where it was found.
#[derive(Debug)]
pub(crate) struct Place {
    path: PathBuf,
    identity: Option<Identity>,
    /// What it was like, if nobody may change it.
    still: Option<Still>,
}

/// What changes when a file, or its log, is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Still {
    size: Option<u64>,
    changed: Option<SystemTime>,
    log: Option<u64>,
}

/// What tells a file from another one that was put in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity(u64, u64);

impl Place {
    /// The file at `path`, which is there.
    pub(crate) fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), identity: identity(path).ok().flatten(), still: None }
    }

    /// The same as one that nobody may change as long as it is open.
    pub(crate) fn still(self) -> Self {
        let still = Some(still(&self.path));
        Self { still, ..self }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Fails if the file is not there any more, is another one, or is empty.
    ///
    /// SQLite would go on with a file that has no name any more.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let is_same = match fs::symlink_metadata(&self.path) {
            Ok(found) => identity_of(&found) == self.identity && found.len() != 0,
            Err(error) => error.kind() != ErrorKind::NotFound,
        };
        if is_same { Ok(()) } else { Err(Error::Gone { path: self.path.clone() }) }
    }

    /// Fails if somebody has changed it, if nobody may.
    pub(crate) fn check_still(&self) -> Result<(), Error> {
        match &self.still {
            Some(was) if still(&self.path) != *was => {
                Err(Error::Changed { path: self.path.clone() })
            }
            _ => Ok(()),
        }
    }
}

fn still(path: &Path) -> Still {
    let file = fs::metadata(path).ok();
    Still {
        size: file.as_ref().map(fs::Metadata::len),
        changed: file.and_then(|file| file.modified().ok()),
        // An empty one says nothing: it may be of whoever could not write.
        log: log_size(path).filter(|size| *size != 0),
    }
}

/// The size of the log of the database at `path`, if it has one.
pub(crate) fn log_size(path: &Path) -> Option<u64> {
    fs::metadata(beside(path, LOG)).ok().map(|log| log.len())
}

/// How the names of the files end that a queue has beside it: the lock, which it has from the start,
/// and SQLite's log.
const BESIDE: [&str; 3] = [LOCK, LOG, "-shm"];
const LOCK: &str = ".lock";
const LOG: &str = "-wal";

/// Whether there is a queue at `path`. Fails if there was one, of which something is left beside it:
/// a new, empty one in its place would forget what is public and what was to be published, and
/// SQLite would empty the log.
pub(crate) fn is_there(path: &Path) -> Result<bool, Error> {
    // They are made after the queue, so they are looked for first: another process may be at it.
    let was_there = BESIDE.into_iter().any(|end| fs::symlink_metadata(beside(path, end)).is_ok());
    let look = || -> io::Result<_> {
        match is_plain(path)? {
            true => Ok(Some(fs::metadata(path)?.len())),
            false => Ok(None),
        }
    };
    let bytes = look().map_err(|error| Error::unopened(path, &error))?;
    match bytes {
        None | Some(0) if was_there => Err(Error::Gone { path: path.to_owned() }),
        bytes => Ok(bytes.is_some()),
    }
}

/// The file of the lock of the queue at `path`.
pub(crate) fn lock_of(path: &Path) -> PathBuf {
    beside(path, LOCK)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Opens a file that only its owner can read, and makes it where it is not there. A link is
/// refused, since it may lead anywhere.
pub(crate) fn open_or_create(path: &Path) -> io::Result<File> {
    is_plain(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes the folder of a file, readable only by its owner, where it is not there. The folder
/// above it has to be there: an empty queue on a disk that is not mounted would forget all posts.
pub(crate) fn make_folder_of(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// Whether there is a plain file; an error if there is something else.
pub(crate) fn is_plain(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(true),
        Ok(_) => Err(io::Error::new(ErrorKind::InvalidInput, "it is not a plain file")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes from others what they may do with a file that somebody else has made.
pub(crate) fn tighten(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Whether a file may be there and cannot be changed.
pub(crate) fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// A file that cannot be changed is reported when it is written.
pub(crate) fn ignore_read_only(error: io::Error) -> io::Result<()> {
    if is_read_only(&error) { Ok(()) } else { Err(error) }
}

/// Whether an open file is the one at `path`.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    let opened = file.metadata().ok().and_then(|metadata| identity_of(&metadata));
    identity(path).is_ok_and(|found| found == opened)
}

fn identity(path: &Path) -> io::Result<Option<Identity>> {
    Ok(identity_of(&fs::symlink_metadata(path)?))
}

#[cfg(unix)]
fn identity_of(metadata: &fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Some(Identity(metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity_of(_: &fs::Metadata) -> Option<Identity> {
    None
}
