//! Ctrl-C and similar signals.

use std::{
    io::{self, Write},
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use crate::failure::Failure;

/// A handler for a signal that may have arrived.
#[derive(Debug)]
pub(crate) struct Stop {
    sender: Sender<()>,
    receiver: Receiver<()>,
}

impl Stop {
    /// Catches the signals that would end the process. It is set up before the process reports that
    /// it is ready, so that the reader of that report can end it.
    pub(crate) fn catch() -> Result<Self, Failure> {
        let (sender, receiver) = mpsc::channel();
        let from_handler = sender.clone();
        on(move || {
            // If that fails, the receiver is gone.
            let _ = from_handler.send(());
        })?;
        Ok(Self { sender, receiver })
    }

    /// Ends the wait at the end of standard input, too: a pipe ends with the program that holds it,
    /// however that ends.
    pub(crate) fn or_the_end_of_input(self) -> Self {
        let sender = self.sender.clone();
        thread::spawn(move || {
            // What cannot be read has ended as well.
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            let _ = sender.send(());
        });
        self
    }

    /// Waits until a signal ends the process.
    pub(crate) fn wait(self) {
        // There is a sender as long as this waits, so that nothing else ends the wait.
        let _ = self.receiver.recv();
    }
}

/// Ends the process with `code` at a signal, with `words` as the last line. Posts in
/// progress are saved on disk, so that this is no worse than a crash.
pub(crate) fn with_words(words: String, code: i32) -> Result<(), Failure> {
    on(move || {
        drop(writeln!(io::stderr(), "\n{words}"));
        process::exit(code);
    })
}

/// Notes a first signal for a loop that looks for it, with words about what comes now. The second one
/// ends the process at once with status 1 and `last` as the last line, so it is for work before anything
/// is sent.
pub(crate) fn noted(words: &'static str, last: String) -> Result<Arc<AtomicBool>, Failure> {
    let noted = Arc::new(AtomicBool::new(false));
    let of_handler = Arc::clone(&noted);
    on(move || {
        if of_handler.swap(true, Ordering::SeqCst) {
            drop(writeln!(io::stderr(), "\n{last}"));
            process::exit(1);
        }
        drop(writeln!(io::stderr(), "\n{words}"));
    })?;
    Ok(noted)
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

/// Calls `handler` at each signal, in place of an earlier one.
pub(crate) fn on(handler: impl FnMut() + Send + 'static) -> Result<(), Failure> {
    let mut current = HANDLER.lock().unwrap_or_else(PoisonError::into_inner);
    if current.replace(Box::new(handler)).is_some() {
        return Ok(());
    }
    let call = || {
        if let Some(handler) = &mut *HANDLER.lock().unwrap_or_else(PoisonError::into_inner) {
            handler();
        }
    };
    ctrlc::set_handler(call)
        .map_err(|error| Failure::failed("signals cannot be caught").caused_by(&error))
}

/// The process can have one handler, and a command has phases in which a signal means something else.
static HANDLER: Mutex<Option<Box<dyn FnMut() + Send>>> = Mutex::new(None);
