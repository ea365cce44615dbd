//! What a worker reports.

mod metrics;
