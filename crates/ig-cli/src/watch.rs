//! A second thread beside a flow: it says what is waited for while the first cannot, and ends the
//! command where the caller's time is over and a request is still outstanding.

use std::{
    process,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::Duration,
};

use ig_core::publish::Phase;
use ig_ureq::{Clock, SystemClock};

use crate::{failure::Failure, give_up::GiveUp, output::Output, progress::Progress};

/// How often it looks.
const TICK: Duration = Duration::from_millis(250);

/// Watches until it is dropped.
#[derive(Debug)]
pub(crate) struct Watch(Arc<(Mutex<bool>, Condvar)>);

/// When the command is ended from here, and what it says then.
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
            let (lock, told) = &*shared;
            let mut is_over = lock.lock().unwrap_or_else(PoisonError::into_inner);
            while !*is_over {
                let (guard, _) =
                    told.wait_timeout(is_over, TICK).unwrap_or_else(PoisonError::into_inner);
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
    /// When this returns, the command is not ended from here any more.
    fn drop(&mut self) {
        let (lock, told) = &*self.0;
        *lock.lock().unwrap_or_else(PoisonError::into_inner) = true;
        told.notify_all();
    }
}

impl Cut {
    /// Ends the command where it waits for a reply. What is under way is kept on disk, so that this
    /// is no worse than a crash; a publish is waited for, since cutting it off would leave the post
    /// in doubt.
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
