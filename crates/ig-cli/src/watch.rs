//! A second thread beside a flow: it shows progress while the first waits, and ends the
//! command if the caller's time is up and a request is still outstanding.

use std::{
    process,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use ig_core::publish::Phase;
use ig_ureq::{Clock, SystemClock};

use crate::{failure::Failure, give_up::GiveUp, output::Output, progress::Progress};

/// How often it checks.
const TICK: Duration = Duration::from_millis(250);

/// Watches until it is dropped.
#[derive(Debug)]
pub(crate) struct Watch(Arc<(Mutex<bool>, Condvar)>);

/// The time limit at which the command is ended from here, and its message.
pub(crate) struct Cut {
    pub(crate) give_up: GiveUp,
    pub(crate) failure: Box<dyn Fn() -> Failure + Send>,
    pub(crate) output: Output,
}

impl Watch {
    pub(crate) fn start(progress: &Progress, cut: Option<Cut>) -> Self {
        let ended = Arc::new((Mutex::new(false), Condvar::new()));
        let (progress, shared) = (progress.clone(), Arc::clone(&ended));
        thread::spawn(move || {
            let clock = SystemClock;
            let (lock, changed) = &*shared;
            let mut is_over = lock.lock().unwrap_or_else(PoisonError::into_inner);
            while !*is_over {
                let (guard, _) =
                    changed.wait_timeout(is_over, TICK).unwrap_or_else(PoisonError::into_inner);
                is_over = guard;
                if *is_over {
                    return;
                }
                let now = clock.now();
                progress.tick(now);
                if let Some(cut) = cut.as_ref().filter(|cut| cut.give_up.is_over(now)) {
                    cut.now(&progress);
                }
            }
        });
        Self(ended)
    }
}

impl Drop for Watch {
    /// After this returns, the command is no longer ended from here.
    fn drop(&mut self) {
        let (lock, changed) = &*self.0;
        *lock.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }
}

impl Cut {
    /// Ends the command while it waits for a reply. Posts in progress are saved on disk, so that
    /// this is no worse than a crash; a publish is waited for, because cutting it off would leave
    /// the post in doubt.
    fn now(&self, progress: &Progress) {
        progress.while_sending(|phase| {
            if phase != Phase::Publishing {
                progress.finish();
                self.output.failure(&(self.failure)());
                process::exit(3);
            }
        });
    }
}
