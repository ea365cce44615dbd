//! A thread that writes to the database: nobody else waits for the disk.

use std::{
    io, iter,
    sync::{
        Arc, OnceLock,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

use ig_sandbox_core::Changes;
use tokio::sync::oneshot;

use super::database::Database;

/// So many steps may wait to be written, and no more share a transaction.
const MAX_WAITING: usize = 1000;

/// What must be safe before a reply leaves.
#[derive(Debug)]
#[must_use]
pub(in crate::server) enum Debt {
    None,
    /// Safe when this says so. If it never will be, the sender is gone.
    Kept(oneshot::Receiver<()>),
}

/// Changes on their way to the disk.
#[derive(Debug)]
struct Step {
    changes: Changes,
    kept: oneshot::Sender<()>,
}

/// The thread. When it is dropped, everything is written.
#[derive(Debug)]
pub(super) struct Writer {
    steps: Option<SyncSender<Step>>,
    trouble: Arc<OnceLock<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(mut database: Database) -> io::Result<Self> {
        let (steps, waiting) = sync_channel(MAX_WAITING);
        let trouble = Arc::new(OnceLock::new());
        let found = Arc::clone(&trouble);
        let thread =
            thread::Builder::new().name("ig-sandbox-state".to_owned()).spawn(move || {
                write(&mut database, &waiting, &found);
            })?;
        Ok(Self { steps: Some(steps), trouble, thread: Some(thread) })
    }

    /// Why nothing is written any more.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.trouble.get().map(String::as_str)
    }

    /// Writes changes soon, after all before them.
    pub(super) fn keep(&self, changes: Option<Changes>) -> Debt {
        let (kept, debt) = oneshot::channel();
        let is_waited_for =
            self.trouble().is_some() || changes.as_ref().is_some_and(Changes::must_last);
        if let (Some(changes), Some(steps)) = (changes, &self.steps) {
            // The thread ends when it cannot write, which every waiting reply notices.
            let _ = steps.send(Step { changes, kept });
        }
        if is_waited_for { Debt::Kept(debt) } else { Debt::None }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.steps = None;
        if let Some(thread) = self.thread.take() {
            // It has nothing to say but that it is over.
            let _ = thread.join();
        }
    }
}

fn write(database: &mut Database, waiting: &Receiver<Step>, trouble: &OnceLock<String>) {
    while let Ok(first) = waiting.recv() {
        let steps = iter::once(first).chain(waiting.try_iter()).take(MAX_WAITING);
        let steps: Vec<Step> = steps.collect();
        if let Err(error) = database.write(steps.iter().map(|step| &step.changes)) {
            // It is there before anybody notices that a step is dropped.
            trouble.get_or_init(|| error.to_string());
            return;
        }
        for step in steps {
            // Nobody may be waiting.
            let _ = step.kept.send(());
        }
    }
}
