//! The post is public; whether its poll is there is still to be read.
//!
//! A post can go live without the add-on that was asked for (reference §17.2). Whatever the
//! read says, the outcome is `Published`, and nothing is published again.

use serde::Deserialize;

use super::{Done, Go, Next, Turn, read};
use crate::{
    endpoint::{PublishedPoll, ReadPoll},
    flow::Call,
    post::{AddOn, Post},
    publish::{AddOnState, Outcome},
    value::{MediaId, Timestamp},
    wire::{Reply, json::as_array},
};

/// The poll is read at `next`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Confirm {
    /// How the flow ends, but for the poll.
    pub(crate) done: Box<Done>,
    media: MediaId,
    pub(crate) next: Timestamp,
    failures: u32,
    /// Whether it was read as absent once: a media object may be slower than its post.
    #[serde(default)]
    was_absent: bool,
}

as_array! { Confirm { done, media, next, failures; was_absent } }

/// The end of a post, or what is read before it.
pub(crate) fn before_the_end(
    mut done: Box<Done>,
    post: &Post,
    now: Timestamp,
) -> Result<Confirm, Box<Done>> {
    let Outcome::Published { media, add_on, .. } = &mut done.outcome else { return Err(done) };
    match (post.add_on(), *add_on, media.id().cloned()) {
        (Some(AddOn::Poll(_)), None, Some(media)) => {
            Ok(Confirm { done, media, next: now, failures: 0, was_absent: false })
        }
        // No call is known that tells of a prompt, and none of a post whose id is not known.
        (Some(_), None, _) => {
            *add_on = Some(AddOnState::Unknown);
            Err(done)
        }
        _ => Err(done),
    }
}

impl Confirm {
    pub(crate) fn call(&self) -> Call {
        Call::new(&ReadPoll::new(self.media.clone()))
    }

    pub(crate) fn heard(self, turn: &mut Turn<'_>, reply: Reply) -> Next<Self> {
        let failures = self.failures.saturating_add(1);
        match read::<ReadPoll>(reply) {
            Ok(Some(PublishedPoll { .. })) => self.ends(AddOnState::Attached),
            Ok(None) if self.was_absent => self.ends(AddOnState::Missing),
            Ok(None) => {
                let next = turn.now.after(turn.policy().settle);
                Next::Stay(Self { next, was_absent: true, failures: 0, ..self })
            }
            Err(trouble) if trouble.may_pass() && failures < turn.policy().failures.min(3) => {
                let next = turn.retry_at(failures, &trouble);
                Next::Stay(Self { next, failures, ..self })
            }
            Err(_) => self.ends(AddOnState::Unknown),
        }
    }

    fn ends(mut self, state: AddOnState) -> Next<Self> {
        if let Outcome::Published { add_on, .. } = &mut self.done.outcome {
            *add_on = Some(state);
        }
        Next::Go(Go::Done(self.done))
    }
}
