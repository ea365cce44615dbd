//! Ctrl-C and its relatives.

use std::{
    io::Write,
    process,
    sync::mpsc::{self, Receiver},
};

use crate::failure::Failure;

/// A signal that has been asked for, and may have come.
#[derive(Debug)]
pub(crate) struct Stop(Receiver<()>);

impl Stop {
    /// Catches what would end the process. It is asked for before the process says that it is
    /// ready, so that whoever reads that can end it.
    pub(crate) fn catch() -> Result<Self, Failure> {
        let (sender, receiver) = mpsc::channel();
        on(move || {
            // Nobody waits any more where that fails.
            let _ = sender.send(());
        })?;
        Ok(Self(receiver))
    }

    /// Waits until the process is told to end.
    pub(crate) fn wait(self) {
        // The handler holds the sender for good, so that nothing but a signal ends the wait.
        let _ = self.0.recv();
    }
}

/// Ends the process with `code` when it is told to, with `words` as the last line. What is under
/// way is kept on disk, so that this is no worse than a crash.
pub(crate) fn with_words(words: String, code: i32) -> Result<(), Failure> {
    on(move || {
        drop(writeln!(std::io::stderr(), "\n{words}"));
        process::exit(code);
    })
}

fn on(handler: impl FnMut() + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(handler)
        .map_err(|error| Failure::failed("signals cannot be caught").caused_by(&error))
}
