//! The name of a worker.

use std::process;

use ig_queue::Incarnation;

use crate::random;

/// A name that no process had before.
pub(crate) fn me() -> Incarnation {
    let name = format!(
        "process {} since {} ({:08x})",
        process::id(),
        ig_driver::now(),
        random::number() & 0xffff_ffff
    );
    match name.parse() {
        Ok(me) => me,
        Err(error) => unreachable!("a number and a time: {error}"),
    }
}
