//! What the workspace costs: each scenario beside the same thing written by hand.
//!
//! The figures are made by `cargo xtask bench`, which runs the programs of this package and writes
//! `bench/report.md` in the target folder. A package of its own keeps what only measuring needs,
//! criterion above all, out of every other build. Criterion and not divan, since it keeps its
//! estimates as JSON and takes a clock of ours: the time that the thread was running, which other
//! work on the machine does not lengthen.

pub mod calls;
pub mod floor;
pub mod flow;
pub mod scenario;
pub mod usage;
