//! The progress display of a post.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ig_core::{
    Timestamp,
    publish::{Phase, Snapshot},
    upload::Uploading,
};
use ig_ureq::Clock;
use indicatif::{DecimalBytes, ProgressBar, ProgressStyle};

use crate::{logging, output::Output, text::plain};

/// A spinner on a terminal and a bar during an upload, a line for each step elsewhere, and
/// nothing with --quiet. All of it goes to standard error.
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
    /// When the number of sent bytes was last reported.
    bytes: Option<Instant>,
    /// Whether a line was written since the last tick.
    spoke: bool,
    /// When a line was last written, to the precision of the ticks.
    last: Option<Timestamp>,
    /// The phase of the request that is outstanding.
    sending: Option<Phase>,
    /// The time of the next step, during a wait.
    next: Option<Timestamp>,
    /// The latest end of the whole wait.
    latest: Option<Timestamp>,
}

const SPINNER: &str = "{spinner} {elapsed:>4}  {msg}";
const BAR: &str =
    "{spinner} {elapsed:>4}  {msg} [{bar:20}] {decimal_bytes} of {decimal_total_bytes}";

/// The longest time without a line if there is no terminal: a little under a minute.
const SILENCE: Duration = Duration::from_secs(50);

/// The shortest time between two lines on the progress of an upload.
const PAUSE: Duration = Duration::from_secs(5);

impl Progress {
    pub(crate) fn new(output: &Output) -> Self {
        let spinner = ProgressBar::new_spinner();
        // It is hidden without a terminal, or on one that cannot rewrite a line.
        let shape = if spinner.is_hidden() || output.is_quiet() || logging::is_on() {
            Shape::Lines
        } else {
            style(&spinner, SPINNER);
            spinner.enable_steady_tick(Duration::from_millis(120));
            Shape::Spinner(spinner)
        };
        Self { shape, said: Arc::default(), output: *output }
    }

    /// Reports the phase of the post.
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
        self.said().spoke |= is_new;
        match &self.shape {
            Shape::Spinner(spinner) => {
                style(spinner, SPINNER);
                spinner.set_message(activity);
            }
            Shape::Lines if is_new => self.output.note(activity),
            Shape::Lines => (),
        }
    }

    /// Reports how much of a video has been sent.
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
                said.spoke = true;
                let (sent, size) = (DecimalBytes(sent), DecimalBytes(size));
                let name = plain(uploading.source.name());
                self.output.note(format_args!("{sent} of {size} of {name} sent"));
            }
        }
    }

    /// A note between two steps.
    pub(crate) fn remark(&self, remark: &str) {
        self.said().spoke = true;
        match &self.shape {
            Shape::Spinner(spinner) => spinner.println(plain(remark)),
            Shape::Lines => self.output.note(plain(remark)),
        }
    }

    /// Ends the display.
    pub(crate) fn finish(&self) {
        if let Shape::Spinner(spinner) = &self.shape {
            spinner.finish_and_clear();
        }
    }

    /// Sets the latest end of the coming wait.
    pub(crate) fn until(&self, latest: Option<Timestamp>) {
        self.said().latest = latest;
    }

    /// Sets whether a request is outstanding.
    pub(crate) fn sending(&self, phase: Option<Phase>) {
        self.said().sending = phase;
    }

    /// Does something while a request is outstanding; its reply is not processed in the meantime.
    pub(crate) fn while_sending(&self, act: impl FnOnce(Phase)) {
        let said = self.said();
        if let Some(phase) = said.sending {
            act(phase);
        }
    }

    /// Called as time passes: without a terminal, a line says what the command is waiting for
    /// before a minute has passed without one.
    pub(crate) fn tick(&self, now: Timestamp) {
        if let (Shape::Lines, Some(line)) = (&self.shape, self.said().line(now)) {
            self.output.note(line);
        }
    }

    fn waiting(&self, now: Timestamp, until: Timestamp) {
        let mut said = self.said();
        let is_over = until <= now;
        said.next = (!is_over).then_some(until);
        let (Shape::Spinner(spinner), Some(activity)) = (&self.shape, &said.activity) else {
            return;
        };
        style(spinner, SPINNER);
        spinner.set_message(match is_over {
            true => activity.clone(),
            false => format!("{activity} (next step in {}{})", seconds(now, until), said.end(now)),
        });
    }

    /// The state of the display; a panic elsewhere does not end it.
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn style(spinner: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        spinner.set_style(style);
    }
}

