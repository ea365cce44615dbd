//! Counts the writes to the log of a queue, which every transaction makes.

use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

use crate::rounds::home::Home;

/// The writes to the log since it was watched.
pub(super) struct Writes {
    events: Inotify,
    seen: usize,
}

impl Writes {
    pub(super) fn watch(home: &Home) -> Self {
        let folder = home.state().join("queue");
        let events = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC).unwrap();
        events.add_watch(&folder, AddWatchFlags::IN_MODIFY).unwrap();
        Self { events, seen: 0 }
    }

    /// How many there were. Those that the system reports as one are one.
    pub(super) fn count(&mut self) -> usize {
        // It is an error if there is nothing new.
        for event in self.events.read_events().into_iter().flatten() {
            let name = event.name.unwrap_or_default();
            self.seen += usize::from(name.to_string_lossy().ends_with("-wal"));
        }
        self.seen
    }
}
