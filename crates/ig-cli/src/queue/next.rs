//! Who has to do what about a post of the queue.

use ig_core::{Timestamp, publish::Outcome};
use ig_queue::{Note, Row, State, Why};

use super::{ending, is_left_alone};
use crate::{
    failure::{advice_for, under_another_key},
    text::with_login,
};

/// Who has to do what at `now`; `command` is that of the queue.
pub(crate) fn next(row: &Row, now: Timestamp, command: &str) -> String {
    let id = &row.id;
    let user = &row.account.user;
    let work = format!(
        "run `{command} work` where the token of the credential {} is that of {user}",
        row.credential
    );
    match (row.state, &row.note) {
        (State::Waiting, Some(Note::Waits { why: Why::OtherWorker, .. })) => work,
        (State::Waiting, Some(Note::Waits { why: Why::Paused { .. }, .. })) => {
            format!("fix what the note says, then: {command} go {user}")
        }
        (State::Waiting, note)
            if is_left_alone(row, now) || note.is_none() && row.prepare_at() <= now =>
        {
            format!("{work}: nobody has taken it up yet")
        }
        (State::Waiting | State::Active, Some(Note::Waits { why, .. })) => {
            format!("nothing: it waits for {why}")
        }
        (State::Waiting, _) => {
            format!("nothing before {}, if `{command} work` runs then", row.prepare_at())
        }
        (State::Active, _) => format!("nothing: `{command} work` has it, or takes it up again"),
        (State::Held, _) => {
            format!(
                "fix what the note says, then: {command} release {id}; or: {command} cancel {id}"
            )
        }
        (State::Uncertain, _) => format!(
            "look at the account in the app; `{command} release {id}` makes `{command} work` look again"
        ),
        (State::Done, _) => match ending(row) {
            Some(Outcome::NotPublished { reason }) => {
                let how = match &row.key {
                    Some(_) => "add it with another --key",
                    None => "add it again",
                };
                under_another_key(&with_login(advice_for(&reason)), how)
            }
            Some(_) => "nothing: it is done".to_owned(),
            None if row.key.is_some() => {
                "add it with another --key, if it is still to be published".to_owned()
            }
            None => "add it again, if it is still to be published".to_owned(),
        },
        _ => "nothing".to_owned(),
    }
}

/// What to do about a post of `ig queue` whose key somebody uses elsewhere; `option` names its folder.
pub(crate) fn instead(row: &Row, option: &str) -> String {
    let id = &row.id;
    match row.state {
        State::Waiting => {
            format!("move it there: ig queue edit {id} --at +0s{option}; or use another key")
        }
        State::Held => format!(
            "see why it is held: ig queue explain {id}{option}; then let it go on: \
             ig queue release {id}{option}"
        ),
        // It may be public, or has ended, and another key may make another post.
        State::Active | State::Uncertain => {
            format!("wait for it: ig queue explain {id}{option}")
        }
        State::Cancelled => {
            "it is not published any more; to have it after all, use another key".to_owned()
        }
        _ => format!(
            "it has ended there: ig queue explain {id}{option}; to have another post, use another key"
        ),
    }
}
