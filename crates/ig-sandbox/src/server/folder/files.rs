//! Copies of photos and films, by the hash of their bytes.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{Mode, private_file, sync_folder};
use crate::upload::sha256;

/// The folder of the files.
#[derive(Debug)]
pub(crate) struct Files(PathBuf);

impl Files {
    pub(super) fn new(folder: &Path) -> Self {
        Self(folder.join("files"))
    }

    /// A file, if its bytes are those that were written.
    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.path(name)?;
        // A link, or a device, may be that of anything and have no end.
        let bytes = fs::symlink_metadata(&path).ok()?.is_file().then(|| fs::read(path))?.ok()?;
        (sha256(&bytes) == name).then_some(bytes)
    }

    /// Writes files; they are on the disk when this returns.
    pub(super) fn write<'a>(
        &self,
        files: impl Iterator<Item = (&'a str, &'a [u8])>,
    ) -> io::Result<()> {
        let mut is_new = false;
        for (name, bytes) in files {
            let path = self.path(name).ok_or(io::ErrorKind::InvalidInput)?;
            // What has this name has these bytes, since it gets the name only when it is whole.
            if path.exists() {
                continue;
            }
            let unfinished = path.with_extension("new");
            let mut file = private_file(&unfinished, Mode::New)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)?;
            is_new = true;
        }
        if is_new { sync_folder(&self.0) } else { Ok(()) }
    }

    /// Removes all but these. What cannot be removed stays, and harms nobody.
    pub(super) fn keep_only(&self, names: &BTreeSet<&str>) {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        for entry in entries {
            if entry.file_name().to_str().is_some_and(|name| !names.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Names are hashes, and lead nowhere else.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let is_hash = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| self.0.join(name))
    }
}
