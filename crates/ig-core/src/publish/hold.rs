//! No call before the account's usage allows it (reference §11): the pause goes
//! into the state, and the deadlines move with it.

use super::state::State;
use crate::Timestamp;

impl State {
    /// Nothing is sent before `until`, by the flow's own clock.
    pub(super) fn hold(&mut self, until: Timestamp) {
        match self {
            Self::Make(make) => make.hold(until),
            Self::Quota { next, deadline, .. } => {
                let pause = put_off(next, until);
                *deadline = deadline.map(|deadline| deadline.after(pause));
            }
            Self::Verify(verify) => {
                verify.deadline = verify.deadline.after(put_off(&mut verify.next, until));
            }
            Self::Baseline { next, .. } | Self::Publish { next, .. } | Self::Match { next, .. } => {
                put_off(next, until);
            }
            Self::Publishing { .. } | Self::Done(_) => (),
        }
    }
}

/// Moves `next` to `until` where it is earlier; gives by how much.
pub(super) fn put_off(next: &mut Timestamp, until: Timestamp) -> std::time::Duration {
    let pause = until.since(*next);
    *next = next.after(pause);
    pause
}