impl Said {
    /// The line after a time without output.
    fn line(&mut self, now: Timestamp) -> Option<String> {
        let last = *self.last.get_or_insert(now);
        if mem::take(&mut self.spoke) {
            self.last = Some(now);
            return None;
        }
        if now.since(last) < SILENCE {
            return None;
        }
        self.last = Some(now);
        let activity = self.activity.as_ref()?;
        let what = match self.next {
            Some(next) => format!("checking again in {}", seconds(now, next)),
            None => "waiting for a reply".to_owned(),
        };
        Some(format!("still {activity}: {what}{}", self.end(now)))
    }

    fn end(&self, now: Timestamp) -> String {
        match self.latest {
            Some(latest) => format!("; until {} at the latest", time(latest, now)),
            None => String::new(),
        }
    }
}

fn seconds(now: Timestamp, until: Timestamp) -> String {
    format!("{} s", until.since(now).as_millis().div_ceil(1000))
}

/// `20:41 UTC`, with the day if it is not today.
fn time(at: Timestamp, now: Timestamp) -> String {
    const DAY: u64 = 24 * 60;
    let minutes = at.as_unix_millis().div_ceil(60_000);
    if minutes / DAY != now.as_unix_millis() / 60_000 / DAY {
        return at.to_string();
    }
    format!("{:02}:{:02} UTC", minutes % DAY / 60, minutes % 60)
}

/// A clock that shows how long is left to wait.
#[derive(Debug)]
pub(crate) struct ShownClock<'a, C> {
    clock: C,
    progress: &'a Progress,
}

impl<'a, C: Clock> ShownClock<'a, C> {
    pub(crate) fn new(clock: C, progress: &'a Progress) -> Self {
        Self { clock, progress }
    }
}

impl<C: Clock> Clock for ShownClock<'_, C> {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn sleep_until(&self, until: Timestamp) {
        loop {
            let now = self.now();
            self.progress.waiting(now, until);
            if until <= now {
                return;
            }
            self.clock.sleep_until(until.min(now.after(Duration::from_secs(1))));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::args::OutputArgs;

    /// 2027-01-15T08:00:00Z
    const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

    fn at(seconds: u64) -> Timestamp {
        START.after(Duration::from_secs(seconds))
    }

    fn lines() -> Progress {
        let output = Output::new(&OutputArgs { json: false, quiet: true, verbose: false });
        let progress = Progress { shape: Shape::Lines, said: Arc::default(), output };
        progress.said().activity = Some("finding out".to_owned());
        progress
    }

    /// A clock that advances during a sleep, and ticks meanwhile.
    struct Hasty<'a> {
        now: Cell<Timestamp>,
        progress: &'a Progress,
        lines: Cell<Vec<String>>,
    }

    impl Clock for Hasty<'_> {
        fn now(&self) -> Timestamp {
            self.now.get()
        }

        fn sleep_until(&self, until: Timestamp) {
            self.now.set(until);
            let mut lines = self.lines.take();
            lines.extend(self.progress.said().line(until));
            self.lines.set(lines);
        }
    }

    #[test]
    fn no_minute_of_a_wait_is_silent_and_its_end_is_reported() {
        let progress = lines();
        progress.until(Some(at(30 * 60)));
        let lines = Cell::default();
        let hasty = Hasty { now: Cell::new(START), progress: &progress, lines };
        let clock = ShownClock::new(hasty, &progress);
        clock.sleep_until(at(130));
        let line = |left| {
            format!("still finding out: checking again in {left} s; until 08:30 UTC at the latest")
        };
        assert_eq!(clock.clock.lines.take(), [line(79), line(29)], "50 s from the first tick on");
        assert_eq!(clock.now(), at(130));
        assert_eq!(progress.said().next, None, "the wait is over");
    }

    #[test]
    fn a_wait_for_a_reply_is_reported_unless_another_line_was_written() {
        let progress = lines();
        let line = |seconds| progress.said().line(at(seconds));
        assert_eq!(line(0), None);
        assert_eq!(line(49), None);
        assert_eq!(line(50).as_deref(), Some("still finding out: waiting for a reply"));
        assert_eq!(line(51), None);
        progress.remark("the response was lost; continuing");
        let line = |seconds| progress.said().line(at(seconds));
        assert_eq!(line(90), None);
        assert_eq!(line(139), None);
        assert!(line(140).is_some());
    }

    #[test]
    fn a_time_on_another_day_shows_the_day() {
        assert_eq!(time(at(61), START), "08:02 UTC", "no earlier than it is");
        assert_eq!(time(at(24 * 3600), START), "2027-01-16T08:00:00Z");
    }
}
