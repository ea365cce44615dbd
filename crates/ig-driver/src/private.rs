//! Files that only the user can read and that are whole after a crash, for the data that a
//! program keeps beside its posts.
//!
//! Links are not followed: they may lead anywhere. A [`FileStore`](crate::FileStore) saves its
//! posts with these functions.
//!
//! ```
//! use ig_driver::private;
//!
//! # let home = tempfile::tempdir()?;
//! # let folder = home.path().join("state/shop");
//! private::make_folders(&folder)?;
//! let lock = private::lock(&folder.join(".counter.lock"))?;
//! private::replace(&folder, "counter", b"4711")?;
//! assert_eq!(private::read(&folder.join("counter"))?, b"4711");
//! drop(lock);
//! # Ok::<(), std::io::Error>(())
//! ```

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    path::Path,
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// The most bytes that [`read`] reads: 1 MiB, many times more than any post needs.
pub const MAX_SIZE: usize = 1024 * 1024;

/// Creates a folder that only the user can read, in an existing folder.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(false);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    // A parent folder that cannot be opened cannot be synced.
    drop(path.parent().map(sync_folder));
    Ok(())
}

/// Creates a folder and its missing parents, each readable only by the user.
///
/// # Errors
///
/// When one of them is not a folder and cannot be created.
pub fn make_folders(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Locks the file at `path` until it is dropped; waits for other holders, and creates the file if
/// it does not exist.
///
/// # Errors
///
/// When it is not a plain file, or cannot be created or locked.
pub fn lock(path: &Path) -> io::Result<File> {
    let file = open_or_create(path)?;
    file.lock()?;
    Ok(file)
}

/// Opens a file that only the user can read, and creates it if it does not exist; a link is not
/// followed, since that would create a file elsewhere.
pub(crate) fn open_or_create(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Err(not_plain()),
        _ => (),
    }
    private().create(true).truncate(false).open(path)
}

/// Writes `bytes` to `name` in `folder`: after a crash the file has either its old content or
/// all of the new. It is on the disk when this returns. Several threads and processes may do so at
/// once: each reader sees one of their contents, whole.
///
/// The bytes first go to a file `.ig-PROCESS-NUMBER.tmp`. A process that is killed in between leaves
/// it behind. It is as private as the file itself, nothing reads it, and it is never removed:
/// whether its writer still lives cannot be told, such as in another container with the same folder.
///
/// # Errors
///
/// When it is not written. The file then still has its old content.
pub fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let (temporary, file) = loop {
        let temporary = folder.join(unique_name());
        match private().create_new(true).open(&temporary) {
            // Another container has processes with the same numbers.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => (),
            opened => break opened.map(|file| (temporary, file))?,
        }
    };
    write_and_rename(file, &temporary, folder, name, bytes)
}

/// Does the same for a caller that holds a lock without which nobody writes this file: what is at
/// `.NAME.tmp` was then left by a crash, and is removed.
pub(crate) fn replace_locked(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = folder.join(format!(".{name}.tmp"));
    // A file that a crash left, or a link, is not written through.
    remove(&temporary)?;
    let file = private().create_new(true).open(&temporary)?;
    write_and_rename(file, &temporary, folder, name, bytes)
}

/// Tries whether [`replace`] would work: creates, renames and removes a file of 4 kB. A full disk, or
/// a folder that others may write to, is noticed before something is done that cannot be done again.
///
/// # Errors
///
/// When one of the steps fails.
pub fn try_out(folder: &Path) -> io::Result<()> {
    let name = unique_name();
    replace(folder, &name, &[b' '; 4096])?;
    fs::remove_file(folder.join(name))
}

/// A name that no other call of this process has. It is short, so that it is possible wherever the
/// name of the file is.
fn unique_name() -> String {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    format!(".ig-{}-{}.tmp", process::id(), CALLS.fetch_add(1, Ordering::Relaxed))
}

fn write_and_rename(
    mut file: File,
    temporary: &Path,
    folder: &Path,
    name: &str,
    bytes: &[u8],
) -> io::Result<()> {
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written.and_then(|()| fs::rename(temporary, folder.join(name))) {
        // The first error is the one that matters.
        drop(fs::remove_file(temporary));
        return Err(error);
    }
    sync_folder(folder)
}

/// Removes a file or a link, if there is one.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Reads a plain file of at most [`MAX_SIZE`] bytes.
///
/// # Errors
///
/// When it does not exist or cannot be read; `InvalidInput` if it is a link or not a file, and
/// `InvalidData` if it is longer.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_plain());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_SIZE as u64 + 1).read_to_end(&mut bytes)?;
    if MAX_SIZE < bytes.len() { Err(too_large()) } else { Ok(bytes) }
}

pub(crate) fn too_large() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "it has more than 1 MiB, which no post needs")
}

fn not_plain() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "it is not a plain file")
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Syncs the folder, which has the new name and must reach the disk too.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
