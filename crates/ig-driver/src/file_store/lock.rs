//! The lock of a post's file.

use std::{
    fs::{self, File, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    process,
};

use crate::{Key, StoreError, private as file};

/// How often the lock file may be removed by its last holder while it is opened here.
const MAX_ATTEMPTS: usize = 100;

/// A locked file. It is removed when there is nothing more to drive.
///
/// The lock is a separate file, since the post's is replaced with every save; the system releases
/// it when the process ends, for whatever reason.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
    /// Whether the file stays. It does if a process may continue the post: a network file system
    /// may show a replaced file with a delay.
    stays: bool,
    /// The process that locked it: a forked process has a copy, but not the lock.
    holder: u32,
}

impl Lock {
    /// Takes the lock, whose file stays for now.
    pub(super) fn take(key: &Key, path: PathBuf) -> Result<Self, StoreError> {
        for _ in 0..MAX_ATTEMPTS {
            let file = file::open_or_create(&path).map_err(|error| unlocked(key, &path, error))?;
            match file.try_lock() {
                Ok(()) => (),
                Err(TryLockError::WouldBlock) => break,
                Err(TryLockError::Error(error)) => return Err(unlocked(key, &path, error)),
            }
            // Its last holder may have removed it after it was opened here and before it was
            // locked. The next process would then lock another file.
            if is_at(&file, &path) {
                return Ok(Self { path, file, stays: true, holder: process::id() });
            }
        }
        Err(StoreError::Busy { key: key.clone() })
    }

    /// Whether the file was neither removed nor replaced.
    pub(super) fn is_held(&self) -> bool {
        is_at(&self.file, &self.path)
    }

    pub(super) fn stays(&mut self, stays: bool) {
        self.stays = stays;
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.holder != process::id() {
            return;
        }
        // It is still locked, and a process that has opened it notices that it was removed. If
        // the system cannot identify the file at a path, it stays.
        if cfg!(unix) && !self.stays && self.is_held() {
            drop(fs::remove_file(&self.path));
        }
        drop(self.file.unlock());
    }
}

/// Whether the open file is the one at `path`, which is not a link.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let opened = file.metadata().map(identity).ok();
    opened.is_some() && opened == fs::symlink_metadata(path).map(identity).ok()
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The error: a file that cannot be created is the folder's, one that cannot be locked its own.
fn unlocked(key: &Key, path: &Path, source: io::Error) -> StoreError {
    let of_folder = matches!(
        source.kind(),
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
    );
    match path.parent().filter(|_| of_folder) {
        Some(folder) => StoreError::Folder { path: folder.to_owned(), source },
        None => StoreError::Lock { key: key.clone(), path: path.to_owned(), source },
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicBool, Ordering},
        thread,
    };

    use super::*;

    /// The last holder removes the file, often after another one has opened it.
    #[test]
    fn a_lock_whose_file_comes_and_goes_is_held_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let key: Key = "a".parse().unwrap();
        let is_held = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5000 {
                        let mut lock = match Lock::take(&key, path.clone()) {
                            Ok(lock) => lock,
                            Err(StoreError::Busy { .. }) => continue,
                            Err(error) => panic!("{error:?}"),
                        };
                        assert!(!is_held.swap(true, Ordering::SeqCst), "two hold it");
                        thread::yield_now();
                        is_held.store(false, Ordering::SeqCst);
                        lock.stays(false);
                    }
                });
            }
        });
        assert_eq!(path.exists(), cfg!(not(unix)), "nobody holds it");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_of_another_holder_is_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let key: Key = "a".parse().unwrap();
        let mut first = Lock::take(&key, path.clone()).unwrap();
        first.stays(false);
        fs::remove_file(&path).unwrap();
        assert!(!first.is_held());
        let second = Lock::take(&key, path).unwrap();
        drop(first);
        assert!(second.is_held(), "the first one removed it");
    }
}
