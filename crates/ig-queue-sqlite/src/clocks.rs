//! The clocks of this machine.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use ig_queue::Clocks;

/// The three clocks of this machine, read one right after the other.
pub fn clocks() -> Clocks {
    static START: OnceLock<Instant> = OnceLock::new();
    let monotonic = START.get_or_init(Instant::now).elapsed();
    Clocks { wall: ig_driver::now(), monotonic, boot: boot().unwrap_or(monotonic) }
}

/// The time since the machine was started, sleep included.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn boot() -> Option<Duration> {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_BOOTTIME).ok().map(Duration::from)
}

/// There is none, or none that counts sleep: the wall clock has to do.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn boot() -> Option<Duration> {
    None
}
