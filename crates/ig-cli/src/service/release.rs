//! A post that is held goes on.

use ig_queue::{Changed, Edit, Row, State, Store as _};
use ig_ureq::{Clock as _, SystemClock};

use super::{Service, Shown, Trouble, cancel::TRIES, shown::KeptBy};
use crate::{failure::Failure, queue};

impl Service {
    /// Lets a held post go on, and has an uncertain one looked for again, as `ig queue release` does.
    pub(crate) fn release(&self, key: &str) -> Result<Shown, Trouble> {
        for _ in 0..TRIES {
            let Some(row) = self.row(key)? else { return Err(refused(self.show(key)?)) };
            let changed = queue::answer(self.store().change(&row.id, row.fence, Edit::Release))?;
            match changed {
                Changed::Done(_) => {
                    if row.prepare_at() <= SystemClock.now() {
                        self.worker.wake(&row.id);
                    }
                    return self.show(key);
                }
                Changed::Stale => (),
                _ => return Err(self.unreleased(&row)),
            }
        }
        Err(Trouble::contended("released"))
    }

    fn unreleased(&self, row: &Row) -> Trouble {
        let post = self.shown(row);
        match row.state == State::Waiting && queue::needs_a_person(row, SystemClock.now()) {
            true => of_waiting(post),
            false => refused(post),
        }
    }
}

/// Only what is held, or is uncertain, can go on.
fn refused(post: Shown) -> Trouble {
    let (key, state) = (&post.key, post.state.as_str().replace('_', " "));
    let why = match post.kept_by {
        KeptBy::Queue => format!("it is {state}: nothing holds it"),
        KeptBy::Publish => format!("it is {state}, was begun by `ig publish`, and is never held"),
    };
    let failure = Failure::usage(format!("post {key} is not released")).because(why);
    let failure = failure.fix(match post.is_final {
        true => "leave it; for another post, ask under another key",
        false => "leave it: it goes on by itself",
    });
    Trouble::new(409, failure).with_post(post)
}

/// It waits for something that its release does not change: its account to go on, or a token.
fn of_waiting(post: Shown) -> Trouble {
    let note = post.note.as_deref().unwrap_or("it waits");
    let failure = Failure::usage(format!("post {} is not released", post.key))
        .because(format!("it is not held: {note}"))
        .fix(post.next.clone());
    Trouble::new(409, failure).with_post(post)
}
