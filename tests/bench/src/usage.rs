//! The resources that a process has used so far, as the system counts them.

use std::time::Duration;

use nix::{
    sys::resource::{UsageWho, getrusage},
    time::{ClockId, clock_gettime},
};

/// The CPU time of a process.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "the system counts nothing else")]
pub struct Times {
    /// In the program.
    pub user: Duration,
    /// In the kernel.
    pub system: Duration,
}

/// The CPU time of the whole process, in user and kernel.
///
/// # Panics
///
/// When the system does not say.
pub fn process_time() -> Duration {
    let Times { user, system } = process_times();
    user + system
}

/// The same, apart.
///
/// # Panics
///
/// When the system does not say.
pub fn process_times() -> Times {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("the system counts");
    let time = |time: nix::sys::time::TimeVal| {
        Duration::from_micros((time.tv_sec() * 1_000_000 + time.tv_usec()).unsigned_abs())
    };
    Times { user: time(usage.user_time()), system: time(usage.system_time()) }
}

/// The time that the calling thread was running.
///
/// # Panics
///
/// When the system does not say.
pub fn thread_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("the system counts").into()
}
