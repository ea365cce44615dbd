//! Stores for snapshots.

use std::{error::Error, io};

/// Any error of a store.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A store for snapshots. A closure is a store, whatever its error: `anyhow::Error`,
/// `Box<dyn Error + Send + Sync>`, `std::io::Error`, `String`.
///
/// ```
/// use ig_driver::Store;
/// # use ig_core::publish::Snapshot;
///
/// fn needs_a_store(store: &mut impl Store<Snapshot>) {}
///
/// needs_a_store(&mut |snapshot: Snapshot| std::fs::write("post.json", snapshot.to_json()));
/// ```
///
/// That one may lose a post in a crash: [`FileStore`](crate::FileStore) does not.
pub trait Store<S> {
    /// Saves `snapshot`, durably, before it returns.
    ///
    /// # Errors
    ///
    /// When it is not saved. Nothing more is sent then.
    fn save(&mut self, snapshot: S) -> Result<(), BoxError>;
}

/// A store that saves nothing, for work that need not survive the process.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a unit")]
pub struct NoStore;

impl<S> Store<S> for NoStore {
    fn save(&mut self, _: S) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<S, E: Into<BoxError>, F: FnMut(S) -> Result<(), E>> Store<S> for F {
    fn save(&mut self, snapshot: S) -> Result<(), BoxError> {
        self(snapshot).map_err(Into::into)
    }
}

/// The message for a system error that users see.
pub(crate) fn why(error: &io::Error) -> String {
    let known = match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "the disk quota is used up",
        io::ErrorKind::FileTooLarge => "the limit for the size of a file is reached",
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        io::ErrorKind::PermissionDenied => "permission is denied",
        io::ErrorKind::NotADirectory => "it is not a folder, or it is below a file",
        io::ErrorKind::NotFound => "it does not exist, or the folder above it does not",
        io::ErrorKind::Unsupported => "the file system does not support it",
        _ => return error.to_string(),
    };
    known.to_owned()
}
