//! One key, one post: what to do with a saved post.

use ig_core::{
    BuildError, DriveError, PublishFlow, PublishPlan, Timestamp,
    publish::{Outcome, Snapshot},
};

use crate::{BoxError, InvalidKey, Key, Record, StoreError, Target};

/// What to do for a post that is requested under a key.
#[derive(Debug)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle both")]
pub enum Once {
    /// Drive this flow, which is new or resumes the saved post. Hold the lock until it
    /// has ended.
    Drive(Box<PublishFlow>),
    /// It has ended: published or not published. Send nothing.
    Over(Outcome),
}

/// A post that is requested under a key is not published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OnceError {
    /// The key belongs to another post, or to a post of another account.
    #[error(
        "the key {key} already belongs to another post, started {created} ({what}); {standing}",
        key = .kept.key, created = .kept.created, standing = .kept.standing(), what = what(*.differs)
    )]
    #[non_exhaustive]
    AnotherPlan {
        /// The saved record.
        kept: Box<Record>,
        /// The part that differs from the request.
        differs: Difference,
    },
    /// The key belongs to a post at another API, or with another login.
    #[error(
        "the key {key} belongs to a post to {to}, started {created}, and this one goes to \
        {target}; {standing}",
        key = .kept.key, to = .kept.target, created = .kept.created, standing = .kept.standing()
    )]
    #[non_exhaustive]
    AnotherTarget {
        /// The saved record.
        kept: Box<Record>,
        /// The target of the request.
        target: Target,
    },
    /// The key is invalid.
    #[error(transparent)]
    Key(#[from] InvalidKey),
    /// A post was to be resumed, and nothing is saved under its key.
    #[error("nothing is saved under the key {key}: no post was started with it in this folder")]
    #[non_exhaustive]
    NothingKept {
        /// The key.
        key: Key,
    },
    /// The saved post cannot be read or locked, or a snapshot could not be saved: nothing
    /// was sent after the previous one.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The flow has ended, and its outcome could not be saved. An earlier snapshot is
    /// saved: the same key finds out the outcome again.
    #[error("the post has ended ({outcome}), and that could not be saved")]
    #[non_exhaustive]
    EndNotKept {
        /// The outcome.
        outcome: Box<Outcome>,
        /// Why it was not saved.
        source: BoxError,
    },
    /// A request could not be built. It was not sent.
    #[error("the request could not be built")]
    Build(#[from] BuildError),
    /// A snapshot could not be saved in a store of your own.
    #[error("the snapshot could not be saved")]
    Save(#[source] BoxError),
}

/// The part in which two plans differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The accounts.
    Account,
    /// The posts: media, caption or options.
    Post,
}

/// Decides what to do for `plan`, requested under the key of `kept`, whose lock the
/// caller holds.
///
/// | saved | what to do |
/// |---|---|
/// | nothing | drive a new flow, with `seed` |
/// | not ended | resume it |
/// | [`Uncertain`](Outcome::Uncertain) | resume it: the flow checks with the server again |
/// | [`Published`](Outcome::Published), [`NotPublished`](Outcome::NotPublished) | return that outcome |
///
/// A post that was not published is not tried again under its key: use another
/// key, or [`forget`](crate::FileStore::forget) it. The plan's policy is not
/// compared, since it decides how long to wait and not what is posted; a resumed
/// flow keeps its own.
///
/// # Errors
///
/// When the saved post is another one, of another account or at another API: send nothing.
pub fn once(
    kept: Option<&Record>,
    plan: PublishPlan,
    target: &Target,
    now: Timestamp,
    seed: u64,
) -> Result<Once, OnceError> {
    let Some(record) = kept else {
        return Ok(Once::Drive(Box::new(PublishFlow::new(plan, seed))));
    };
    let kept = || Box::new(record.clone());
    if record.target != *target {
        return Err(OnceError::AnotherTarget { kept: kept(), target: target.clone() });
    }
    if let Some(differs) = difference(&record.snapshot, &plan) {
        return Err(OnceError::AnotherPlan { kept: kept(), differs });
    }
    Ok(match record.snapshot.outcome() {
        Some(outcome) if !record.snapshot.needs_resume() => Once::Over(outcome.clone()),
        _ => Once::Drive(Box::new(PublishFlow::resume(record.snapshot.clone(), now))),
    })
}

fn difference(kept: &Snapshot, plan: &PublishPlan) -> Option<Difference> {
    if kept.plan().user() != plan.user() {
        return Some(Difference::Account);
    }
    (kept.plan().post() != plan.post()).then_some(Difference::Post)
}

fn what(differs: Difference) -> &'static str {
    match differs {
        Difference::Account => "another account's",
        Difference::Post => "other media, caption or options",
    }
}

impl OnceError {
    /// The error of a client that could not continue `flow`.
    pub fn stopped(error: DriveError, flow: &PublishFlow) -> Self {
        let source = match error {
            DriveError::Build(error) => return Self::Build(error),
            DriveError::Store(source) => source,
        };
        if let Some(outcome) = flow.snapshot().outcome() {
            return Self::EndNotKept { outcome: Box::new(outcome.clone()), source };
        }
        match source.downcast() {
            Ok(error) => Self::Store(*error),
            Err(source) => Self::Save(source),
        }
    }

    /// Whether another thread or process is working on the post.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Store(StoreError::Busy { .. }))
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::AnotherPlan { .. } => {
                "use another key for another post, or publish the same one again"
            }
            Self::AnotherTarget { .. } => {
                "use another key or another folder for another API: the saved result is not about that one"
            }
            Self::Key(_) => "use another key",
            Self::NothingKept { .. } => "check the key and the folder, or publish the post",
            Self::Store(error) => error.advice(),
            Self::EndNotKept { .. } => {
                "make the store work again, then use the same key again, and no other"
            }
            Self::Build(_) => "fix the request, then use the same key again",
            Self::Save(_) => "make the store work again, then use the same key again",
        }
    }
}
