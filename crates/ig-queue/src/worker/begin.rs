//! The flow of a post that is taken up.

use ig_core::{
    PublishFlow, Timestamp,
    publish::{Snapshot, SnapshotError},
};

use crate::{
    account::NotYet,
    note::{Note, Why},
    row::Row,
    write::{Change, Flow},
};

/// The flow of a row, or what is written where there can be none.
pub(super) fn flow(row: &Row, time: Timestamp, seed: u64) -> Result<PublishFlow, Change> {
    let hold = |detail: String| Change::Hold { note: Note::Unreadable { detail } };
    let Some(json) = &row.snapshot else {
        let plan = row.read_plan();
        // The text is not shown: it may be anything.
        let plan = plan.map_err(|error| {
            hold(format!("the plan, at line {} column {}", error.line(), error.column()))
        })?;
        return Ok(PublishFlow::new(plan, seed));
    };
    match Snapshot::from_json(json.as_bytes()) {
        Ok(snapshot) => Ok(PublishFlow::resume(snapshot, time)),
        Err(SnapshotError::Newer { .. }) => Err(for_another(time)),
        Err(error) => Err(hold(error.to_string())),
    }
}

/// The post waits in the store, and the next worker goes on from there.
pub(super) fn put_back(wake: Timestamp, why: Why) -> Change {
    Change::PutBack { wake, why, flow: Flow::Kept }
}

/// The post is left to another worker.
pub(super) fn for_another(time: Timestamp) -> Change {
    let NotYet { until, why } = NotYet::other_worker(time);
    put_back(until, why)
}
