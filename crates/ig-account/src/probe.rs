//! Tests the server behavior that "once" depends on.
//!
//! The effect of a second `media_publish` of one container, the delay until a post appears and
//! whether the status lags are not documented (reference §16, U2, U4, U6, U14). [`ProbeFlow`] posts
//! one photo to a test account and publishes its container again, so that there are at most two
//! posts: a publish is sent at most twice, even if replies are lost. The
//! [assumptions](https://docs.rs/ig-core/latest/ig_core/assumptions/) explain the consequences of
//! the results.

mod answer;
mod flow;
mod found;
mod judge;
mod plan;
mod stage;
mod turn;

pub use self::{
    answer::ProbeAnswer,
    flow::ProbeFlow,
    found::{
        Assumption, BatchBack, CaptionBack, Clocks, Holds, Probe, ProbePost, QuotaBack, Trouble,
    },
    plan::{Deletion, ProbePlan},
};
