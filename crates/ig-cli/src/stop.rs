//! Ctrl-C and similar signals.

use std::{
    io::Write,
    process,
    sync::mpsc::{self, Receiver},
};

use crate::failure::Failure;

/// A handler for a signal that may have arrived.
#[derive(Debug)]
pub(crate) struct Stop(Receiver<()>);

impl Stop {
    /// Catches the signals that would end the process. It is set up before the process reports that
    /// it is ready, so that the reader of that report can end it.
    pub(crate) fn catch() -> Result<Self, Failure> {
        let (sender, receiver) = mpsc::channel();
        on(move || {
            // If that fails, the receiver is gone.
            let _ = sender.send(());
        })?;
        Ok(Self(receiver))
    }

    /// Waits until a signal ends the process.
    pub(crate) fn wait(self) {
        // The handler keeps the sender, so that only a signal ends the wait.
        let _ = self.0.recv();
    }
}

/// Ends the process with `code` at a signal, with `words` as the last line. Posts in
/// progress are saved on disk, so that this is no worse than a crash.
pub(crate) fn with_words(words: String, code: i32) -> Result<(), Failure> {
    on(move || {
        drop(writeln!(std::io::stderr(), "\n{words}"));
        process::exit(code);
    })
}

/// Calls `stop` at the first signal, which ends the work in an orderly way; at the second, the process
/// ends at once with status 3, since posts may be public.
pub(crate) fn orderly(stop: impl Fn() + Send + 'static) -> Result<(), Failure> {
    let mut is_second = false;
    on(move || {
        if is_second {
            process::exit(3);
        }
        is_second = true;
        stop();
    })
}

/// Calls `handler` at each signal.
pub(crate) fn on(handler: impl FnMut() + Send + 'static) -> Result<(), Failure> {
    ctrlc::set_handler(handler)
        .map_err(|error| Failure::failed("signals cannot be caught").caused_by(&error))
}
