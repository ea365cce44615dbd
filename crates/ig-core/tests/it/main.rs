//! The flows against scripted replies: one test a rule.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod batch;
mod bodies;
mod call;
mod closed;
mod laws;
mod paging;
mod publish;
mod replies;
mod script;
