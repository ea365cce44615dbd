//! Files and folders that only their owner can read.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// What errors call them.
pub(in crate::server) const FILE: &str = "file";
pub(in crate::server) const FOLDER: &str = "folder";

/// What file systems and their managers put into every folder that they show.
const OF_SYSTEMS: [&str; 2] = ["lost+found", ".DS_Store"];

/// A link in a folder could make the sandbox read, write or change a file elsewhere.
pub(in crate::server) fn no_link(path: &Path) -> io::Result<()> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link { Err(io::Error::other("it is a link")) } else { Ok(()) }
}

/// Whether a folder has anything but these. One that is not there has nothing.
pub(in crate::server) fn has_foreign(path: &Path, own: &[&str]) -> io::Result<bool> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let name = entry?.file_name();
        let is_own = |known: &&str| name == **known;
        if !own.iter().chain(&OF_SYSTEMS).any(is_own) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A folder that only its owner can read. One that was there before must be ours.
pub(in crate::server) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    // It may have been there before.
    tighten(path, 0o700)
}

/// Takes from all others what they may do with what is ours.
pub(in crate::server) fn tighten(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// What becomes of what is in a file.
#[derive(Clone, Copy, Debug)]
pub(in crate::server) enum Mode {
    /// It is gone.
    New,
    /// It stays, and more is appended.
    Append,
}

/// A file that only its owner can read; a link is refused.
pub(in crate::server) fn private_file(path: &Path, mode: Mode) -> io::Result<File> {
    no_link(path)?;
    let mut options = fs::OpenOptions::new();
    options.create(true).read(true);
    match mode {
        Mode::New => options.write(true).truncate(true),
        Mode::Append => options.append(true),
    };
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
