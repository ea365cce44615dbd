//! The clocks of this machine.

use ig_queue::Clocks;

/// The three clocks of this machine, read one right after the other.
pub fn clocks() -> Clocks {
    let monotonic = ig_driver::since_start();
    let boot = ig_driver::since_boot().unwrap_or(monotonic);
    Clocks { wall: ig_driver::now(), monotonic, boot }
}
