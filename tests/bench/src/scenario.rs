//! The scenarios, by name, so that every tool measures the same.

use std::hint::black_box;

use crate::{calls::Calls, flow};

/// One thing to measure.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// Runs it once.
    pub run: fn(&Calls),
}

/// All scenarios: core and floor next to each other, and the flow.
pub const SCENARIOS: &[Scenario] = &[
    Scenario { name: "create", run: |calls| _ = black_box(calls.create()) },
    Scenario { name: "create_floor", run: |calls| _ = black_box(calls.create_floor()) },
    Scenario { name: "create_from_text", run: |calls| _ = black_box(calls.create_from_text()) },
    Scenario { name: "status", run: |calls| _ = black_box(calls.status()) },
    Scenario { name: "status_floor", run: |calls| _ = black_box(calls.status_floor()) },
    Scenario { name: "error", run: |calls| _ = black_box(calls.error()) },
    Scenario { name: "error_floor", run: |calls| _ = black_box(calls.error_floor()) },
    Scenario { name: "flow", run: |calls| _ = black_box(flow::publish(calls)) },
];

impl Scenario {
    /// The scenario of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SCENARIOS.iter().find(|scenario| scenario.name == name)
    }
}
