//! What the workspace costs: each scenario compared with the same thing written by hand.
//!
//! `cargo xtask bench` runs the programs of this package and writes the figures to
//! `bench/report.md` in the target folder. A separate package keeps what only measuring needs,
//! above all criterion, out of every other build. Criterion is used instead of divan since it saves
//! its estimates as JSON and accepts our own clock: the time that the thread was running, which
//! other work on the machine does not lengthen.

pub mod calls;
pub mod floor;
pub mod flow;
#[cfg(feature = "queue")]
pub mod queue;
mod replies;
pub mod scenario;
pub mod usage;
