//! What people see while a post is under way.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use ig_core::{
    Timestamp, Uploading,
    publish::{Phase, Snapshot},
};
use ig_ureq::{Clock, SystemClock};
use indicatif::{DecimalBytes, ProgressBar, ProgressStyle};

use crate::output::{Output, plain};

/// A spinner on a terminal and a bar while a film is uploaded, a line for each step elsewhere, and
/// nothing where quiet was asked for. All of it goes to standard error.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    shape: Shape,
    said: Arc<Mutex<Said>>,
    output: Output,
}

#[derive(Clone, Debug)]
enum Shape {
    Lines,
    Spinner(ProgressBar),
}

#[derive(Debug, Default)]
struct Said {
    activity: Option<String>,
    /// When bytes were last told.
    bytes: Option<Instant>,
}

const SPINNER: &str = "{spinner} {elapsed:>4}  {msg}";
const BAR: &str =
    "{spinner} {elapsed:>4}  {msg} [{bar:20}] {decimal_bytes} of {decimal_total_bytes}";

/// The least time between two lines on how far an upload is.
const PAUSE: Duration = Duration::from_secs(5);

impl Progress {
    pub(crate) fn new(output: &Output) -> Self {
        let spinner = ProgressBar::new_spinner();
        // It hides where there is no terminal, or one that cannot go back on its line.
        let shape = if spinner.is_hidden() || output.is_quiet() {
            Shape::Lines
        } else {
            style(&spinner, SPINNER);
            spinner.enable_steady_tick(Duration::from_millis(120));
            Shape::Spinner(spinner)
        };
        Self { shape, said: Arc::default(), output: *output }
    }

    /// The post has come this far.
    pub(crate) fn show(&self, snapshot: &Snapshot) {
        let phase = snapshot.phase();
        if phase == Phase::Done {
            return;
        }
        let activity = match snapshot.items() {
            Some((ready, of)) => format!("{} ({ready} of {of} items are ready)", phase.activity()),
            None => phase.activity().to_owned(),
        };
        let is_new = self.said().activity.replace(activity.clone()).as_ref() != Some(&activity);
        match &self.shape {
            Shape::Spinner(spinner) => {
                style(spinner, SPINNER);
                spinner.set_message(activity);
            }
            Shape::Lines if is_new => self.output.note(activity),
            Shape::Lines => (),
        }
    }

    /// So much of a film has been sent.
    pub(crate) fn uploading(&self, uploading: &Uploading) {
        let (sent, size) = (uploading.sent, uploading.size());
        match &self.shape {
            Shape::Spinner(spinner) => {
                if spinner.length() != Some(size) {
                    spinner.set_length(size);
                }
                style(spinner, BAR);
                spinner.set_position(sent);
            }
            Shape::Lines => {
                let mut said = self.said();
                let last = *said.bytes.get_or_insert_with(Instant::now);
                if last.elapsed() < PAUSE {
                    return;
                }
                said.bytes = Some(Instant::now());
                let (sent, size) = (DecimalBytes(sent), DecimalBytes(size));
                let name = plain(uploading.file.path());
                self.output.note(format_args!("{sent} of {size} of {name} are sent"));
            }
        }
    }

    /// A remark between two steps.
    pub(crate) fn remark(&self, remark: &str) {
        match &self.shape {
            Shape::Spinner(spinner) => spinner.println(plain(remark)),
            Shape::Lines => self.output.note(plain(remark)),
        }
    }

    /// There is nothing more to show.
    pub(crate) fn finish(&self) {
        if let Shape::Spinner(spinner) = &self.shape {
            spinner.finish_and_clear();
        }
    }

    fn waiting(&self, left: Duration) {
        let Shape::Spinner(spinner) = &self.shape else { return };
        let Some(activity) = self.said().activity.clone() else { return };
        style(spinner, SPINNER);
        spinner.set_message(match left.as_millis().div_ceil(1000) {
            0 => activity,
            seconds => format!("{activity} (next step in {seconds} s)"),
        });
    }

    /// A panic elsewhere does not end what is shown.
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn style(spinner: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        spinner.set_style(style);
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
