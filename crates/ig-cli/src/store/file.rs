//! Files that are whole after a crash, that others cannot read, and that lead nowhere else.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    path::Path,
};

/// Longer than any snapshot.
const MOST: u64 = 1024 * 1024;

/// Makes a folder, and those above it, for the user alone.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Opens a new file for the user alone.
pub(super) fn create(path: &Path) -> io::Result<File> {
    private().create_new(true).open(path)
}

/// Opens a file for the user alone, making it where it is not there; a link is not followed, since
/// it would make a file elsewhere.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Err(not_plain()),
        _ => (),
    }
    private().create(true).truncate(false).open(path)
}

/// Writes `bytes` to `name` in `folder`: after a crash the file has either its old content or
/// all of the new.
pub(crate) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = folder.join(format!(".{name}.tmp"));
    // One that a crash left behind, or a link that someone laid, is not written through.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => (),
    }
    let mut file = create(&temporary)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written.and_then(|()| fs::rename(&temporary, folder.join(name))) {
        // The first error is the one that tells.
        drop(fs::remove_file(&temporary));
        return Err(error);
    }
    sync_folder(folder)
}

/// Reads a plain file; a link is not followed, since it may lead anywhere.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_plain());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST + 1).read_to_end(&mut bytes)?;
    if MOST < bytes.len() as u64 {
        return Err(io::Error::new(ErrorKind::InvalidData, "it is too large for a post"));
    }
    Ok(bytes)
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

/// The new name is in the folder, and the folder has to reach the disk as well.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
