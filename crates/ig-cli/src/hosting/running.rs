//! Whether a command still runs whose process was killed.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

/// How often it is looked whether it has ended.
const TICK: Duration = Duration::from_millis(20);

/// A file that a command has as its standard input, and that is locked for as long as it, or what it
/// has started, lives: also when the process that started it is gone.
#[derive(Debug)]
pub(super) struct Running(File);

impl Running {
    /// The file at `path`, which is made if it is not there.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        drop(options.open(path)?);
        // A command finds its end at once, as that of /dev/null.
        File::open(path).map(Self)
    }

    /// Locks it, unless a command of an earlier run has it.
    pub(super) fn has_ended(&self) -> io::Result<bool> {
        match self.0.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Locks it when that command has ended; says whether it has within `limit`.
    pub(super) fn ends_within(&self, limit: Duration) -> io::Result<bool> {
        let start = Instant::now();
        while !self.has_ended()? {
            if limit <= start.elapsed() {
                return Ok(false);
            }
            thread::sleep(TICK);
        }
        Ok(true)
    }

    /// The standard input of the next command.
    pub(super) fn into_stdin(self) -> Stdio {
        self.0.into()
    }
}
