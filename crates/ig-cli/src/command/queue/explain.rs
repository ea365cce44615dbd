//! `ig queue explain`: what a post waits for, who has to do what, and what happened to it.

use ig_core::publish::Outcome;
use ig_queue::{Note, Row, State, Why};
use serde_json::json;

use super::{kept, list};
use crate::{
    args::QueuePostArgs,
    failure::{Exit, Failure, advice_for},
    output::Output,
    queue,
    text::plain,
};

pub(super) fn run(args: &QueuePostArgs, output: &Output) -> Result<Exit, Failure> {
    let (store, row) = queue::read(&kept(&args.folder)?, &args.id)?;
    let events = store.events(&row.id).map_err(|error| queue::failure(&error))?;
    let next = next(&row);
    if output.is_json() {
        let mut object = queue::shown(&row, store.now());
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

/// Who has to do what.
fn next(row: &Row) -> String {
    let id = &row.id;
    let user = &row.account.user;
    match (row.state, &row.note) {
        (State::Waiting, Some(Note::Waits { why: Why::OtherWorker, .. })) => {
            format!("run `ig queue work` where the token of the credential {} is", row.credential)
        }
        (State::Waiting, Some(Note::Waits { why: Why::Paused { .. }, .. })) => {
            format!("fix what the note says, then: ig queue go {user}")
        }
        (State::Waiting | State::Active, Some(Note::Waits { why, .. })) => {
            format!("nothing: it waits for {why}")
        }
        (State::Waiting, _) => {
            format!("nothing before {}, if `ig queue work` runs then", row.prepare_at())
        }
        (State::Active, _) => "nothing: `ig queue work` has it, or takes it up again".to_owned(),
        (State::Held, _) => {
            format!("fix what the note says, then: ig queue release {id}; or: ig queue cancel {id}")
        }
        (State::Uncertain, _) => format!(
            "look at the account in the app; `ig queue release {id}` makes `ig queue work` look again"
        ),
        (State::Done, _) => match queue::ending(row) {
            Some(Outcome::NotPublished { reason }) => advice_for(&reason).to_owned(),
            Some(_) => "nothing: it is done".to_owned(),
            None => "add it again, if it is still to be published".to_owned(),
        },
        _ => "nothing".to_owned(),
    }
}
