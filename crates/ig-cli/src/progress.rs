//! What people see while a post is under way.

use std::{cell::Cell, thread, time::Duration};

use ig_core::{Timestamp, publish::Phase};
use ig_ureq::{Clock, SystemClock};
use indicatif::{ProgressBar, ProgressStyle};

use crate::output::Output;

/// A spinner on a terminal, a line for each phase elsewhere, and nothing where quiet was asked
/// for. All of it goes to standard error.
#[derive(Debug)]
pub(crate) struct Progress {
    shape: Shape,
    activity: Cell<Option<&'static str>>,
    output: Output,
}

#[derive(Debug)]
enum Shape {
    Lines,
    Spinner(ProgressBar),
}

impl Progress {
    pub(crate) fn new(output: &Output) -> Self {
        let spinner = ProgressBar::new_spinner();
        // It hides where there is no terminal, or one that cannot go back on its line.
        let shape = if spinner.is_hidden() || output.is_quiet() {
            Shape::Lines
        } else {
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed:>4}  {msg}") {
                spinner.set_style(style);
            }
            spinner.enable_steady_tick(Duration::from_millis(120));
            Shape::Spinner(spinner)
        };
        Self { shape, activity: Cell::new(None), output: *output }
    }

    /// The post has come this far.
    pub(crate) fn phase(&self, phase: Phase) {
        let activity = phase.activity();
        let is_new = self.activity.replace(Some(activity)) != Some(activity);
        match &self.shape {
            _ if phase == Phase::Done => (),
            Shape::Spinner(spinner) => spinner.set_message(activity),
            Shape::Lines if is_new => self.output.note(activity),
            Shape::Lines => (),
        }
    }

    /// There is nothing more to show.
    pub(crate) fn finish(&self) {
        if let Shape::Spinner(spinner) = &self.shape {
            spinner.finish_and_clear();
        }
    }

    fn waiting(&self, left: Duration) {
        if let (Shape::Spinner(spinner), Some(activity)) = (&self.shape, self.activity.get()) {
            spinner.set_message(match left.as_millis().div_ceil(1000) {
                0 => activity.to_owned(),
                seconds => format!("{activity} (next step in {seconds} s)"),
            });
        }
    }
}

/// The machine's clock, which shows how long is left to wait.
#[derive(Debug)]
pub(crate) struct ShownClock<'a> {
    clock: SystemClock,
    progress: &'a Progress,
}

impl<'a> ShownClock<'a> {
    pub(crate) fn new(progress: &'a Progress) -> Self {
        Self { clock: SystemClock::default(), progress }
    }
}

impl Clock for ShownClock<'_> {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn sleep_until(&self, until: Timestamp) {
        loop {
            let left = until.since(self.now());
            self.progress.waiting(left);
            if left.is_zero() {
                return;
            }
            thread::sleep(left.min(Duration::from_secs(1)));
        }
    }
}
