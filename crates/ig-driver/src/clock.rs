//! The time, and waiting for it.

use std::{
    sync::OnceLock,
    thread,
    time::{Duration, Instant, SystemTime},
};

use ig_core::Timestamp;

/// The longest sleep before the wall clock is read again.
const MAX_SLEEP: Duration = Duration::from_secs(30);

/// The time, and waiting for it.
pub trait Clock {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Returns at `until`, or earlier: a flow that is polled too early returns
    /// the same wait again.
    fn sleep_until(&self, until: Timestamp);
}

/// The machine's wall clock, read every time.
///
/// A monotonic clock stands still while the machine sleeps, so a time that is
/// computed from one is hours slow after a night. A flow works with a wall clock
/// that is set back.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a unit")]
pub struct SystemClock;

/// The machine's wall clock, as [`SystemClock`] reads it.
pub fn now() -> Timestamp {
    SystemTime::now().into()
}

/// How long this process runs, by a clock that is never set: [`Instant`]. It may stand still while
/// the machine sleeps.
pub fn since_start() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// How long ago the machine was started, sleep included. `None` where the system does not say,
/// and without the feature `boot-time`.
pub fn since_boot() -> Option<Duration> {
    #[cfg(all(feature = "boot-time", any(target_os = "linux", target_os = "android")))]
    {
        use nix::time::{ClockId, clock_gettime};
        clock_gettime(ClockId::CLOCK_BOOTTIME).ok().map(Duration::from)
    }
    #[cfg(not(all(feature = "boot-time", any(target_os = "linux", target_os = "android"))))]
    None
}

/// The time to sleep before the wall clock is read again, while a driver waits for `until`: at
/// most 30 s. `None` if the wait is over.
///
/// It is over at `until`, and if the clock was set back: `now` is earlier than `last`, the time
/// at which it was read before. Only the flow knows how much of its wait is left then.
///
/// An asynchronous driver does the same as [`SystemClock`] with its own timer:
///
/// ```
/// # use ig_driver::{now, next_sleep};
/// # let until = now();
/// let mut last = now();
/// while let Some(sleep) = next_sleep(last, now(), until) {
///     last = now();
///     // tokio::time::sleep(sleep).await
///     # std::thread::sleep(sleep);
/// }
/// ```
pub fn next_sleep(last: Timestamp, now: Timestamp, until: Timestamp) -> Option<Duration> {
    if now < last || until <= now { None } else { Some(until.since(now).min(MAX_SLEEP)) }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        now()
    }

    /// Sleeps in pieces of at most 30 s and reads the wall clock after each, so
    /// that a wait ends on time after the machine has slept or its clock was
    /// set.
    fn sleep_until(&self, until: Timestamp) {
        sleep_until(until, now, thread::sleep);
    }
}

fn sleep_until(until: Timestamp, now: impl Fn() -> Timestamp, sleep: impl Fn(Duration)) {
    let mut last = now();
    loop {
        let at = now();
        let Some(time) = next_sleep(last, at, until) else { return };
        sleep(time);
        last = at;
    }
}

impl<C: Clock + ?Sized> Clock for &C {
    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn sleep_until(&self, until: Timestamp) {
        (**self).sleep_until(until);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_unix_millis(seconds * 1000)
    }

    /// The sleeps of a wait from 1000 s on, on a clock that advances by so many more seconds
    /// (or is set back) during each.
    fn sleeps(until: u64, drift: &[i64]) -> Vec<u64> {
        let time = Cell::new(1000_u64);
        let slept = RefCell::new(Vec::new());
        sleep_until(
            at(until),
            || at(time.get()),
            |length| {
                let extra = drift.get(slept.borrow().len()).copied().unwrap_or_default();
                time.set((time.get() + length.as_secs()).saturating_add_signed(extra));
                slept.borrow_mut().push(length.as_secs());
                assert!(slept.borrow().len() < 1000, "it does not end");
            },
        );
        slept.into_inner()
    }

    #[test]
    fn a_wait_is_slept_in_pieces_of_half_a_minute() {
        assert_eq!(sleeps(1075, &[]), [30, 30, 15]);
        assert_eq!(sleeps(1001, &[]), [1]);
        assert_eq!(sleeps(1000, &[]), [0; 0]);
        assert_eq!(sleeps(999, &[]), [0; 0]);
    }

    #[test]
    fn time_in_which_the_machine_slept_is_not_waited_for_again() {
        assert_eq!(sleeps(4600, &[8 * 3600]), [30], "eight hours passed in the first piece");
    }

    #[test]
    fn a_clock_that_is_set_back_ends_the_wait_and_does_not_prolong_it() {
        assert_eq!(sleeps(1075, &[0, -7200]), [30, 30]);
        assert_eq!(sleeps(1075, &[0, -40]), [30, 30], "to a time after the wait began");
        assert_eq!(sleeps(1075, &[-10]), [30, 30, 25], "less than was slept: it continues");
    }

    #[test]
    fn the_system_clock_waits_until_then_and_reads_the_wall_clock() {
        let clock = SystemClock;
        let until = clock.now().after(Duration::from_millis(20));
        clock.sleep_until(until);
        assert!(until <= now());
        assert!(clock.now().since(SystemTime::now().into()) < Duration::from_secs(60));
    }
}
