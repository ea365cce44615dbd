//! The post is public; only the media id may still be missing.

use serde::Deserialize;

use super::{
    Go, Next, ReadyContainer, Turn,
    media_list::{self, Candidates},
};
use crate::{
    publish::MediaRef,
    value::Timestamp,
    wire::{Reply, json::as_array},
};

/// The media list is searched for the post at `next`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Match {
    #[serde(rename = "at")]
    pub(crate) container: ReadyContainer,
    pub(crate) next: Timestamp,
    failures: u32,
}

as_array! { Match { container, next, failures } }

/// The post is public, says the container's status.
pub(crate) fn if_possible(container: ReadyContainer) -> Go {
    match container.can_tell() {
        true => Go::Match(container),
        false => Go::published(container, MediaRef::Unknown),
    }
}

impl Match {
    pub(crate) fn new(container: ReadyContainer, next: Timestamp) -> Self {
        Self { container, next, failures: 0 }
    }

    /// Whatever the list says, the outcome is `Published`.
    pub(crate) fn heard(self, turn: &mut Turn<'_>, reply: Reply) -> Next<Self> {
        let failures = self.failures.saturating_add(1);
        let again = failures < turn.policy().failures;
        let (next, media) = match media_list::read(turn.plan, reply) {
            Ok(_) if media_list::may_be_over(turn, &self.container) => (None, MediaRef::Unknown),
            Ok(page) => {
                let candidates = Candidates::among(page, &self.container, turn.plan.post());
                let mut fitting = candidates.fitting;
                match (fitting.pop(), fitting.is_empty()) {
                    (Some(id), true) => (None, MediaRef::Matched(id)),
                    (None, _) if again => {
                        (Some(turn.now.after(turn.policy().settle)), MediaRef::Unknown)
                    }
                    _ => (None, MediaRef::Unknown),
                }
            }
            Err(trouble) if again => (Some(turn.retry_at(failures, &trouble)), MediaRef::Unknown),
            Err(_) => (None, MediaRef::Unknown),
        };
        match next {
            Some(next) => Next::Stay(Self { next, failures, ..self }),
            None => Next::Go(Go::published(self.container, media)),
        }
    }
}
