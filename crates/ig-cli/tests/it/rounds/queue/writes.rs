//! Counts the writes to a database: to the log of a queue, which every transaction makes.

use std::path::Path;

use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

use crate::rounds::home::Home;

/// The writes since the folder was watched.
pub(crate) struct Writes {
    events: Inotify,
    /// How the names of the files end that are counted.
    end: &'static str,
    seen: usize,
}

impl Writes {
    /// Of the queue of a home.
    pub(super) fn of(home: &Home) -> Self {
        Self::watch(&home.state().join("queue"), "-wal")
    }

    pub(crate) fn watch(folder: &Path, end: &'static str) -> Self {
        let events = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC).unwrap();
        events.add_watch(folder, AddWatchFlags::IN_MODIFY).unwrap();
        Self { events, end, seen: 0 }
    }

    /// How many there were. Those that the system reports as one are one.
    pub(crate) fn count(&mut self) -> usize {
        // It is an error if there is nothing new.
        for event in self.events.read_events().into_iter().flatten() {
            let name = event.name.unwrap_or_default();
            self.seen += usize::from(name.to_string_lossy().ends_with(self.end));
        }
        self.seen
    }
}
