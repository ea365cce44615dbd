//! Folders for tests, which are removed at the end of the test.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicUsize, Ordering},
};

/// A separate folder for each value.
pub(crate) struct TempFolder(PathBuf);

impl TempFolder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("xtask-{}-{number}", process::id()));
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("can be made");
        fs::write(path, text).expect("a temporary file can be written");
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        // A leftover in the system's temporary folder is not a reason to fail a test.
        drop(fs::remove_dir_all(&self.0));
    }
}
