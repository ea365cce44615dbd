//! The newest media are listed before the first publish, to know later what is new.

use serde::Deserialize;

use super::{Go, NewestMedia, Next, ReadyContainer, Turn, media_list};
use crate::{
    value::Timestamp,
    wire::{Reply, json::as_array},
};

/// The newest media are listed at `next`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Baseline {
    #[serde(rename = "at")]
    pub(crate) container: ReadyContainer,
    pub(crate) next: Timestamp,
    failures: u32,
    /// Reads in a row that came before the time of the post, by the server's clock.
    #[serde(default)]
    early: u32,
}

as_array! { Baseline { container, next, failures, early } }

/// How often the server's clock is believed where it says that it is too early.
const MOST_EARLY: u32 = 10;

/// The container is ready. Without a baseline the server's clock must tell what is
/// new, and the words which of it is ours.
pub(crate) fn if_needed(turn: &Turn<'_>, container: ReadyContainer) -> Go {
    let tells = turn.clock.server().is_some() && media_list::words_tell(turn.plan.post());
    match tells && !turn.policy().baseline && !turn.is_before_its_time() {
        true => Go::Publish { container, next: turn.now, failures: 0 },
        false => Go::Baseline(container),
    }
}

impl Baseline {
    pub(crate) fn new(container: ReadyContainer, next: Timestamp) -> Self {
        Self { container, next, failures: 0, early: 0 }
    }

    /// The baseline only helps to name the media; a failure costs the name.
    pub(crate) fn heard(self, turn: &mut Turn<'_>, reply: Reply) -> Next<Self> {
        let failures = self.failures.saturating_add(1);
        let baseline = match media_list::read(turn.plan, reply) {
            Ok(page) => match turn.is_early_by() {
                Some(by) if self.early < MOST_EARLY => {
                    let (next, early) = (turn.now.after(by), self.early.saturating_add(1));
                    return Next::Stay(Self { next, early, failures: 0, ..self });
                }
                _ => Some(NewestMedia::of(&page)),
            },
            Err(trouble) if failures < turn.policy().failures.min(3) => {
                let next = turn.retry_at(failures, &trouble);
                return Next::Stay(Self { next, failures, ..self });
            }
            Err(_) => None,
        };
        let container = ReadyContainer { baseline, ..self.container };
        Next::Go(Go::Publish { container, next: turn.now, failures: 0 })
    }
}
