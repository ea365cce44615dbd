//! The publish flow: one plan, at most one post.
//!
//! ```text
//! (Quota) ─▶ Create ─▶ Process ─▶ (Baseline) ─▶ Publish ─▶ Publishing ─▶ Done(Published)
//!               ▲         │                        ▲           │ anything but a 2xx with an id
//!               └─────────┘                        │ absent    ▼
//!          failed, may pass again                  └──────── Verify ─▶ Done(NotPublished | Uncertain)
//!                                                              │ PUBLISHED
//!                                                              ▼
//!                                                            Match ─▶ Done(Published)
//! ```
//!
//! A post with a poll is read once more before `Done(Published)`, to say whether the poll is
//! there.
//!
//! A post with a time ([`set_not_before`](PublishFlow::set_not_before)) is held before
//! `Baseline`, which it then always passes through: the list is read when the time has come.
//!
//! `media_publish` has no idempotency key, so the flow never sends it in the hope
//! that nothing was published before. It keeps these rules:
//!
//! 1. A publish is sent only after a snapshot that says so is in the store, and
//!    from only one place in the code.
//! 2. After a publish was sent, the flow never creates another container.
//! 3. Only a success with an id, or an error that holds the original response
//!    with an id, proves a post. Any other reply, and no reply, proves nothing: the
//!    container's status decides. `PUBLISHED` is success, `IN_PROGRESS` means to
//!    wait, `ERROR` and `EXPIRED` are failure. `FINISHED`, read twice with a pause
//!    between and with no new post in the media list that fits, permits another send.
//! 4. A status that cannot be read (100/33) is neither a failure nor a proof of
//!    absence: the publish is tried after a while nevertheless, unless
//!    [`blind_after`](PublishPolicy::blind_after) says otherwise. Error 9007 means to
//!    wait, and the effect is searched for in the media list. The same holds where
//!    the status of a container that may be published stays unread for any other
//!    reason.
//! 5. Where nothing can be known, the outcome is `Uncertain`, and the flow can
//!    be resumed; it is never tried again from the start.
//!
//! The rules assume that the server publishes a container only once, or that it
//! shows the effect of a publish, in the container's status or in the media list,
//! within [`settle`](PublishPolicy::settle) times
//! [`confirmations`](PublishPolicy::confirmations). The pauses are measured by the
//! caller's clock and, where the server says what time it is, by the server's
//! too, so that a clock that jumps does not cut them short. The page
//! `assumptions` of this documentation has this and every other assumption.

mod brake;
mod machine;
mod outcome;
mod pacing;
mod phase;
mod plan;
mod policy;
mod quota;
mod snapshot;
mod state;

pub use self::{
    brake::Brake,
    machine::PublishFlow,
    outcome::{AddOnState, Cause, FailedItem, MediaRef, Outcome, Reason},
    pacing::Pacing,
    phase::Phase,
    plan::PublishPlan,
    policy::{PublishPolicy, QuotaPolicy},
    quota::QuotaLedger,
    snapshot::{Snapshot, SnapshotError},
};
pub use crate::post::Surface;
