//! `ig queue explain`: what a post waits for, who has to do what, and what happened to it.

use ig_core::publish::Outcome;
use ig_queue::{Note, Records as _, Row, State, Why};
use serde_json::json;

use super::list;
use crate::{
    args::QueuePostArgs,
    failure::{Exit, Failure, advice_for},
    output::Output,
    queue::{self, Place},
    text::plain,
};

pub(super) fn run<P: Place>(args: &QueuePostArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let (mut store, row) = queue::read(&args.place, &args.id)?;
    let events = queue::answer(store.events(&row.id))?;
    let next = next(&row, P::COMMAND);
    if output.is_json() {
        let mut object = queue::shown(&row, queue::answer(store.now())?);
        object["next"] = json!(next);
        object["events"] = events
            .iter()
            .map(
                |event| json!({ "at": event.at.to_string(), "who": event.who, "what": event.what }),
            )
            .collect();
        output.object(&object);
        return Ok(Exit::Success);
    }
    list::lines(&row, output);
    let public = match queue::outcome(&row) {
        "published" => "yes",
        _ if row.may_be_public() && queue::outcome(&row) != "not_published" => {
            "perhaps: a publish was allowed"
        }
        _ => "no",
    };
    output.line(format_args!("{:<12} {public}", "public"));
    output.line(format_args!("{:<12} {}", "next", plain(&next)));
    for event in &events {
        let (at, who, what) = (event.at, plain(&event.who), plain(&event.what));
        output.line(format_args!("{at}  {what} ({who})"));
    }
    Ok(Exit::Success)
}

/// Who has to do what; `command` is that of the queue.
fn next(row: &Row, command: &str) -> String {
    let id = &row.id;
    let user = &row.account.user;
    match (row.state, &row.note) {
        (State::Waiting, Some(Note::Waits { why: Why::OtherWorker, .. })) => {
            format!("run `{command} work` where the token of the credential {} is", row.credential)
        }
        (State::Waiting, Some(Note::Waits { why: Why::Paused { .. }, .. })) => {
            format!("fix what the note says, then: {command} go {user}")
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
        (State::Done, _) => match queue::ending(row) {
            Some(Outcome::NotPublished { reason }) => advice_for(&reason).to_owned(),
            Some(_) => "nothing: it is done".to_owned(),
            None => "add it again, if it is still to be published".to_owned(),
        },
        _ => "nothing".to_owned(),
    }
}
