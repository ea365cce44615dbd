//! Who has to do what about a post, for the program that asks.

use ig_core::publish::{Outcome, Reason};
use ig_queue::{Note, Row, State, Why};
use ig_ureq::{Clock as _, SystemClock};

use super::Door;
use crate::{
    failure::{advice_for_programs, under_another_key},
    queue,
    text::with_login,
};

/// Who has to do what about a post of the queue.
pub(super) fn next(row: &Row, door: Door) -> String {
    let id = row.id.as_str();
    match (row.state, &row.note) {
        (State::Waiting, Some(Note::Waits { why: Why::OtherWorker, .. })) => {
            let (credential, user) = (&row.credential, &row.account.user);
            format!("start a program whose token of the credential {credential} is that of {user}")
        }
        (State::Waiting, Some(Note::Waits { why: Why::Paused { .. }, .. })) => {
            let user = row.account.user.as_str();
            format!("fix what the note says, then let the account go on: {}", door.go(user))
        }
        (State::Waiting | State::Active, Some(Note::Waits { why, .. })) => {
            format!("nothing: it waits for {why}")
        }
        (State::Waiting, _) if row.prepare_at() <= SystemClock.now() => {
            "nothing: it is about to be taken up".to_owned()
        }
        (State::Waiting, _) => {
            format!("nothing: it is taken up at {}, if this program runs then", row.prepare_at())
        }
        (State::Active, _) => "nothing: it is worked on, or will be taken up again".to_owned(),
        (State::Held, _) => format!(
            "fix what the note says, then let it go on: {}; or take it back: {}",
            door.release(id),
            door.cancel(id)
        ),
        (State::Uncertain, _) => format!(
            "look at the account in the app; to have it looked for again: {}",
            door.release(id)
        ),
        (State::Done, _) => match queue::ending(row) {
            Some(Outcome::NotPublished { reason }) => advice(&reason),
            Some(_) => "nothing: it is done".to_owned(),
            None => "ask for it under another key, if it is still to be published".to_owned(),
        },
        _ => "nothing".to_owned(),
    }
}

/// What to do about a post that is not known to be public. One that is not public has used its key.
pub(super) fn advice(reason: &Reason) -> String {
    let advice = with_login(advice_for_programs(reason));
    match reason.may_be_public() {
        true => advice,
        false => under_another_key(&advice, "ask for it under another key"),
    }
}
